"""Ranges of numbers that contracts hold: issued once, drawn in order, or printed by the customer."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction

from apt.core.db import step, use_case
from bookings.errors import BadContractRange, ContractNumbersShort, RangeTaken
from bookings.models import NumberBlock
from bookings.rules import s10
from offices.models import User
from partners.models import Contract


@use_case
def issue_range(
    *, contract: Contract, series: str, first_serial: int, last_serial: int, printed: bool, by: User, now: datetime
) -> NumberBlock:
    """Give a contract a range of its own: `printed` by the customer, or drawn by us.

    Raises BadContractRange, RangeTaken (any of them is issued to anybody).
    """
    if not re.fullmatch(r"[A-Z]{2}", series) or not 0 <= first_serial <= last_serial <= 99_999_999:
        raise BadContractRange(field="series")
    try:
        with transaction.atomic():
            return NumberBlock.objects.create(
                contract=contract, series=series, first_serial=first_serial, next_serial=first_serial,
                last_serial=last_serial, printed=printed,
            )  # fmt: skip
    except IntegrityError as error:
        first, last = s10(series, first_serial), s10(series, last_serial)
        raise RangeTaken(field="first_serial", first=first, last=last) from error


@step
def draw_serials(*, contract: Contract, count: int) -> list[tuple[str, range]]:
    """The next `count` serials of a contract's own ranges, a run after another: one statement and one for each range.

    Raises ContractNumbersShort; nothing is drawn then.
    """
    ranges = NumberBlock.objects.select_for_update().filter(contract=contract, printed=False)
    drawn, wanted = [], count
    for block in ranges.order_by("series", "first_serial"):
        take = min(wanted, block.left)
        if take:
            drawn.append((block.series, range(block.next_serial, block.next_serial + take)))
            block.next_serial += take
            block.save(update_fields=["next_serial"])
            wanted -= take
    if wanted:
        raise ContractNumbersShort(contract=contract.code, left=count - wanted, wanted=count)
    return drawn
