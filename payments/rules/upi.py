"""UPI: what may become of an attempt, of money and of a refund; the link in the QR; what a notice means. Pure.

Sources: operations.md, sections 8.2 (link) and 8.3 (states); trust.md, section 5 (late payments, refunds).
"""

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from payments.errors import BadUpiLink


class AttemptState(TextChoices):
    """One attempt to be paid by UPI: one QR, one reference, never used for a second bill."""

    CREATED = "created", _("being prepared")
    QR_SHOWN = "qr_shown", _("waiting for the customer")
    PENDING = "pending", _("the customer's bank is at work")
    UNKNOWN = "unknown", _("not known: do not collect by UPI again")
    PAID = "paid", _("received")
    LATE_PAID = "late_paid", _("received after the end")
    BOOKED = "booked", _("received and booked")
    FAILED = "failed", _("failed")
    EXPIRED = "expired", _("expired unpaid")
    CANCELLED = "cancelled", _("cancelled")
    REFUND_DUE = "refund_due", _("refund due")
    REFUND_SENT = "refund_sent", _("refund on its way")
    PART_REFUNDED = "part_refunded", _("refunded in part")
    REFUNDED = "refunded", _("refunded")
    REVERSED = "reversed", _("taken back by the bank")


_S = AttemptState
OVER: Final = frozenset({_S.FAILED, _S.EXPIRED, _S.CANCELLED})  # without money
_REFUNDABLE: Final = frozenset({_S.BOOKED, _S.REFUND_DUE, _S.REVERSED})
# Money may arrive in every state: none that waits or ended unpaid is without a way to PAID or LATE_PAID.
ATTEMPT_MOVES: Final[dict[AttemptState, frozenset[AttemptState]]] = {
    _S.CREATED: frozenset({_S.QR_SHOWN, _S.PENDING, _S.PAID, *OVER}),
    _S.QR_SHOWN: frozenset({_S.PENDING, _S.UNKNOWN, _S.PAID, *OVER}),
    _S.PENDING: frozenset({_S.UNKNOWN, _S.PAID, *OVER}),
    _S.UNKNOWN: frozenset({_S.PENDING, _S.PAID, _S.FAILED, _S.EXPIRED}),
    _S.FAILED: frozenset({_S.LATE_PAID}),
    _S.EXPIRED: frozenset({_S.LATE_PAID}),
    _S.CANCELLED: frozenset({_S.LATE_PAID}),
    _S.PAID: _REFUNDABLE,
    _S.LATE_PAID: _REFUNDABLE,
    _S.BOOKED: frozenset({_S.REFUND_DUE}),
    _S.REFUND_DUE: frozenset({_S.REFUND_SENT, _S.REFUNDED, _S.PART_REFUNDED, _S.REVERSED}),
    _S.REFUND_SENT: frozenset({_S.REFUNDED, _S.PART_REFUNDED, _S.REFUND_DUE}),
    _S.PART_REFUNDED: frozenset({_S.REFUND_DUE, _S.REFUND_SENT, _S.REFUNDED}),
    _S.REFUNDED: frozenset(),
    _S.REVERSED: frozenset(),
}
WAITING: Final = frozenset({_S.CREATED, _S.QR_SHOWN, _S.PENDING, _S.UNKNOWN})  # money may still come in time
UNCLAIMED: Final = frozenset({_S.PAID, _S.LATE_PAID})  # money is here; the bill is not booked
LIVE: Final = WAITING | {_S.PAID}  # a bill has at most one of these
NO_SECOND_CHARGE: Final = frozenset({_S.PENDING, _S.UNKNOWN, _S.PAID})
SCANNABLE: Final = frozenset({_S.CREATED, _S.QR_SHOWN})


class Place(TextChoices):
    """Where the money of one payment lies. Each place is an account of the journal, or money that has left."""

    SUSPENSE = "suspense", _("in suspense")
    HELD = "held", _("held for its bill")
    BOOKED = "booked", _("booked")
    RETURNING = "returning", _("going back")
    RETURNED = "returned", _("gone back")
    REVERSED = "reversed", _("taken back by the bank")


MONEY_MOVES: Final[dict[Place, frozenset[Place]]] = {
    Place.SUSPENSE: frozenset({Place.HELD, Place.RETURNING, Place.REVERSED}),  # held at once when it fits its bill
    Place.HELD: frozenset({Place.BOOKED, Place.RETURNING, Place.REVERSED}),
    Place.BOOKED: frozenset({Place.RETURNED}),  # article by article, as they are cancelled
    Place.RETURNING: frozenset({Place.RETURNED, Place.REVERSED}),
    Place.RETURNED: frozenset(),
    Place.REVERSED: frozenset(),
}


class RefundState(TextChoices):
    DUE = "due", _("due")
    SENT = "sent", _("with the provider")
    DONE = "done", _("paid out")
    FAILED = "failed", _("refused by the provider")
    WITHDRAWN = "withdrawn", _("withdrawn: the bank took the payment back itself")


REFUND_MOVES: Final[dict[RefundState, frozenset[RefundState]]] = {
    RefundState.DUE: frozenset({RefundState.SENT, RefundState.DONE, RefundState.FAILED, RefundState.WITHDRAWN}),
    RefundState.SENT: frozenset({RefundState.DONE, RefundState.FAILED}),
    RefundState.FAILED: frozenset({RefundState.DUE, RefundState.DONE}),
    RefundState.DONE: frozenset(),
    RefundState.WITHDRAWN: frozenset(),
}


class Why(TextChoices):
    """Why money goes back; at most one refund of a payment for each."""

    UNCLAIMED = "unclaimed", _("the bill was not booked")
    LATE = "late", _("paid after the bill was closed")
    SECOND = "second", _("the bill was paid already")
    SUSPENSE = "suspense", _("money in suspense, decided by a person")
    CANCELLED = "cancelled", _("the sale was cancelled")
    UNDELIVERED = "undelivered", _("the article was not delivered")


def of_refunds(states: Collection[str], *, whole: bool) -> AttemptState:
    """Where an attempt stands whose money goes back in one refund or several. `whole`: all of it is paid out."""
    if {RefundState.DUE, RefundState.FAILED} & set(states):
        return _S.REFUND_DUE
    if RefundState.SENT in states:
        return _S.REFUND_SENT
    return _S.REFUNDED if whole else _S.PART_REFUNDED


class Source(TextChoices):
    """By which way a notice reached us. All pass through `payments.services.apply_notice`."""

    CALLBACK = "callback", _("callback")
    POLL = "poll", _("question to the provider")
    FILE = "file", _("settlement file")


class Told(TextChoices):
    """What a provider can tell."""

    SUCCESS = "payment.success", _("paid")
    FAILED = "payment.failed", _("failed")
    PENDING = "payment.pending", _("pending")
    EXPIRED = "payment.expired", _("expired")
    REVERSED = "payment.reversed", _("reversed")
    REFUND_DONE = "refund.done", _("refund paid out")
    REFUND_FAILED = "refund.failed", _("refund refused")


ABOUT_REFUNDS: Final = frozenset({Told.REFUND_DONE, Told.REFUND_FAILED})


class Notice(NamedTuple):
    """One authentic word of the provider, whichever way it came."""

    event_id: str
    told: Told
    tr: str
    source: Source
    happened_at: datetime
    body_hash: str
    payment_id: str = ""
    paise: int = 0
    currency: str = "INR"
    payee: str = ""
    payer: str = ""
    refund_ref: str = ""


class Finding(TextChoices):
    """What money turned out to be when it arrived."""

    GOOD = "good", _("as asked")
    LATE = "late", _("after the end of its QR")
    SECOND = "second", _("a second payment of the same bill")
    WRONG_AMOUNT = "wrong_amount", _("another amount than asked")
    WRONG_CURRENCY = "wrong_currency", _("another currency than the rupee")
    WRONG_PAYEE = "wrong_payee", _("another payee than ours")
    UNKNOWN_TR = "unknown_tr", _("a reference that is not ours")


FOR_THE_BILL: Final = frozenset({Finding.GOOD, Finding.LATE})


def judge(notice: Notice, *, state: AttemptState | None, asked_paise: int, vpa: str) -> Finding:
    """What a success means for the attempt in `state` (None: no attempt of ours has that reference)."""
    if state is None:
        return Finding.UNKNOWN_TR
    if notice.currency != "INR":
        return Finding.WRONG_CURRENCY
    if notice.payee != vpa:
        return Finding.WRONG_PAYEE
    if notice.paise != asked_paise:
        return Finding.WRONG_AMOUNT
    if state in WAITING:
        return Finding.GOOD
    return Finding.LATE if state in OVER else Finding.SECOND


_AFTER_NEWS: Final[Mapping[Told, AttemptState]] = {
    Told.FAILED: _S.FAILED,
    Told.PENDING: _S.PENDING,
    Told.EXPIRED: _S.EXPIRED,
}


def after_news(told: Told, state: AttemptState) -> AttemptState:
    """The state after word without money. Nothing leaves PAID backwards, and what has ended stays ended."""
    after = _AFTER_NEWS.get(told, state)
    return after if state in WAITING and after in ATTEMPT_MOVES[state] else state


def next_question(
    *, asked: int, shown_at: datetime, expires_at: datetime, first: timedelta, at_most: int, within: timedelta
) -> datetime | None:
    """When the provider may be asked again, `asked` questions having been put; None: only the file can tell now.

    NPCI rations status checks: none before `first`, `at_most` of them `within` that time of the start. Ours are spread:
    one as soon as allowed, one when the QR has ended, the rest at the end of the time.
    """
    moments = [shown_at + first, max(expires_at, shown_at + first) + timedelta(seconds=10)]
    last = shown_at + within - timedelta(minutes=1)
    return [*moments, last][asked] if asked < min(at_most, 3) else None


def refund_due_by(paid_at: datetime, *, days: int) -> datetime:
    """RBI, 20 Sep 2019: a merchant not confirmed is put right by T+5; later costs Rs 100 a day."""
    return paid_at + timedelta(days=days)


# --- the link in the QR (NPCI linking specification 1.6) -------------------------------------------------------------

TR: Final = re.compile(r"[A-Za-z0-9_-]{1,34}")
VPA: Final = re.compile(r"[A-Za-z0-9._-]{2,64}@[A-Za-z][A-Za-z0-9.-]{1,63}")
AMOUNT: Final = re.compile(r"(0|[1-9][0-9]{0,8})\.[0-9]{2}")
_FIELDS: Final = ("pa", "pn", "mc", "tr", "tn", "am", "cu")
NOTE_MOST: Final = 50


class UpiLink(NamedTuple):
    payee: str
    payee_name: str
    category: str
    tr: str
    note: str
    paise: int


def amount_text(paise: int) -> str:
    return f"{paise // 100}.{paise % 100:02d}"


def amount_paise(text: str) -> int:
    """`"55.00"` -> 5500. Raises BadUpiLink for anything but two exact decimals."""
    if not AMOUNT.fullmatch(text):
        raise BadUpiLink(field="am")
    rupees, paise = text.split(".")
    return int(rupees) * 100 + int(paise)


def upi_link(link: UpiLink) -> str:
    """`upi://pay?pa=...`. Raises BadUpiLink for what the specification does not allow."""
    _check(link)
    values = (link.payee, link.payee_name, link.category, link.tr, link.note, amount_text(link.paise), "INR")
    # Each application reads %20; some read a plus sign as a plus sign.
    return "upi://pay?" + "&".join(
        f"{name}={quote(value, safe='@.')}" for name, value in zip(_FIELDS, values, strict=True)
    )


def parse_upi_link(text: str) -> UpiLink:
    """The strict inverse of `upi_link`: each field once, none missing, none unknown. Raises BadUpiLink."""
    url = urlsplit(text)
    pairs = parse_qsl(url.query, keep_blank_values=True)
    values = dict(pairs)
    if (url.scheme, url.netloc, url.path, url.fragment) != ("upi", "pay", "", "") or len(pairs) != len(values):
        raise BadUpiLink(field="link")
    if set(values) != set(_FIELDS) or values["cu"] != "INR":
        raise BadUpiLink(field="cu")
    paise = amount_paise(values["am"])
    link = UpiLink(values["pa"], values["pn"], values["mc"], values["tr"], values["tn"], paise)
    _check(link)
    return link


def _check(link: UpiLink) -> None:
    wrong = {
        "pa": not VPA.fullmatch(link.payee),
        "pn": not 0 < len(link.payee_name) <= NOTE_MOST,
        "mc": not re.fullmatch(r"[0-9]{4}", link.category),
        "tr": not TR.fullmatch(link.tr),
        "tn": not 0 < len(link.note) <= NOTE_MOST,
        "am": not 0 < link.paise < 10**11,
    }
    if found := next((name for name, bad in wrong.items() if bad), ""):
        raise BadUpiLink(field=found)


def masked(vpa: str) -> str:
    """`9845012345@okaxis` -> `98***45@okaxis`: enough to talk about, not enough to pay or to ring up."""
    name, at, bank = vpa.partition("@")
    return f"{name[:2]}***{name[-2:] if len(name) > 4 else ''}{at}{bank}"[:80]
