"""`/history/`."""

from django.urls import path

from . import history

app_name = "history"
urlpatterns = [
    path("", history.entries, name="entries"),
    path("<int:entry>/correct/", history.correct, name="correct"),
]
