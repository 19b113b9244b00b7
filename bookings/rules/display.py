"""What the customer sees: one thing at a time. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

THANKS_FOR: Final = timedelta(seconds=60)
CODE_LIVES: Final = timedelta(minutes=2)


class Face(StrEnum):
    WELCOME = "welcome"
    ADDRESS = "address"  # please check it
    SUM = "sum"  # so many articles, so much so far
    PAY = "pay"
    UPI = "upi"  # the QR, and what became of it
    THANKS = "thanks"
    OVER = "over"  # no longer paired


def face_of(*, address_whole: bool, articles: int, paying: bool, sold_at: datetime | None, now: datetime) -> Face:
    """The address in hand comes before the sum, what is to be paid before both, thanks only when nothing is in hand."""
    if paying and articles:
        return Face.PAY
    if address_whole:
        return Face.ADDRESS
    if articles:
        return Face.SUM
    if sold_at and now - sold_at < THANKS_FOR:
        return Face.THANKS
    return Face.WELCOME
