"""`/complaints/`."""

from django.urls import path

from . import complaints

app_name = "complaints"
urlpatterns = [
    path("", complaints.complaints, name="list"),
    path("<str:number>/answer/", complaints.answer, name="answer"),
]
