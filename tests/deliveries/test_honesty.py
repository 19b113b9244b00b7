"""Attempts that look false are shown with the reason; nothing follows from it by itself (Horizon lesson H14)."""

from decimal import Decimal

from deliveries.models import Attempt
from deliveries.rules import Position
from tests.world import arrived, claim, out

from .test_rounds import at, meet, send


def test_attempts_that_look_false_say_why(world):
    found = arrived(world, 8)
    out(world, found)
    far = Position(Decimal("13.30000"), Decimal("77.57350"), 10)
    send(
        world,
        meet(world),
        claim(found[0], now=at(1), seq=1, remark="refused"),
        claim(found[1], now=at(2), seq=2, remark="refused", position=far),
        *[claim(one, now=at(30 + n), seq=3 + n, remark="refused", photo="") for n, one in enumerate(found[2:])],
        clock_off=True,
    )
    flags = {one.article_id: set(one.flags) for one in Attempt.objects.all()}
    assert "far" not in flags[found[0].pk]
    assert {"far", "jump", "clock"} <= flags[found[1].pk]
    assert "same_spot" not in flags[found[4].pk]
    assert "same_spot" in flags[found[7].pk]


def test_a_photo_is_proof_once(world):
    found = arrived(world, 2)
    out(world, found)
    send(
        world, meet(world), *[claim(one, seq=n, remark="door_locked", photo="c" * 64) for n, one in enumerate(found, 1)]
    )
    assert [one.flags for one in Attempt.objects.order_by("id")] == [[], ["same_photo"]]
