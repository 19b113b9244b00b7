"""Maker and checker. The table of topics comes with the addresses, from apt/urls.py."""

from django.urls import path

from . import approvals

app_name = "approvals"
urlpatterns = [
    path("", approvals.inbox, name="inbox"),
    path("<int:approval_id>/", approvals.decide, name="decide"),
]
