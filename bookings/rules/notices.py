"""What is told to whom by SMS, in which words and language, and how long it is still true. Pure.

Words in DLT's manner: fixed text with variables, an id for each in each language. The ids come from the register of the
telecom regulator (TRAI) and are the operator's to fill in (`settings.DLT_TEMPLATES`).
"""

from datetime import timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .articles import Status


class Moment(TextChoices):
    BOOKED = "booked", _("booked")
    OUT = "out", _("out for delivery")
    DELIVERED = "delivered", _("delivered")
    NOT_DELIVERED = "not_delivered", _("not delivered")


class Side(TextChoices):
    SENDER = "sender", _("sender")
    ADDRESSEE = "addressee", _("addressee")


class Dropped(TextChoices):
    LATE = "late", _("too late")
    OVERTAKEN = "overtaken", _("no longer true")
    OPTED_OUT = "opted_out", _("wants no messages")
    NO_MOBILE = "no_mobile", _("no mobile number")
    FAILED = "failed", _("the gateway did not take it")


# After this a message would confuse more than it tells; ours.
TRUE_FOR: Final = {
    Moment.BOOKED: timedelta(hours=6),
    Moment.OUT: timedelta(hours=4),
    Moment.DELIVERED: timedelta(hours=24),
    Moment.NOT_DELIVERED: timedelta(hours=24),
}
# What an article must be for a message to be still true.
TRUE_IN: Final = {
    Moment.BOOKED: frozenset(Status) - {Status.CANCELLED, Status.DELIVERED},
    Moment.OUT: frozenset({Status.OUT}),
    Moment.DELIVERED: frozenset({Status.DELIVERED}),
    Moment.NOT_DELIVERED: frozenset(Status) - {Status.DELIVERED, Status.OUT},
}
WORDS: Final = {
    (Moment.BOOKED, "en"): "Article {number} for {place} is booked. Follow it: {link} - India Post",
    (Moment.OUT, "en"): "Article {number} is out for delivery today from {place}. {link} - India Post",
    (Moment.DELIVERED, "en"): "Article {number} was delivered, {place}. Not received? {link} - India Post",
    (Moment.NOT_DELIVERED, "en"): "Article {number} could not be delivered and is kept at {place}. {link} - India Post",
    (Moment.BOOKED, "hi"): "वस्तु {number}, {place} के लिए, बुक हो गई है। देखें: {link} - भारतीय डाक",
    (Moment.OUT, "hi"): "वस्तु {number} आज {place} से वितरण के लिए निकली है। {link} - भारतीय डाक",
    (Moment.DELIVERED, "hi"): "वस्तु {number} वितरित हो गई, {place}। नहीं मिली? {link} - भारतीय डाक",
    (Moment.NOT_DELIVERED, "hi"): "वस्तु {number} वितरित नहीं हो सकी और {place} में रखी है। {link} - भारतीय डाक",
    (Moment.BOOKED, "kn"): "{place} ಗೆ ವಸ್ತು {number} ಬುಕ್ ಆಗಿದೆ. ನೋಡಿ: {link} - ಭಾರತೀಯ ಅಂಚೆ",
    (Moment.OUT, "kn"): "ವಸ್ತು {number} ಇಂದು {place} ನಿಂದ ಬಟವಾಡೆಗೆ ಹೊರಟಿದೆ. {link} - ಭಾರತೀಯ ಅಂಚೆ",
    (Moment.DELIVERED, "kn"): "ವಸ್ತು {number} ಬಟವಾಡೆಯಾಗಿದೆ, {place}. ಬಂದಿಲ್ಲವೇ? {link} - ಭಾರತೀಯ ಅಂಚೆ",
    (Moment.NOT_DELIVERED, "kn"): "ವಸ್ತು {number} ಬಟವಾಡೆಯಾಗಿಲ್ಲ, {place} ನಲ್ಲಿ ಇರಿಸಲಾಗಿದೆ. {link} - ಭಾರತೀಯ ಅಂಚೆ",
}
# By the first official language of a state; everybody else is written to in English until their own is there.
LANGUAGE_OF_STATE: Final = {
    **dict.fromkeys((
        "bihar", "chhattisgarh", "delhi", "haryana", "himachal pradesh", "jharkhand", "madhya pradesh", "rajasthan",
        "uttar pradesh", "uttarakhand",
    ), "hi"),
    "karnataka": "kn",
}  # fmt: skip


def language_of(state: str) -> str:
    """The language in which somebody who lives in a state is written to."""
    return LANGUAGE_OF_STATE.get(state.lower(), "en")


def words_of(moment: str, language: str, *, number: str, place: str, link: str) -> str:
    return WORDS[Moment(moment), language].format(number=number, place=place, link=link)


def template_name(moment: str, language: str) -> str:
    return f"{moment}-{language}"
