"""Money orders: commission, limits, how long they live (tariff.md, section 8). Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MOST_PAISE: Final = 1_000_000  # ₹10,000 an order
MOST_A_MONTH: Final = 2_500_000  # ₹25,000 a person and month
STEP_PAISE: Final = 2_000  # for each ₹20 or part of it
STEP_COMMISSION: Final = 100  # ₹1
KEPT_FOR: Final = timedelta(days=7)  # when the payee is not found
FORFEITED_AFTER_YEARS: Final = 3


class OrderState(TextChoices):
    BOOKED = "booked", _("booked, to be paid")
    PAID = "paid", _("paid")
    RETURNED = "returned", _("on its way back to the payer")
    REFUNDED = "refunded", _("given back to the payer")
    LAPSED = "lapsed", _("forfeited: nobody claimed it")


S = OrderState
ORDER_MOVES: Final[Mapping[OrderState, frozenset[OrderState]]] = {
    S.BOOKED: frozenset({S.PAID, S.RETURNED, S.REFUNDED, S.LAPSED}),  # refunded at once when it is no longer current
    S.PAID: frozenset(),
    S.RETURNED: frozenset({S.REFUNDED, S.LAPSED}),
    S.REFUNDED: frozenset(),
    S.LAPSED: frozenset(),
}


class Identity(TextChoices):
    """What the payee showed. Only its last four characters are kept."""

    VOTER = "voter", _("Voter's card")
    AADHAAR = "aadhaar", _("Aadhaar card")
    LICENCE = "licence", _("Driving licence")
    PASSPORT = "passport", _("Passport")
    RATION = "ration", _("Ration card")


class Unpaid(TextChoices):
    NOT_FOUND = "not_found", _("payee not found")
    REFUSED = "refused", _("payee refuses it")
    DIED = "died", _("payee has died")


def commission_of(paise: int) -> int:
    """₹1 for each ₹20 or part of it."""
    return -(-paise // STEP_PAISE) * STEP_COMMISSION


def valid_amount(paise: int) -> bool:
    return 0 < paise <= MOST_PAISE and paise % 100 == 0


def current_until(booked_on: date) -> date:
    """The end of the second month after the month of issue."""
    months = booked_on.year * 12 + booked_on.month - 1 + 3
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def forfeited_on(booked_on: date) -> date:
    """The first day on which an unclaimed order is nobody's any more."""
    day = min(booked_on.day, 28) if booked_on.month == 2 else booked_on.day
    return booked_on.replace(year=booked_on.year + FORFEITED_AFTER_YEARS, day=day)
