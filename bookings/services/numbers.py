"""Serials out of blocks, printed labels, and numbers that are spoilt."""

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, connection

from apt.core.db import step, use_case
from apt.core.errors import NotFound
from bookings.errors import (
    BadRange,
    BlockTooShort,
    LabelIsRight,
    LabelNeedsSupervisor,
    NoNumbersLeft,
    NotPriced,
    NumberNotIssued,
    NumberSpoilt,
    NumberUsed,
    RangeTaken,
)
from bookings.models import Article, NumberBlock, SpoiltNumber
from bookings.queries import tariff_at_hand
from bookings.rules import s10
from bookings.rules.numbers import FAMILIES, Label, Spoilt, check_family, family_of, read_label
from bookings.rules.tariff.names import said
from offices.models import Approval, Office, User
from offices.rules import Decision
from offices.services import request_approval
from payments.models import Shift

from .items import Item

ARTICLE_SERIES: Final = FAMILIES["SP"].series
LEGACY_LABEL: Final = "bookings.legacy_label"
ALLOWED_FOR: Final = timedelta(days=1)
ROLL_MOST: Final = 100_000

# A counter's own block first: then it waits for no other counter. Another counter's block is never touched.
_TAKE_SERIALS = """
    UPDATE bookings_numberblock SET next_serial = next_serial + %(count)s
    WHERE id = (SELECT id FROM bookings_numberblock
                WHERE office_id = %(office)s AND series = %(series)s AND NOT printed
                  AND (counter_number IS NULL OR counter_number = %(counter)s)
                  AND next_serial + %(count)s <= last_serial + 1
                ORDER BY counter_number NULLS LAST, first_serial LIMIT 1 FOR UPDATE)
    RETURNING next_serial - %(count)s
"""


@step
def take_serials(*, office: Office, series: str, count: int, counter: int | None = None) -> range:
    """The next `count` serials of the counter's own block, or of the office's: one statement, one row.

    A block that cannot give all of them is left as it is and the next one is tried. Raises NoNumbersLeft.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_SERIALS, {"office": office.pk, "series": series, "count": count, "counter": counter})
        row = cursor.fetchone()
    if row is None:
        raise NoNumbersLeft()
    return range(row[0], row[0] + count)


@step
def assign_numbers(*, shift: Shift, items: Sequence[Item], now: datetime) -> list[str]:
    """The number of each article, in order: its own label's, or the next of its family's block.

    One statement a series that is drawn from (two at most), four for labels, whatever the number of articles. Raises
    NoNumbersLeft, NotPriced (a product that has no numbers), and what `check_labels` raises.
    """
    labels = [(item.number, item.asked.product) for item in items if item.number]
    if labels:
        check_labels(shift=shift, labels=labels, lock=True, now=now)
    series = [_series_of(item, shift) for item in items]
    wanted = Counter(name for name, item in zip(series, items, strict=True) if not item.number)
    drawn: dict[str, Iterator[int]] = {
        name: iter(take_serials(office=shift.office, series=name, count=count, counter=shift.counter_number))
        for name, count in sorted(wanted.items())
    }
    return [
        read_label(item.number).text if item.number else s10(name, next(drawn[name]))
        for name, item in zip(series, items, strict=True)
    ]


def _series_of(item: Item, shift: Shift) -> str:
    family = family_of(item.asked.product)
    if family is None:
        raise NotPriced(product=item.asked.product, date=shift.business_date)
    return family.series


def check_labels(*, shift: Shift, labels: Sequence[tuple[str, str]], lock: bool, now: datetime) -> None:
    """Whether these (number, product) may be used at this counter. Four statements, whatever the number.

    With `lock` the rolls are held until the end of the transaction, so that nobody uses or spoils the same number
    meanwhile. Raises BadArticleNumber, LabelOfAnotherKind, NumberNotIssued, NumberUsed, NumberSpoilt,
    LabelNeedsSupervisor.
    """
    read = [read_label(number) for number, _ in labels]
    for label, (_, product) in zip(read, labels, strict=True):
        check_family(label, product=product, name=said(tariff_at_hand().products[product].name))
    rolls = NumberBlock.objects.filter(office=shift.office, printed=True, series__in={label.prefix for label in read})
    if lock:
        rolls = rolls.select_for_update(no_key=True)
    at_hand = [one for one in rolls.order_by("id") if one.counter_number in (None, shift.counter_number)]
    for label in read:
        if not any(_on(label, roll) for roll in at_hand):
            raise NumberNotIssued(field="number", number=label.text)
    _check_unused(read)
    unproved = {label.text for label in read if not label.proved}
    for number in sorted(unproved - _allowed(shift.office, unproved, now=now)):
        raise LabelNeedsSupervisor(field="number", number=number)


def _on(label: Label, roll: NumberBlock) -> bool:
    return roll.series == label.prefix and roll.first_serial <= label.serial <= roll.last_serial


def _check_unused(labels: Sequence[Label]) -> None:
    """A serial is used once, whatever check digit stands beside it. Two statements."""
    twice = [serial for serial, count in Counter((label.prefix, label.serial) for label in labels).items() if count > 1]
    stems = [f"{label.prefix}{label.serial:08d}" for label in labels]
    numbers = [f"{stem}{digit}IN" for stem in stems for digit in range(10)]
    used = {number[:10] for number in Article.objects.filter(number__in=numbers).values_list("number", flat=True)}
    spoilt = set(
        SpoiltNumber.objects.filter(
            series__in={label.prefix for label in labels}, serial__in=[label.serial for label in labels]
        ).values_list("series", "serial")
    )
    for label in labels:
        key = (label.prefix, label.serial)
        if key in twice or f"{label.prefix}{label.serial:08d}" in used:
            raise NumberUsed(field="number", number=label.text)
        if key in spoilt:
            raise NumberSpoilt(field="number", number=label.text)


def _allowed(office: Office, numbers: set[str], *, now: datetime) -> set[str]:
    """Those of these labels that another person allowed within the last day. One statement; none without any."""
    if not numbers:
        return set()
    approved = Approval.objects.filter(
        topic=LEGACY_LABEL,
        office=deciding_office(office),
        decision=Decision.APPROVED,
        decided_at__gt=now - ALLOWED_FOR,
        payload__number__in=sorted(numbers),
        payload__at=office.code,
    )
    return set(approved.values_list("payload__number", flat=True))


def deciding_office(office: Office) -> Office:
    """Where a second person is: a branch office has one person, so its account office decides."""
    return office.accounts_to or office


@use_case
def ask_for_legacy_label(*, shift: Shift, number: str, product: str, reason: str, by: User, now: datetime) -> Approval:
    """Ask a supervisor to let an old label with a wrong check digit through, for one day.

    Raises LabelIsRight, and what `check_labels` raises of an unused label of this office's rolls.
    """
    label = read_label(number)
    if label.proved:
        raise LabelIsRight(number=label.text)
    with contextlib.suppress(LabelNeedsSupervisor):
        check_labels(shift=shift, labels=[(label.text, product)], lock=False, now=now)
    return request_approval(
        topic=LEGACY_LABEL,
        office=deciding_office(shift.office),
        payload={"number": label.text, "at": shift.office.code},
        summary=f"{label.text}: label with a wrong check digit, {shift.office.name}",
        reason=reason,
        by=by,
        now=now,
        valid_for=ALLOWED_FOR,
    )


@step
def allow_legacy_label(*, approval: Approval, by: User, now: datetime) -> None:
    """`bookings.legacy_label`, approved: the decision itself is the permission; only a label used meanwhile refuses."""
    _check_unused([read_label(approval.payload["number"])])


# --- issuing ---------------------------------------------------------------------------------------------------------


@step
def issue_blocks(*, series: str, office_ids: Sequence[int], size: int) -> int:
    """Give each office that has no block of `series` a fresh one of `size` serials. Returns how many. Set-based."""
    blocks = NumberBlock.objects.filter(series=series)
    have = set(blocks.filter(office_id__in=office_ids, printed=False).values_list("office_id", flat=True))
    last = blocks.order_by("-last_serial").values_list("last_serial", flat=True).first()
    start = 0 if last is None else last + 1
    missing = [office_id for office_id in office_ids if office_id not in have]
    NumberBlock.objects.bulk_create(
        NumberBlock(
            office_id=office_id, series=series, first_serial=first, next_serial=first, last_serial=first + size - 1
        )
        for office_id, first in zip(missing, range(start, start + size * len(missing), size), strict=True)
    )
    return len(missing)


def register_roll(
    *, office: Office, first: str, last: str, counter: int | None, by: User, now: datetime
) -> NumberBlock:
    """A roll of printed labels came from the depot: from now on they may be scanned here.

    Raises BadArticleNumber, BadRange, RangeTaken (any of them is issued to anybody). Check digits are not asked: old
    rolls have wrong ones, and each such label needs its own permission.
    """
    low, high = read_label(first), read_label(last)
    letters = {letter for family in FAMILIES.values() for letter in family.letters}
    if low.prefix != high.prefix or low.prefix[0] not in letters or not 0 <= high.serial - low.serial < ROLL_MOST:
        raise BadRange(field="last", most=ROLL_MOST)
    try:
        return _register_roll(office=office, first=low, last=high, counter=counter, by=by, now=now)
    except IntegrityError as error:
        raise RangeTaken(field="first", first=low.text, last=high.text) from error


@use_case
def _register_roll(
    *, office: Office, first: Label, last: Label, counter: int | None, by: User, now: datetime
) -> NumberBlock:
    return NumberBlock.objects.create(
        office=office,
        counter_number=counter,
        series=first.prefix,
        printed=True,
        first_serial=first.serial,
        next_serial=first.serial,
        last_serial=last.serial,
    )


@use_case
def give_counter_block(*, office: Office, series: str, counter: int, size: int, by: User, now: datetime) -> NumberBlock:
    """Cut `size` numbers off the end of the office's block for one counter, which then waits for no other.

    Raises NotFound (no such block), BlockTooShort.
    """
    blocks = NumberBlock.objects.select_for_update().filter(
        office=office, series=series, counter_number=None, printed=False
    )
    found = list(blocks.order_by("first_serial"))
    if not found:
        raise NotFound()
    block = max(found, key=lambda one: one.last_serial + 1 - one.next_serial)
    # At least one number stays: a block is never empty.
    left = block.last_serial - max(block.next_serial, block.first_serial + 1) + 1
    if not 1 <= size <= left:
        raise BlockTooShort(field="size", left=left)
    first = block.last_serial - size + 1
    NumberBlock.objects.filter(pk=block.pk).update(last_serial=first - 1)
    return NumberBlock.objects.create(
        office=office, series=series, counter_number=counter, first_serial=first, next_serial=first,
        last_serial=first + size - 1,
    )  # fmt: skip


@use_case
def spoil_number(*, office: Office, number: str, reason: Spoilt, by: User, now: datetime) -> SpoiltNumber:
    """Note that a number will never be used, and why: a label of a roll, or a gap in what was drawn.

    A repeat is the first note. Raises BadArticleNumber, NumberNotIssued, NumberUsed.
    """
    label = read_label(number)
    blocks = NumberBlock.objects.select_for_update(no_key=True).filter(
        office=office, series=label.prefix, first_serial__lte=label.serial, last_serial__gte=label.serial
    )
    block = blocks.order_by("id").first()
    # What is still to be drawn will be drawn: only a roll's labels can be spoilt ahead.
    if block is None or not (block.printed or label.serial < block.next_serial):
        raise NumberNotIssued(field="number", number=label.text)
    noted = SpoiltNumber.objects.filter(series=label.prefix, serial=label.serial).first()
    if noted:
        return noted
    _check_unused([label])
    return SpoiltNumber.objects.create(
        block=block, series=label.prefix, serial=label.serial, reason=reason, spoilt_by=by, spoilt_at=now
    )
