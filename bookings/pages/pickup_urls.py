"""Pick-ups."""

from django.urls import path

from . import pickups

app_name = "pickups"
urlpatterns = [
    path("", pickups.pickups, name="list"),
    path("<str:code>/", pickups.settle, name="settle"),
]
