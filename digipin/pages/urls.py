"""`/digipin/`. Include with `{"places": <a digipin.places.Places>}`."""

from django.urls import path

from . import views

app_name = "digipin"
urlpatterns = [
    path("", views.page, name="page"),
    path("dots", views.dots, name="dots"),
]
