"""Ranges of numbers that contracts hold: issued once, drawn in order, or printed by the customer."""

import re
from datetime import datetime
from typing import Final

from django.db import IntegrityError, connection, transaction

from apt.core.db import step, use_case
from bookings.errors import BadContractRange, ContractNumbersShort, RangeTaken
from bookings.models import NumberBlock
from bookings.rules import s10
from offices.models import User
from partners.models import Contract

_RANGES: Final = """
    SELECT id, series, next_serial, last_serial FROM bookings_numberblock
    WHERE contract_id = %s AND NOT printed ORDER BY series, first_serial FOR NO KEY UPDATE
"""
_DRAWN: Final = "UPDATE bookings_numberblock SET next_serial = %s WHERE id = %s"


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
    drawn, wanted = [], count
    with connection.cursor() as cursor:
        cursor.execute(_RANGES, [contract.pk])
        for block, series, first, last in cursor.fetchall():
            take = min(wanted, last - first + 1)
            if take:
                drawn.append((series, range(first, first + take)))
                cursor.execute(_DRAWN, [first + take, block])
                wanted -= take
    if wanted:
        raise ContractNumbersShort(contract=contract.code, left=count - wanted, wanted=count)
    return drawn
