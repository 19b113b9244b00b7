"""The figures of a day; `apt.urls` hands in what the apps above know of them."""

from django.urls import path

from .figures import views

app_name = "figures"
urlpatterns = [
    path("", views.own, name="own"),
    path("<str:code>/", views.of_office, name="of"),
    path("<str:code>/map.svg", views.office_map, name="map"),
    path("<str:code>/behind/<str:measure>/", views.behind, name="behind"),
    path("<str:code>/<str:table>.<str:kind>", views.table_file, name="file"),
]
