"""The provider's settlement file: how it is read, and what each of its rows may turn out to be. Pure."""

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Final, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apt.core.clock import ist_date
from payments.errors import BadSettlementFile, BadUpiLink

from .upi import TR, Notice, Source, Told, amount_paise

COLUMNS: Final = ("type", "tr", "payment_id", "refund_ref", "amount", "currency", "payee", "at", "fee")


class Fault(TextChoices):
    """What a match may find. Money that the file brings and nobody told is taken in like any other word of it."""

    MISSING_HERE = "missing_here", _("in the provider's file, and nobody had told us")
    MISSING_THERE = "missing_there", _("received here, and not in the provider's file")
    AMOUNT = "file_amount", _("the provider's file has another amount")
    TWICE = "file_twice", _("twice in the provider's file")
    WRONG_DAY = "file_day", _("in the provider's file of another day")
    FEE = "file_fee", _("the provider took a fee")
    JOURNAL = "file_journal", _("the journal has another amount than the payment")
    REFUND = "file_refund", _("a refund in the provider's file that is not ours, or another amount")


class Row(NamedTuple):
    line: int
    refund: bool
    tr: str
    payment_id: str
    refund_ref: str
    paise: int
    currency: str
    payee: str
    at: datetime
    fee_paise: int

    @property
    def key(self) -> str:
        """What may stand in the file once."""
        return f"refund {self.refund_ref}" if self.refund else self.payment_id


def read_settlement(content: IO[bytes]) -> Iterator[Row]:
    """The rows, one after another, from the beginning: a file of any length is never in memory as a whole.

    Raises BadSettlementFile at the first that cannot be read.
    """
    content.seek(0)
    text = io.TextIOWrapper(content, "utf-8", newline="")
    try:
        lines = csv.reader(text, strict=True)
        if tuple(next(lines, ())) != COLUMNS:
            raise BadSettlementFile(problem=f"the first line is not {','.join(COLUMNS)}")
        for number, cells in enumerate(lines, start=2):
            yield _row(number, cells)
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadSettlementFile(problem=str(error)) from error
    finally:
        text.detach()  # else it would close what is read again


def _row(number: int, cells: list[str]) -> Row:
    try:
        kind, tr, payment_id, refund_ref, amount, currency, payee, at, fee = cells
        moment = datetime.fromisoformat(at)
        right = (
            kind in ("payment", "refund") and TR.fullmatch(tr) and TR.fullmatch(payment_id) and moment.tzinfo
            and bool(refund_ref) == (kind == "refund") and (not refund_ref or TR.fullmatch(refund_ref))
            and len(currency) == 3 and currency.isalpha() and len(payee) <= 80
        )  # fmt: skip
        if not right:
            raise BadSettlementFile(problem=f"line {number}")
        return Row(
            number, kind == "refund", tr, payment_id, refund_ref, amount_paise(amount), currency, payee, moment,
            amount_paise(fee),
        )  # fmt: skip
    except (ValueError, BadUpiLink) as error:
        raise BadSettlementFile(problem=f"line {number}") from error


def notice_of_row(row: Row) -> Notice:
    """A row as a word of the provider."""
    told = Told.REFUND_DONE if row.refund else Told.SUCCESS
    return Notice(
        event_id=f"file:{row.key}", told=told, tr=row.tr, source=Source.FILE, happened_at=row.at,
        body_hash=hashlib.sha256(repr(row[1:]).encode()).hexdigest(), payment_id=row.payment_id, paise=row.paise,
        currency=row.currency, payee=row.payee, refund_ref=row.refund_ref,
    )  # fmt: skip


def faults_of_row(row: Row, *, day: date, known_paise: int | None) -> list[Fault]:
    """What is wrong with a row by itself, or against our payment of `known_paise` (None: we have none)."""
    found = []
    if not row.refund and known_paise is not None and known_paise != row.paise:
        found.append(Fault.AMOUNT)
    if ist_date(row.at) != day:
        found.append(Fault.WRONG_DAY)
    if row.fee_paise:
        found.append(Fault.FEE)
    return found
