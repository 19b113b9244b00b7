"""Three-way match: the provider's settlement file x our payments x the journal. Repeated, it changes nothing."""

import hashlib
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from itertools import islice
from typing import IO, Final, NamedTuple

from django.db.models import Sum

from apt.core.clock import IST, day_begins, ist_date
from apt.core.db import use_case
from offices.models import Office, User
from payments import psp
from payments.errors import FileSeen, NotNodal, SettlementDay, SettlementTooLarge
from payments.models import Case, Entry, PaymentAttempt, Refund, SettlementFile, UpiPayment
from payments.rules import Account, AttemptState, Notice, RefundState, Source, Told
from payments.rules.recon import Fault, Row, faults_of_row, notice_of_row, read_settlement

from .cases import open_cases
from .notices import apply_notice
from .places import machine_user, nodal_office

CHUNK: Final = 2_000
MOST_UPLOAD_MB: Final = 16  # a person waits for it: about a lakh of rows
SETTLED_AFTER: Final = timedelta(minutes=5)


class Found(NamedTuple):
    """One fault: what, about which payment or refund, how much, whose."""

    fault: Fault
    about: str
    tr: str
    paise: int
    payment: UpiPayment | None


def reconcile(*, now: datetime) -> int:
    """The match of today so far and, once its file is complete, of yesterday. Files taken in.

    Raises NoAnswer when the provider is away; the next round asks again.
    """
    today, taken = ist_date(now), 0
    for day in (today - timedelta(days=1), today):
        if SettlementFile.objects.filter(day=day).exists():
            continue
        with tempfile.TemporaryFile() as content:
            try:
                psp.fetch_settlement(day=day.isoformat(), into=content)
            except psp.Declined:  # not made yet
                continue
            match_settlement(content=content, day=day, complete=day < today, by=None, now=now)
        taken += 1
    return taken


def upload_settlement(*, content: IO[bytes], size: int, day: date, office: Office, by: User, now: datetime) -> int:
    """A file that a person hands in at the nodal office, of a day that is over or goes on. How many faults it holds.

    Raises NotNodal, SettlementTooLarge, SettlementDay, and what `match_settlement` raises.
    """
    if office != (nodal := nodal_office()):
        raise NotNodal(office=nodal.name)
    if size > MOST_UPLOAD_MB << 20:
        raise SettlementTooLarge(field="file", limit=MOST_UPLOAD_MB)
    today = ist_date(now)
    if day > today:
        raise SettlementDay(field="day", date=day)
    return match_settlement(content=content, day=day, complete=day < today, by=by, now=now).total()


def match_settlement(*, content: IO[bytes], day: date, complete: bool, by: User | None, now: datetime) -> Counter[str]:
    """Match one day's file; how many faults of each kind it holds. Every fault is a case, opened once.

    `complete`: the file holds the whole day, so that what is not in it is missing there. It is read through before
    anything is written, and never held in memory. Raises
    BadSettlementFile, FileSeen, SettlementDay (most of its rows are another day's).
    """
    digest = _digest(content, day)
    if seen := SettlementFile.objects.filter(content_hash=digest).first():
        raise FileSeen(at=f"{seen.taken_at.astimezone(IST):%Y-%m-%d %H:%M}")
    count, others = 0, 0
    for row in read_settlement(content):
        count += 1
        others += ist_date(row.at) != day
    if others * 2 > count > 1:
        raise SettlementDay(field="day", date=day)
    # Of a day that goes on: what was paid a moment ago is being told by callback just now.
    rows = (row for row in read_settlement(content) if complete or row.at <= now - SETTLED_AFTER)
    found = Counter[str]()
    with closing(_Seen()) as seen_keys:
        for faults in _faults(rows, seen_keys, day, complete=complete, now=now):
            found.update(one.fault.value for one in faults)
            note_faults(faults=faults, now=now)
    if complete:
        _settle_unknown(day, now)
        keep_file(day=day, digest=digest, rows=count, by=by, now=now)
    return found


def _digest(content: IO[bytes], day: date) -> str:
    """With its day: two days on which nothing was paid have the same file."""
    digest = hashlib.sha256(f"{day}\n".encode())
    content.seek(0)
    while part := content.read(1 << 16):
        digest.update(part)
    return digest.hexdigest()


class _Seen:
    """Which keys a file has had so far: on disk, since they may be a crore, and here, since pooled connections keep no
    temporary table.
    """

    def __init__(self) -> None:
        self._table = sqlite3.connect("")  # a file of SQLite's own, gone with the connection
        self._table.execute("CREATE TABLE seen (key TEXT PRIMARY KEY) WITHOUT ROWID")

    def close(self) -> None:
        self._table.close()

    def add(self, key: str) -> bool:
        """False when it was there already."""
        return self._table.execute("INSERT OR IGNORE INTO seen VALUES (?)", [key]).rowcount == 1

    def __contains__(self, key: str) -> bool:
        return self._table.execute("SELECT 1 FROM seen WHERE key = ?", [key]).fetchone() is not None


def _faults(rows: Iterator[Row], keys: _Seen, day: date, *, complete: bool, now: datetime) -> Iterator[list["Found"]]:
    """A chunk at a time: of what is in the file, then of what is not."""
    while chunk := list(islice(rows, CHUNK)):
        yield _match_chunk(chunk, keys, day, now)
    if complete:
        missing = _missing_there(keys, day)
        while faults := list(islice(missing, CHUNK)):
            yield faults


def _match_chunk(chunk: Sequence[Row], keys: _Seen, day: date, now: datetime) -> list[Found]:
    """Four statements for a chunk in which all is well; each row that nobody had told is taken in by itself."""
    ids = [row.payment_id for row in chunk]
    payments = {one.payment_id: one for one in UpiPayment.objects.filter(payment_id__in=ids)}
    told = set(_told_by_file(chunk))
    refunds = {one.ref: one for one in Refund.objects.filter(ref__in=[row.refund_ref for row in chunk if row.refund])}
    journals = _journalled(payments.values())
    found: list[Found] = []
    for row in chunk:
        ours = payments.get(row.payment_id)
        faults = faults_of_row(row, day=day, known_paise=ours.paise if ours else None)
        if not keys.add(row.key):
            faults.append(Fault.TWICE)
        elif row.refund:
            faults += _match_refund(row, refunds.get(row.refund_ref), now)
        elif ours is None:
            faults.append(Fault.MISSING_HERE)
            apply_notice(notice=notice_of_row(row), now=now)
        elif journals.get(ours.journal_id) != ours.paise:
            faults.append(Fault.JOURNAL)
        if ours and row.key in told and not row.refund:  # an earlier round took it in
            faults.append(Fault.MISSING_HERE)
        found += [Found(fault, row.key, row.tr, row.paise, ours) for fault in faults]
    return found


def _told_by_file(chunk: Sequence[Row]) -> Iterable[str]:
    """Payments of the chunk of which the file alone told."""
    ids = [row.payment_id for row in chunk if not row.refund]
    known = UpiPayment.objects.filter(payment_id__in=ids, source=Source.FILE)
    return known.values_list("payment_id", flat=True)


def _journalled(payments: Iterable[UpiPayment]) -> dict[int, int]:
    """What the journal has in the clearing account for each payment's arrival."""
    journals = [one.journal_id for one in payments]
    sums = Entry.objects.filter(journal__in=journals, account=Account.UPI_CLEARING)
    return dict(sums.values("journal").annotate(sum=Sum("paise")).values_list("journal", "sum"))


def _match_refund(row: Row, refund: Refund | None, now: datetime) -> list[Fault]:
    if refund is None or refund.paise != row.paise:
        return [Fault.REFUND]
    if refund.state != RefundState.DONE:
        apply_notice(notice=notice_of_row(row), now=now)
    return []


def _day(day: date) -> tuple[datetime, datetime]:
    begin = day_begins(day)
    return begin, begin + timedelta(days=1)


def _missing_there(keys: _Seen, day: date) -> Iterator[Found]:
    begin, end = _day(day)
    ours = UpiPayment.objects.filter(paid_at__gte=begin, paid_at__lt=end).order_by("id")
    for one in ours.iterator(CHUNK):
        if one.payment_id not in keys:
            yield Found(Fault.MISSING_THERE, one.payment_id, one.tr, one.paise, one)


def _settle_unknown(day: date, now: datetime) -> None:
    """Attempts of the day of which nothing was known: the whole file is silent, so nobody paid."""
    begin, end = _day(day)
    open_ones = PaymentAttempt.objects.filter(state=AttemptState.UNKNOWN, opened_at__gte=begin, opened_at__lt=end)
    for tr in open_ones.order_by("id").values_list("tr", flat=True):
        notice = Notice(
            event_id=f"file-unpaid:{tr}", told=Told.EXPIRED, tr=tr, source=Source.FILE, happened_at=now, body_hash=""
        )
        apply_notice(notice=notice, now=now)


@use_case
def note_faults(*, faults: Sequence[Found], now: datetime) -> None:
    """A case for each fault, at the office of the payment; two statements for a chunk."""
    if not faults:
        return
    offices = {one.pk: one for one in Office.objects.filter(pk__in={f.payment.office_id for f in faults if f.payment})}
    nodal = nodal_office()
    open_cases(
        cases=[
            Case(
                kind=one.fault, about=one.about[:80], tr=one.tr, paise=one.paise, payment=one.payment,
                office=offices[one.payment.office_id] if one.payment else nodal,
            )
            for one in faults
        ],
        now=now,
    )  # fmt: skip


@use_case
def keep_file(*, day: date, digest: str, rows: int, by: User | None, now: datetime) -> SettlementFile:
    """The file is done with; the same content is refused from now on."""
    return SettlementFile.objects.create(
        day=day, content_hash=digest, rows=rows, taken_at=now, taken_by=by or machine_user()
    )
