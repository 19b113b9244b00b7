"""Bulk files: the life of a batch, the layouts that are read, and how a header tells which one it is. Pure.

The layout has changed at least twice (operations.md, section 3.7), so an importer is chosen by the set of header names.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from bookings.errors import BatchMoveRefused, UnknownLayout

MAX_ROWS: Final = 100_000


class BatchStatus(TextChoices):
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked, not booked")
    BOOKING = "booking", _("being booked")
    BOOKED = "booked", _("booked")
    STOPPED = "stopped", _("stopped")
    UNREADABLE = "unreadable", _("not readable")
    CANCELLED = "cancelled", _("cancelled")


BATCH_MOVES: Final[dict[BatchStatus, frozenset[BatchStatus]]] = {
    BatchStatus.CHECKING: frozenset(
        {BatchStatus.CHECKED, BatchStatus.UNREADABLE, BatchStatus.STOPPED, BatchStatus.CANCELLED}
    ),
    BatchStatus.CHECKED: frozenset({BatchStatus.BOOKING, BatchStatus.CHECKING, BatchStatus.CANCELLED}),
    BatchStatus.BOOKING: frozenset({BatchStatus.BOOKED, BatchStatus.STOPPED}),
    BatchStatus.BOOKED: frozenset(),
    BatchStatus.STOPPED: frozenset({BatchStatus.BOOKING, BatchStatus.CHECKING, BatchStatus.CANCELLED}),
    BatchStatus.UNREADABLE: frozenset(),
    BatchStatus.CANCELLED: frozenset(),
}
AT_WORK: Final = frozenset({BatchStatus.CHECKING, BatchStatus.BOOKING})
FINISHED: Final = frozenset({BatchStatus.BOOKED, BatchStatus.UNREADABLE, BatchStatus.CANCELLED})


def check_batch_move(number: str, present: str, to: BatchStatus) -> None:
    """Raises BatchMoveRefused unless the table allows the step."""
    if to not in BATCH_MOVES[BatchStatus(present)]:
        raise BatchMoveRefused(number=number, present=BatchStatus(present).label, wanted=to.label)


def _party(side: str) -> tuple[str, ...]:
    names = (
        "NAME", "COMPANY", "ADD LINE 1", "ADD LINE 2", "CITY", "STATE", "PINCODE", "EMAILID", "ALT CONTACT", "KYC",
        "TAX REFERENCE",
    )  # fmt: skip
    return tuple(f"{side} {name}" for name in names)


# The order of April 2026. "LENGTH " has a blank at its end there; headers are compared without such blanks.
COLUMNS: Final = (
    "SERIAL NUMBER", "BARCODE NO", "PHYSICAL WEIGHT", "SHAPE OF ARTICLE", "LENGTH", "BREADTH/DIAMETER", "HEIGHT",
    "PRIORITY FLAG", "DELIVERY INSTRUCTION", "INSTRUCTION RTS", *_party("SENDER"), *_party("RECEIVER"),
    "ALT ADDRESS FLAG", "PICKUP ADDRESS FLAG", "DROP OFF PINCODE", "DROPOFF/PICKUP OFFICE ID", "SENDER MOBILE NO",
    "RECEIVER MOBILE NO", "PREPAYMENT CODE", "VALUE OF PREPAYMENT", "CODR/COD", "VALUE FOR CODR/COD", "INSURANCE TYPE",
    "VALUE OF INSURANCE", "ACK", "REGISTRATION", "OTP BASED DELIVERY", "BULK REFERENCE",
)  # fmt: skip


class Layout(NamedTuple):
    """How a file's columns lie: `order[n]` is where the n-th of COLUMNS stands in the file."""

    code: str
    order: tuple[int, ...]


# What the sheet of each layout is called: the first that a workbook has is read, else its first sheet.
SHEETS: Final = ("ArticleDetails", "BulkBooking")


def layout_of(header: Sequence[Any]) -> Layout:
    """Which layout a header row belongs to. Raises UnknownLayout, naming what is missing and what is strange.

    The two layouts known have the same names. Only that of April 2026 has a published order; every other order is
    taken for that of 2025, of which no more is known than that its order differed.
    """
    names = [clean_name(cell) for cell in header]
    while names and not names[-1]:
        names.pop()
    missing = [name for name in COLUMNS if name not in names]
    strange = [name for name in names if name not in COLUMNS]
    twice = sorted({name for name in names if names.count(name) > 1} - set(strange))
    if missing or strange or twice:
        raise UnknownLayout(
            missing=", ".join(missing) or "-",
            strange=", ".join(name or '""' for name in strange[:10]) or "-",
            twice=", ".join(twice) or "-",
        )
    order = tuple(names.index(name) for name in COLUMNS)
    return Layout("2026-04" if names == list(COLUMNS) else "2025", order)


def clean_name(cell: Any) -> str:
    return " ".join(str(cell or "").replace("\ufeff", "").split()).upper()


def cell_text(cell: Any) -> str:
    """What a cell of a workbook or a CSV file says. `48.0`, as workbooks keep whole numbers, is `48`."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
