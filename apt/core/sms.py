"""The SMS gateway as a port: one HTTP call. Which template, which words, whom: the caller knows."""

import json
import urllib.request

from django.conf import settings

from .db import outside_transaction


@outside_transaction
def send_sms(*, mobile: str, text: str, template: str, reference: str) -> None:
    """Hand one message to the gateway. Raises OSError (no answer, HTTP error) so that the outbox tries again.

    `reference` is stable over retries: the gateway drops a repeat of one that it has already accepted.
    """
    body = json.dumps({"to": mobile, "text": text, "template": template, "reference": reference}).encode()
    request = urllib.request.Request(  # noqa: S310  # the address is the operator's setting, never user input
        settings.SMS_GATEWAY_URL + "/messages", data=body, headers={"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=settings.SMS_TIMEOUT_S):  # noqa: S310
        return
