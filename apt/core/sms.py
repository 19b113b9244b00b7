"""The SMS gateway as a port: one HTTP call. Which template, which words, whom: the caller knows."""

from functools import cache
from typing import Final

import urllib3
from django.conf import settings

from .db import outside_transaction

SMS_AT_ONCE: Final = 16  # a gateway answers in a tenth of a second or so; ours


@outside_transaction
def send_sms(*, mobile: str, text: str, template: str, reference: str) -> None:
    """Hand one message to the gateway. Raises OSError (no answer, HTTP error) so that the outbox tries again.

    `reference` is stable over retries: the gateway drops a repeat of one that it has already accepted.
    """
    said = {"to": mobile, "text": text, "template": template, "reference": reference}
    try:
        answer = _gateway().request(
            "POST", settings.SMS_GATEWAY_URL + "/messages", json=said, timeout=settings.SMS_TIMEOUT_S, redirect=False
        )
    except urllib3.exceptions.HTTPError as error:
        raise OSError(str(error)) from error
    if answer.status >= 300:
        raise OSError(f"the gateway answered {answer.status}")


@cache
def _gateway() -> urllib3.PoolManager:
    """Its connections stay open between messages: to make one costs several times what a message does."""
    return urllib3.PoolManager(maxsize=SMS_AT_ONCE, retries=False)
