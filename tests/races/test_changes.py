"""A division is moved while an office is moved into it; two offices are opened at once."""

from django.db import IntegrityError

from apt.wiring import ON_APPROVAL
from offices.access import get_duty_for
from offices.models import Approval, Office
from offices.rules import Kind
from offices.services import ask_to_move, ask_to_open, decide
from tests.world import LONG_AGO, NOW, TODAY, at_once

from .conftest import slowly


def administrative(code: str, kind: Kind, above: Office) -> Office:
    return Office.objects.create(
        code=code, name=f"{kind.label} {code}", kind=kind, reports_to=above, reporting_basis="source",
        path=f"{above.path}{code}/", opened_on=LONG_AGO, search_text=code,
    )  # fmt: skip


def decided_at_once(world, asked: list[Approval]) -> list[object]:
    duty = get_duty_for(world.administrator, on=TODAY)
    return at_once(
        len(asked),
        lambda n: decide(
            approval_id=asked[n].pk, approve=True, reason="fine", duty=duty, by=world.administrator, now=NOW,
            topics=ON_APPROVAL,
        ),
    )  # fmt: skip


def broken_paths() -> list[str]:
    return [
        one.code
        for one in Office.objects.select_related("reports_to")
        if one.reports_to and one.path != f"{one.reports_to.path}{one.code}/"
    ]


def move_both(world) -> list[object]:
    circle = administrative("10000080", Kind.CIRCLE, world.directorate)
    division = administrative("10000081", Kind.DIVISION, world.circle)
    asked = [
        ask_to_move(office=world.mysuru, under=division, reason="x", by=world.sorter, now=NOW),
        ask_to_move(office=division, under=circle, reason="x", by=world.sorter, now=NOW),
    ]
    with slowly("offices_office", 200, verb="UPDATE"):
        return decided_at_once(world, asked)


def test_a_path_goes_wrong_without_the_guard(world, without_locks):
    with without_locks():
        assert [type(one) for one in move_both(world)] == [Approval, Approval]
    assert broken_paths()


def test_no_path_goes_wrong(world):
    assert [type(one) for one in move_both(world)] == [Approval, Approval]
    assert broken_paths() == []
    assert Office.objects.get(pk=world.mysuru.pk).path.count("/") == 4


def open_two(world) -> list[object]:
    asked = [
        ask_to_open(
            under=world.mysuru, kind=Kind.BRANCH, name=f"New {n} BO", pincode=f"57100{n}", delivers=False, reason="x",
            by=world.sorter, now=NOW,
        )
        for n in (3, 4)
    ]  # fmt: skip
    with slowly("offices_office", 200):
        return decided_at_once(world, asked)


def test_two_offices_want_one_code_without_the_guard(world, without_locks):
    with without_locks():
        answers = open_two(world)
    assert IntegrityError in {type(one) for one in answers}


def test_two_offices_get_two_codes(world):
    assert [type(one) for one in open_two(world)] == [Approval, Approval]
    assert sorted(Office.objects.filter(name__startswith="New ").values_list("code", flat=True)) == [
        "20000001", "20000002",
    ]  # fmt: skip
