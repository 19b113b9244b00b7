"""The registered machine's token, in a cookie that scripts cannot read and that is signed."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_NAME: Final = "apt_device"
_SALT: Final = "offices.device"
_YEAR: Final = 365 * 24 * 60 * 60


def token_of(request: HttpRequest) -> str:
    """The token that the browser brought; an empty text if it brought none, or one that we did not sign."""
    return request.get_signed_cookie(_NAME, default="", salt=_SALT, max_age=_YEAR) or ""


def keep_token(response: HttpResponse, token: str) -> None:
    response.set_signed_cookie(
        _NAME, token, salt=_SALT, max_age=_YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def forget_token(response: HttpResponse) -> None:
    response.delete_cookie(_NAME, samesite="Lax")
