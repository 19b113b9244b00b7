"""Asking about bulk batches: what is expected of a row, which numbers are in use, what went wrong, what was booked."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import F, Q, Sum

from apt.core.clock import ist_date
from apt.core.errors import Refusal
from bookings.models import Article, BulkBatch, BulkFault, BulkRow, NumberBlock, SpoiltNumber
from bookings.rules import FAULTS, MAX_ROWS, BatchStatus, Expected, Fault
from offices.models import Approval, Office, PincodeService
from partners.models import Contract

PAGE = 2_000


# --- for the dry run -------------------------------------------------------------------------------------------------


def expected_of(batch: BulkBatch) -> Expected:
    """What the contract and the office make of each row. One query."""
    ranges = list(NumberBlock.objects.filter(contract=batch.contract).order_by("series", "first_serial"))
    return Expected(
        office=batch.office.name,
        office_pin=batch.office.pincode,
        office_code=batch.office.code,
        document_product=batch.contract.document_product,
        parcel_product=batch.contract.parcel_product,
        ranges=[(one.series, one.first_serial, one.last_serial) for one in ranges if one.printed],
        draws=any(not one.printed for one in ranges),
    )


def known_pins(pins: set[str], *, on: date) -> set[str]:
    """Those at which somebody delivers. One query for any number."""
    served = PincodeService.objects.filter(pincode__in=pins, valid__contains=on)
    return set(served.values_list("pincode", flat=True))


def numbers_of_batch(batch: BulkBatch) -> set[str]:
    """Numbers on rows that were read already, good and bad. Two queries."""
    good = BulkRow.objects.filter(batch_id=batch.pk).exclude(number="").values_list("number", flat=True)
    return {*good, *BulkFault.objects.filter(batch=batch).exclude(number="").values_list("number", flat=True)}


def numbers_in_use(numbers: Sequence[str]) -> dict[str, Fault]:
    """Which of these numbers are articles, or were noted as spoilt. Two queries for any number."""
    if not numbers:
        return {}
    keys = {(number[:2], int(number[2:10])): number for number in numbers}
    spoilt = SpoiltNumber.objects.filter(
        series__in={series for series, _ in keys}, serial__in=[serial for _, serial in keys]
    )
    found = {
        keys[one.series, one.serial]: Fault(
            "BARCODE NO",
            "number_spent",
            {"value": keys[one.series, one.serial], "date": ist_date(one.spoilt_at).isoformat()},
        )
        for one in spoilt
        if (one.series, one.serial) in keys
    }
    for number in Article.objects.filter(number__in=numbers).values_list("number", flat=True):
        found[number] = Fault("BARCODE NO", "number_booked", {"value": number})
    return found


# --- for the person who decides --------------------------------------------------------------------------------------


def batch_with_number(number: str, offices: Q) -> BulkBatch | None:
    """A batch of an office within reach, with what its page prints: one query."""
    batches = BulkBatch.objects.filter(number=number, office__in=Office.objects.filter(offices))
    return batches.select_related("contract__customer", "office", "place", "uploaded_by", "booked_by").first()


def batches_of(offices: Q, *, limit: int = 50) -> list[BulkBatch]:
    """The latest batches of the offices within reach: one query."""
    batches = BulkBatch.objects.filter(office__in=Office.objects.filter(offices))
    return list(batches.select_related("contract__customer", "office").order_by("-id")[:limit])


def batches_of_contract(contract: Contract, *, limit: int = 10) -> list[BulkBatch]:
    return list(contract.batches.select_related("office").order_by("-id")[:limit])


def same_rows_before(batch: BulkBatch) -> BulkBatch | None:
    """Another batch of the contract with the very same rows, booked or being booked."""
    if not batch.content_hash:
        return None
    same = BulkBatch.objects.filter(contract=batch.contract, content_hash=batch.content_hash).exclude(pk=batch.pk)
    return same.filter(Q(rows_booked__gt=0) | Q(status=BatchStatus.BOOKING)).order_by("id").first()


def waiting_paise(batch: BulkBatch) -> int:
    """What the rows that wait would cost."""
    total = F("postage_paise") - F("discount_paise") + F("services_paise") + F("cgst_paise") + F("sgst_paise")
    return BulkRow.objects.filter(batch_id=batch.pk).aggregate(sum=Sum(total))["sum"] or 0


def numbers_left(contract: Contract) -> int:
    """How many numbers can still be drawn from the contract's ranges."""
    ranges = NumberBlock.objects.filter(contract=contract, printed=False)
    return ranges.aggregate(left=Sum(F("last_serial") + 1 - F("next_serial")))["left"] or 0


def ranges_of(contract: Contract) -> list[NumberBlock]:
    return list(contract.number_blocks.order_by("series", "first_serial"))


class Wrong(NamedTuple):
    """One line of the error file."""

    line: int
    column: str
    code: str
    sentence: str


def first_faults(batch: BulkBatch, *, limit: int = 10) -> list[Wrong]:
    return [_wrong(one) for one in batch.faults.order_by("line", "id")[:limit]]


def all_faults(batch: BulkBatch) -> Iterator[Wrong]:
    """Every fault in the order of rows, some thousands a query, so that a lakh of them takes no memory."""
    after = (0, 0)
    while page := list(
        batch.faults.filter(Q(line__gt=after[0]) | Q(line=after[0], id__gt=after[1])).order_by("line", "id")[:PAGE]
    ):
        yield from map(_wrong, page)
        after = (page[-1].line, page[-1].pk)


def _wrong(fault: BulkFault) -> Wrong:
    return Wrong(fault.line, fault.column, fault.code, sentence(fault.code, fault.values))


def sentence(code: str, values: dict[str, Any]) -> str:
    """What a kept code says, in the language of whoever asks."""
    texts = FAULTS | _refusal_texts(Refusal)
    return str(texts[code]).format(**values) if code in texts else code


def _refusal_texts(above: type[Refusal]) -> dict[str, Any]:
    texts = {above.code: above.text}
    for below in above.__subclasses__():
        texts |= _refusal_texts(below)
    return texts


# --- afterwards ------------------------------------------------------------------------------------------------------


def articles_of_batch(batch: BulkBatch, *, leave_out: int = 0, most: int = MAX_ROWS) -> Iterator[Article]:
    """The articles of a batch in the order of the file, with parties, offices and sale, some thousands a query.

    `article.bulk` has the row and the customer's reference. What labels are printed from: `most` of them, after the
    first `leave_out`.
    """
    articles = Article.objects.filter(bulk__batch=batch).order_by("bulk__line")
    articles = articles.select_related("parties", "destination", "origin", "sale__office", "bulk")
    after: int | None = 0
    if leave_out:
        lines = batch.booked.order_by("line").values_list("line", flat=True)
        after = next(iter(lines[leave_out - 1 : leave_out]), None)
    if after is None:
        return
    while page := list(articles.filter(bulk__line__gt=after)[: min(PAGE, most)]):
        yield from page
        after, most = page[-1].bulk.line, most - len(page)


def articles_of_rows(batch: BulkBatch, *, limit: int = 10) -> list[Article]:
    """The first articles of a batch, for its page."""
    articles = Article.objects.filter(bulk__batch=batch).select_related("bulk", "destination")
    return list(articles.order_by("bulk__line")[:limit])


class CancelRequest(NamedTuple):
    asked: Approval
    article: str
    is_open: bool


def cancel_requests_of_batch(batch: BulkBatch, *, topic: str, now: datetime, limit: int = 10) -> list[CancelRequest]:
    """The latest requests to cancel an article of a batch: one query."""
    found = Approval.objects.filter(
        topic=topic, office__in=[batch.office_id, batch.office.accounts_to_id], payload__batch=batch.number
    )
    found = found.select_related("made_by", "decided_by").order_by("-id")[:limit]
    return [CancelRequest(one, one.payload["article"], not one.decision and one.expires_at > now) for one in found]
