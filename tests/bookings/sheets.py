"""Tariff sheets as two people of the Directorate bring them into force."""

from datetime import timedelta

from apt.core.services import serve_due
from apt.wiring import ON_APPROVAL, REACTIONS
from bookings.models import TariffSheet
from bookings.queries import packaged
from bookings.rules.tariff import Tariff
from bookings.services import ask_for_replay, load_sheet, propose_sheet
from offices.access import get_duty_for
from offices.models import User
from offices.rules import Role
from offices.services import decide
from tests.bookings.tariffs import changed, raise_documents
from tests.world import NOW, TODAY, World, give_post


def second_administrator(world: World) -> User:
    found = User.objects.filter(employee_id="10000096").first()
    if found is None:
        found = User.objects.create(employee_id="10000096", name="Second Administrator", password="!")
        give_post(found, world.directorate, Role.ADMINISTRATOR, number=81)
    return found


def installed() -> TariffSheet:
    return load_sheet(tariff=packaged(), source="tariff.json", by=None, now=NOW).sheet


def draft(tariff: Tariff | None = None) -> TariffSheet:
    return load_sheet(tariff=tariff or changed(raise_documents), source="new.json", by=None, now=NOW).sheet


def replayed(world: World, sheet: TariffSheet, *, days: int = 1) -> None:
    first = TODAY - timedelta(days=days - 1)
    replay = ask_for_replay(sheet=sheet, first_day=first, last_day=TODAY, by=world.administrator, now=NOW)
    while not replay.finished_at and serve_due(REACTIONS, now=NOW):
        replay.refresh_from_db()


def proposed(world: World, sheet: TariffSheet):
    return propose_sheet(sheet=sheet, office=world.directorate, reason="gazette", by=world.administrator, now=NOW)


def settled(world: World, approval, *, by: User | None = None, approve: bool = True, now=NOW):
    by = by or second_administrator(world)
    duty = get_duty_for(by, on=TODAY)
    return decide(
        approval_id=approval.pk, approve=approve, reason="read", duty=duty, by=by, now=now, topics=ON_APPROVAL
    )
