"""Races about cash on delivery: a postman who presses "hand in" on two phones at once."""

from payments.models import CodHandIn
from payments.services import hand_in_cod
from tests.deliveries.test_cod import DUE, deliver, due
from tests.races.conftest import slowly
from tests.world import NOW, at_once


def twice(world):
    (article,) = due(world)
    deliver(world, article)
    with slowly("payments_codhandin"):
        at_once(2, lambda _place: hand_in_cod(office=world.bengaluru, by=world.postman, now=NOW))
    return list(CodHandIn.objects.values_list("paise", flat=True))


def test_control_without_locks_the_same_cash_is_handed_in_twice(world, without_locks):
    with without_locks():
        assert twice(world) == [DUE, DUE]


def test_cash_is_handed_in_once(world):
    assert twice(world) == [DUE]
