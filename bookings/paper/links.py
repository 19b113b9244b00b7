"""The address behind the QR code of a receipt and a label."""

from django.conf import settings
from django.urls import reverse

from tracking.access import link_token


def track_link(number: str) -> str:
    return settings.PUBLIC_BASE_URL + reverse("tracking:signed", args=[link_token(number)])
