"""`/api/v1/offices/`."""

from django.urls import path

from . import views

app_name = "offices-api"
urlpatterns = [
    path("", views.OfficesView.as_view(), name="list"),
    path("search", views.SearchView.as_view(), name="search"),
    path("pins/<str:pincode>", views.PinView.as_view(), name="pin"),
]
