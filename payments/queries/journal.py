"""Asking about money."""

from typing import Any

from django.db import connection
from django.db.models import Prefetch, QuerySet, Sum

from apt.core.rows import columns, made
from offices.models import Office, User
from payments.models import Chain, Entry, Journal, Shift, StockMovement
from payments.rules import GENESIS, Account, journal_body, journal_hash

# Asked at every press of a counter: written out, since building it costs more than running it.
_OPEN_SHIFT = "SELECT {shift} FROM payments_shift shift WHERE clerk_id = %s AND ended_at IS NULL ORDER BY id LIMIT 1"


def open_shift_of(user: User, *, at: Office | None = None) -> Shift | None:
    """The shift of a clerk, with its office; `at`: the office of duty, which is at hand and nearly always the one."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_SHIFT.format(shift=columns(Shift, "shift")), [user.pk])
        row = cursor.fetchone()
    shift = made(Shift, row) if row else None
    if shift and at and at.pk == shift.office_id:
        shift.office = at
    return shift


def last_shift_of(user: User, *, office: Office) -> Shift | None:
    """The clerk's latest shift at an office, running or not."""
    return Shift.objects.filter(clerk=user, office=office).order_by("-id").first()


def open_shifts_at(office: Office) -> list[Shift]:
    """Who stands at a counter of an office."""
    running = Shift.objects.filter(office=office, ended_at__isnull=True).select_related("clerk")
    return list(running.order_by("counter_number"))


def free_counters(office: Office, *, upto: int = 12) -> list[int]:
    """Counter numbers of an office at which nobody has an open shift."""
    taken = set(Shift.objects.filter(office=office, ended_at__isnull=True).values_list("counter_number", flat=True))
    return [number for number in range(1, upto + 1) if number not in taken]


def drawer_paise(shift: Shift) -> int:
    """Cash that the drawer should hold: the sum of its entries."""
    return Entry.objects.filter(shift=shift, account=Account.CASH).aggregate(sum=Sum("paise"))["sum"] or 0


def hashed(journals: QuerySet[Journal]) -> QuerySet[Journal]:
    """The same journals with all that their hashes are made of: two statements more for any number of them."""
    return journals.select_related("made_by", "office").prefetch_related(
        Prefetch("entries", Entry.objects.select_related("contract").order_by("id")),
        Prefetch("pieces", StockMovement.objects.select_related("item")),
    )


def hash_of(journal: Journal) -> str:
    """What the hash of a journal must be by what it says; the journal comes from `hashed`."""
    return journal_hash(body_of(journal))


def body_of(journal: Journal) -> dict[str, Any]:
    """All that the hash of a journal covers; the journal comes from `hashed`."""
    return journal_body(
        previous=journal.previous_hash,
        office_code=journal.office.code,
        number=journal.number,
        business_date=journal.business_date,
        purpose=journal.purpose,
        ref=journal.ref,
        made_by=journal.made_by.employee_id,
        made_at=journal.made_at,
        version=journal.version,
        lines=[
            (entry.account, entry.paise, entry.shift_id, *([entry.contract.code] if entry.contract else []))
            for entry in journal.entries.all()
        ],
        device=journal.device_id,
        pieces=[(one.item.code, one.count, one.shift_id) for one in journal.pieces.all()],
    )


def first_broken_number(office: Office) -> int | None:
    """Prove the office's chain from its beginning to its head.

    The number of the first journal that does not fit or is missing; None when all of it stands. A journal that was cut
    off the end is missed by the head of the chain.
    """
    previous, number = GENESIS, 0
    for journal in hashed(Journal.objects.filter(office=office)).order_by("number").iterator(2_000):
        number += 1
        expected = hash_of(journal)
        if journal.hash != expected or journal.previous_hash != previous or journal.number != number:
            return number
        previous = journal.hash
    head = Chain.objects.filter(office=office).values_list("last_number", "head").first() or (0, GENESIS)
    return None if head == (number, previous) else number + 1
