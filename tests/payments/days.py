"""A day at Mysuru with everybody whom it takes."""

from types import SimpleNamespace

from apt.core.db import use_case
from offices.models import User
from offices.rules import Role
from payments.models import OfficeDay, Shift
from payments.rules import Account, Line, Purpose
from payments.services import answer_cash, begin_shift, bring_in_cash, end_shift, give_cash, post_journal, verify_shift
from tests.world import NOW, TODAY, World, give_post

BROUGHT_IN = 1_000_000


def people(world: World) -> SimpleNamespace:
    """Mysuru with a supervisor and a treasurer, and ₹10,000 in the safe."""
    found = {}
    for serial, role in enumerate((Role.SUPERVISOR, Role.TREASURER), start=1):
        user = User.objects.create(employee_id=f"1100000{serial}", name=f"The {role.value}", password="!")
        give_post(user, world.mysuru, role, number=40 + serial)
        found[role.value] = user
    bring_in_cash(office=world.mysuru, paise=BROUGHT_IN, by=found["treasurer"], now=NOW)
    return SimpleNamespace(**found)


@use_case
def sell(shift: Shift, ref: str, paise: int, now=NOW):
    """A sale of nothing but postage."""
    lines = [Line(Account.CASH, paise), Line(Account.POSTAGE, -paise)]
    return post_journal(
        office=shift.office, purpose=Purpose.SALE, ref=ref, lines=lines, shift=shift, by=shift.clerk, now=now
    )


def float_of(shift: Shift, paise: int, treasurer: User, now=NOW) -> None:
    move = give_cash(shift=shift, to_drawer=True, paise=paise, by=treasurer, now=now)
    answer_cash(move=move, accept=True, by=shift.clerk, now=now)


def pieces(paise: int) -> dict[int, int]:
    """An amount in the fewest notes and coins."""
    counted = {}
    for value in (50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50):
        counted[value], paise = divmod(paise, value)
    assert not paise
    return counted


def close(shift: Shift, paise: int, by: User, now=NOW) -> Shift:
    """Count this much, and have it verified."""
    end_shift(shift=shift, pieces=pieces(paise), by=shift.clerk, now=now)
    return verify_shift(shift=shift, by=by, now=now)


def begun(world: World, now=NOW, counter: int = 1) -> tuple[Shift, OfficeDay]:
    shift = begin_shift(office=world.mysuru, counter_number=counter, by=world.clerk, now=now)
    return shift, OfficeDay.objects.get(office=world.mysuru, business_date=shift.business_date)


__all__ = ["BROUGHT_IN", "TODAY", "begun", "close", "float_of", "people", "pieces", "sell"]
