"""Bulk files."""

from django.urls import path

from . import bulk
from .paper import batch_labels

app_name = "bulk"
urlpatterns = [
    path("", bulk.batches, name="batches"),
    path("<str:number>/", bulk.batch, name="batch"),
    path("<str:number>/progress/", bulk.progress, name="progress"),
    path("<str:number>/book/", bulk.book, name="book"),
    path("<str:number>/check/", bulk.check, name="check"),
    path("<str:number>/cancel/", bulk.cancel, name="cancel"),
    path("<str:number>/cancel-article/", bulk.cancel_article, name="cancel-article"),
    path("<str:number>/labels.pdf", batch_labels, name="labels"),
    path("<str:number>/errors.csv", bulk.errors, name="errors"),
]
