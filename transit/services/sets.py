"""Sets of a mail office: kept, opened and closed; and what is done under them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from apt.core.db import step, use_case
from offices.models import Office, User
from offices.rules import MAIL_OFFICES
from transit.access import get_open_set, get_set_of, get_working_set
from transit.errors import AnotherSetOpen, BadDueList, NoSetsHere, NotDue, SetOutOfHours, SetTaken
from transit.models import MailSet, SetDay
from transit.rules import BagKind, set_date


@use_case
def make_set(
    *, office: Office, code: str, begins: int, ends: int, due: Sequence[str], by: User, now: datetime
) -> MailSet:
    """Keep a set at a mail office, with the codes of the offices for which it closes bags.

    `begins` and `ends` in minutes since midnight; an end that is not after the beginning is on the next day. From the
    first set on, bags are closed and opened under an open one alone. Raises NoSetsHere, BadDueList, SetTaken.
    """
    if office.kind not in MAIL_OFFICES:
        raise NoSetsHere(office=office.name)
    offices = {one.code: one for one in Office.objects.filter(code__in=due, closed_on=None).exclude(pk=office.pk)}
    for line, one in enumerate(due or [""], start=1):
        if one not in offices:
            raise BadDueList(field="due", line=line)
    try:
        with transaction.atomic():
            made = MailSet.objects.create(
                office=office, code=code, begins_minute=begins, ends_minute=ends + (1440 if ends <= begins else 0),
                made_by=by, made_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise SetTaken(field="code", set=code) from error
    made.due.set(offices.values())
    return made


@use_case
def end_set(*, office: Office, code: str, by: User, now: datetime) -> MailSet:
    """Keep a set no longer. Raises UnknownSet, AnotherSetOpen (it is being worked)."""
    found = get_set_of(office, code)
    if SetDay.objects.filter(mail_set=found, closed_at=None).exists():
        raise AnotherSetOpen(set=code)
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    return found


@use_case
def open_set(*, office: Office, code: str, by: User, now: datetime) -> SetDay:
    """Begin to work a set. Raises UnknownSet, AnotherSetOpen, SetOutOfHours."""
    found = get_set_of(office, code)
    if worked := SetDay.objects.filter(office=office, closed_at=None).select_related("mail_set").first():
        raise AnotherSetOpen(set=worked.mail_set.code)
    on = set_date(begins=found.begins_minute, ends=found.ends_minute, now=now)
    if on is None:
        raise SetOutOfHours(set=code, hours=found.hours)
    try:
        with transaction.atomic():
            return SetDay.objects.create(mail_set=found, office=office, on=on, opened_at=now, opened_by=by)
    except IntegrityError as error:
        # Two sets at once: the constraint let one through, and this is the other.
        raise AnotherSetOpen(set="") from error


@use_case
def close_set(*, office: Office, by: User, now: datetime) -> SetDay:
    """End the work of the open set; what is not done is handed over to the next. Raises NoOpenSet.

    Waits for whoever closes or opens a bag under it.
    """
    worked = get_open_set(office)
    worked.closed_at, worked.closed_by = now, by
    worked.save(update_fields=["closed_at", "closed_by"])
    return worked


@step
def set_for_closing(*, office: Office, destination: Office, kind: str) -> SetDay | None:
    """The set under which a bag is closed; None where none are kept. Raises NoOpenSet, NotDue.

    Station bags stay, and account bags follow the accounts: no due mail list names where those go.
    """
    worked = get_working_set(office)
    if worked and kind not in {BagKind.STATION, BagKind.ACCOUNT}:
        kept = MailSet.objects.get(pk=worked.mail_set_id)
        if not kept.due.filter(pk=destination.pk).exists():
            raise NotDue(destination=destination.name, set=kept.code)
    return worked


@step
def relist_office(*, office: Office, into: Office | None, by: User, now: datetime) -> None:
    """On due mail lists `into` stands for an office that closes; with None, nobody does. Two statements."""
    listed = MailSet.due.through.objects.filter(office=office, mailset__ended_at__isnull=True)
    if into:
        have = MailSet.due.through.objects.filter(office=into).values("mailset")
        listed.exclude(mailset__in=have).exclude(mailset__office=into).update(office=into)
    listed.delete()
