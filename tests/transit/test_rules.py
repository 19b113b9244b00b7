"""Where a thing goes next, the life of a bag, and its number."""

import pytest

from offices.models import Office
from offices.rules import Kind
from transit.errors import BagMoveRefused, NoRoute
from transit.rules import BAG_MOVES, BagStatus, bag_number, check_bag_move, next_stop


def office(pk, kind, *, hub=None, account=None):
    return Office(pk=pk, name=f"{kind} {pk}", kind=kind, sorted_at=hub, accounts_to=account)


NEAR_HUB, FAR_HUB = office(1, Kind.NATIONAL_HUB), office(2, Kind.CIRCLE_HUB)
NEAR, FAR = office(3, Kind.HEAD, hub=NEAR_HUB), office(4, Kind.SUB, hub=FAR_HUB)
NEIGHBOUR = office(5, Kind.SUB, hub=NEAR_HUB)
BRANCH = office(6, Kind.BRANCH, account=NEAR, hub=NEAR_HUB)
SISTER = office(7, Kind.BRANCH, account=NEAR, hub=NEAR_HUB)
FAR_BRANCH = office(8, Kind.BRANCH, account=FAR, hub=FAR_HUB)
THIRD_HUB = office(9, Kind.NATIONAL_HUB)


@pytest.mark.parametrize(
    ("at", "to", "stop"),
    [
        (BRANCH, NEAR, NEAR),
        (BRANCH, FAR, NEAR),
        (BRANCH, SISTER, NEAR),
        (NEAR, BRANCH, BRANCH),
        (NEAR, NEIGHBOUR, NEAR_HUB),
        (NEAR, FAR, NEAR_HUB),
        (NEAR, FAR_BRANCH, NEAR_HUB),
        (NEAR_HUB, NEAR, NEAR),
        (NEAR_HUB, BRANCH, NEAR),
        (NEAR_HUB, FAR, FAR_HUB),
        (NEAR_HUB, FAR_BRANCH, FAR_HUB),
        (FAR_HUB, FAR, FAR),
        (FAR_HUB, FAR_BRANCH, FAR),
        (THIRD_HUB, FAR, FAR_HUB),
    ],
    ids=str,
)
def test_next_stop(at, to, stop):
    assert next_stop(at=at, to=to) == stop


@pytest.mark.parametrize("to", [NEAR, NEIGHBOUR, FAR, BRANCH, SISTER, FAR_BRANCH], ids=str)
@pytest.mark.parametrize("at", [NEAR, FAR, BRANCH, FAR_BRANCH, NEAR_HUB, FAR_HUB, THIRD_HUB], ids=str)
def test_next_stop_always_leads_to_the_end_without_a_circle(at, to):
    seen = [at]
    while seen[-1] != to and len(seen) < 9:
        seen.append(next_stop(at=seen[-1], to=to))
    assert seen[-1] == to
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize(
    ("at", "to"),
    [
        (office(20, Kind.BRANCH), FAR),
        (office(21, Kind.HEAD), FAR),
        (NEAR_HUB, office(22, Kind.HEAD)),
        (NEAR_HUB, office(23, Kind.BRANCH, hub=NEAR_HUB)),
    ],
    ids=[
        "branch without account office",
        "office without hub",
        "destination without hub",
        "its branch without account office",
    ],
)
def test_next_stop_says_that_a_link_is_missing(at, to):
    with pytest.raises(NoRoute) as refused:
        next_stop(at=at, to=to)
    assert at.name in refused.value.sentence()


@pytest.mark.parametrize("to", list(BagStatus))
@pytest.mark.parametrize("present", list(BagStatus))
def test_check_bag_move_follows_the_table(present, to):
    if to in BAG_MOVES[present]:
        assert check_bag_move("EBK1", present, to) is None
    else:
        with pytest.raises(BagMoveRefused):
            check_bag_move("EBK1", present, to)


def test_bag_number_is_three_letters_and_ten_digits():
    assert bag_number(7) == "EBK0000000007"
