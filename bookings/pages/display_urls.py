"""The customer's display: open to whoever holds its token."""

from django.urls import path

from . import display

app_name = "display"
urlpatterns = [
    path("", display.screen, name="screen"),
    path("state/", display.state, name="state"),
    path("language/", display.language, name="language"),
    path("pair/<str:code>/", display.pair, name="pair"),
]
