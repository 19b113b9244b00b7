from django.urls import path

from . import views

app_name = "tracking"
urlpatterns = [
    path("", views.track, name="track"),
    path("s/<str:token>/", views.signed, name="signed"),
    path("<str:number>/", views.article, name="article"),
]
