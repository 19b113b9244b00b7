"""The cascade of training."""

from django.urls import path

from . import training

urlpatterns = [
    path("", training.own, name="training"),
    path("batches/<int:batch_id>/", training.batch, name="training-batch"),
    path("<str:code>/", training.of_office, name="training-of"),
]
