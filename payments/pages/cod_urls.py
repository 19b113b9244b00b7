"""Money collected at doors: `/cod/`."""

from django.urls import path

from . import cod

app_name = "cod"
urlpatterns = [
    path("", cod.carried, name="carried"),
    path("office/", cod.office, name="office"),
    path("office/<int:hand_in_id>/", cod.answer, name="answer"),
    path("<str:tr>/", cod.attempt, name="attempt"),
    path("<str:tr>/state/", cod.state, name="state"),
    path("<str:tr>/cancel/", cod.cancel, name="cancel"),
]
