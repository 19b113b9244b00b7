"""Two drafts are approved at once: one after the other, never both in force."""

from bookings.models import TariffSheet
from offices.access import get_duty_for
from offices.models import User
from offices.rules import Role
from offices.services import decide
from tests.bookings.sheets import ON_APPROVAL, draft, installed, proposed, replayed, second_administrator
from tests.bookings.tariffs import changed, raise_documents
from tests.world import NOW, TODAY, at_once, give_post

from .conftest import slowly, without_constraints

PROMISES = (
    "bookings_one_sheet_in_force", "bookings_one_version_a_day", "bookings_one_service_a_day",
    "bookings_one_discount_a_day", "bookings_one_rounding_a_day", "bookings_one_divisor_a_day",
    "bookings_one_zoning_a_day",
)  # fmt: skip


def approve_two(world):
    installed()
    sheets = [draft(), draft(changed(lambda found: raise_documents(found, by=500)))]
    for sheet in sheets:
        replayed(world, sheet)
    approvals = [proposed(world, sheet) for sheet in sheets]
    third = User.objects.create(employee_id="10000095", name="Third Administrator", password="!")
    give_post(third, world.directorate, Role.ADMINISTRATOR, number=82)
    checkers = [second_administrator(world), third]
    duties = [get_duty_for(checker, on=TODAY) for checker in checkers]
    with slowly("bookings_tariffversion", 200, verb="UPDATE"):
        return at_once(
            2,
            lambda n: decide(
                approval_id=approvals[n].pk, approve=True, reason="read", duty=duties[n], by=checkers[n], now=NOW,
                topics=ON_APPROVAL,
            ),
        )  # fmt: skip


def states():
    return sorted(TariffSheet.objects.values_list("state", flat=True))


def test_two_sheets_are_in_force_without_the_guards(world, without_locks):
    with without_constraints(*PROMISES), without_locks():
        approve_two(world)
        assert states() == ["approved", "approved", "superseded"]


def test_two_sheets_come_into_force_one_after_the_other(world):
    answers = approve_two(world)
    assert [answer.decision for answer in answers] == ["approved", "approved"]
    assert states() == ["approved", "superseded", "superseded"]
