"""Who may: whoever holds a receipt may follow its article, by a signed link."""

import base64

from django.utils.crypto import constant_time_compare, salted_hmac

from .errors import UnknownNumber

_SALT = "tracking.signed-link"
_BYTES = 12  # 96 bits: nobody guesses one


def link_token(number: str) -> str:
    """`EK123456785IN` -> `EK123456785IN-h3Kd...`: for the QR code of a receipt. It says nothing but the number."""
    digest = salted_hmac(_SALT, number, algorithm="sha256").digest()[:_BYTES]
    return f"{number}-{base64.urlsafe_b64encode(digest).decode()}"


def get_number_for(token: str) -> str:
    """The number whose link this is. Raises UnknownNumber for a link that we did not make."""
    number = token.partition("-")[0]
    if not constant_time_compare(token, link_token(number)):
        raise UnknownNumber(number=number[:20])
    return number
