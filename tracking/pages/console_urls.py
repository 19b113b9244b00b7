"""`/console/`: what of it is about events."""

from django.urls import path

from . import console

app_name = "console-events"
urlpatterns = [
    path("webhooks/", console.webhooks, name="webhooks"),
    path("webhooks/<str:code>/", console.webhook, name="webhook"),
    path("webhooks/<str:code>/act/", console.act, name="act"),
    path("sandbox/", console.sandbox, name="sandbox"),
]
