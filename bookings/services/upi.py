"""A basket paid by UPI: its QR, and the sale that the money makes by itself."""

import uuid
from datetime import datetime

from apt.core.db import use_case
from apt.core.errors import Busy, Refusal
from apt.core.money import format_paise
from bookings.errors import BasketChanged, BasketGone, EmptyBasket, PriceChanged
from bookings.models import BasketDraft, Sale
from offices.models import User
from payments.errors import AllInCash
from payments.models import PaymentAttempt, Shift
from payments.rules.upi import UNCLAIMED
from payments.services import request_upi

from .basket import BASKET, locked_basket, retotal
from .booking import Basket, book_articles
from .items import unpacked


def ask_upi(
    *,
    shift: Shift,
    request_id: uuid.UUID,
    version: int,
    shown_paise: int,
    cash_paise: int,
    by: User,
    now: datetime,
) -> PaymentAttempt:
    """A QR for the basket, or for what of it the cash in the clerk's hand does not cover.

    Raises BasketGone, BasketChanged, EmptyBasket, PriceChanged, AllInCash, and what `request_upi` raises.
    """
    count = _begin_upi(
        shift=shift, request_id=request_id, version=version, shown_paise=shown_paise, cash_paise=cash_paise, by=by,
        now=now,
    )  # fmt: skip
    return request_upi(
        shift=shift, purpose=BASKET, ref=request_id.hex, paise=shown_paise - cash_paise, beside_paise=cash_paise,
        note=f"{shift.office.name[:30]}, {count} articles", by=by, now=now,
    )  # fmt: skip


@use_case
def _begin_upi(
    *, shift: Shift, request_id: uuid.UUID, version: int, shown_paise: int, cash_paise: int, by: User, now: datetime
) -> int:
    """The basket knows from now on that it may be paid without anybody's doing. How many articles are in it."""
    draft = locked_basket(shift=shift, by=by)
    if draft.request_id != request_id:
        raise BasketGone()
    if draft.version != version:
        raise BasketChanged()
    if not draft.items:
        raise EmptyBasket()
    retotal(draft=draft)
    if draft.total_paise != shown_paise:
        raise PriceChanged(price=format_paise(draft.total_paise), shown=format_paise(shown_paise))
    if cash_paise >= shown_paise:
        raise AllInCash(field="tendered")
    draft.paying = draft.upi = True
    draft.save(update_fields=["paying", "upi", "total_paise"])
    return len(draft.items)


def book_paid_basket(*, attempt_id: int, now: datetime) -> Sale | None:
    """The money of an attempt has come: book its basket, in the name of the clerk who asked for the QR.

    None when the basket is over, costs something else by now, or cannot be booked; the money then goes back (the next
    reaction). A repeat finds the basket gone. Raises Busy, so that the outbox tries again.
    """
    attempt = PaymentAttempt.objects.select_related("opened_by").get(pk=attempt_id)
    if attempt.purpose != BASKET or attempt.state not in UNCLAIMED:
        return None
    drafts = BasketDraft.objects.filter(request_id=uuid.UUID(attempt.ref)).select_related("shift__office")
    draft = drafts.first()
    if draft is None:
        return None
    try:
        return book_articles(
            shift=draft.shift,
            items=[unpacked(one["item"]) for one in draft.items],
            shown_paise=attempt.paise + attempt.beside_paise,
            request_id=draft.request_id,
            by=attempt.opened_by,
            now=now,
            basket=Basket(draft.request_id, [one["id"] for one in draft.items]),
            paid=attempt,
        )
    except Busy:
        raise
    except Refusal:
        return None
