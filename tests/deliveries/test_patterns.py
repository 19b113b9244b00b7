"""Trust goal D9: a seeded month of a thousand postmen, twenty of them dishonest in five ways; D1: guessing is seen."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings

from deliveries.queries import suspicions_at
from deliveries.rules import Flag, Pattern, PatternLimits, Seen, Verdict, patterns_in
from deliveries.services import code_for
from digipin.rules import Point
from tests.world import NOW, arrived, attempt, out, statements

LIMITS = PatternLimits(**settings.HONEST_PATTERNS)
HOME = Point(12.943, 77.573)
WAYS = (Pattern.FAR_CODES, Pattern.BURST, Pattern.ONE_NUMBER, Pattern.FALSE_FAILURES, Pattern.AFTER_HOURS)


def month(lot, postman, way=None):
    """A hundred attempts: two of a hundred flagged by accident; of the dishonest, every fourth in their way."""
    for step in range(100):
        failed, coded = lot.random() < 0.15, lot.random() < 0.5
        flags = [lot.choice([Flag.FAR, Flag.AFTER_HOURS, Flag.JUMP])] if lot.random() < 0.02 else []
        place = Point(HOME.lat + lot.random() / 50, HOME.lon + lot.random() / 50)
        at, door, number = NOW + timedelta(minutes=7 * step), f"door {step}", f"n{postman}.{step}"
        if way and step % 4 == 0:
            coded = coded or way in (Pattern.FAR_CODES, Pattern.ONE_NUMBER)
            failed = way == Pattern.FALSE_FAILURES
            flags = {
                Pattern.FAR_CODES: [Flag.FAR], Pattern.FALSE_FAILURES: [Flag.SAME_SPOT],
                Pattern.AFTER_HOURS: [Flag.AFTER_HOURS],
            }.get(way, [])  # fmt: skip
            number = "own" if way == Pattern.ONE_NUMBER else number
            if way == Pattern.BURST:
                at, place = NOW + timedelta(seconds=20 * step / 4), HOME
        yield Seen(
            postman * 1000 + step, postman, step, at, Verdict.NOT_DELIVERED if failed else Verdict.DELIVERED, coded,
            flags, place, door, number,
        )  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_d9_nine_of_ten_dishonest_postmen_are_seen_and_one_of_a_hundred_honest_at_most(seed):
    lot = random.Random(seed)
    dishonest = {postman: WAYS[postman % 5] for postman in range(20)}
    seen = [one for postman in range(1000) for one in month(lot, postman, dishonest.get(postman))]
    lot.shuffle(seen)
    found = patterns_in(seen, LIMITS)
    right = {one.postman for one in found if dishonest.get(one.postman) == one.pattern}
    false = {one.postman for one in found if one.postman not in dishonest}
    assert (len(right) >= 18, len(false) <= 9) == (True, True), (Counter(dishonest[one] for one in right), false)
    assert all(len(one.attempts) >= LIMITS.doors_of_a_number for one in found)  # each lists its evidence


def test_d1_who_guesses_is_seen_at_the_third_article(world):
    articles = arrived(world, 3, "OTP")
    out(world, articles)
    for count, article in enumerate(articles, start=1):
        for step in (1, 2, 3):
            attempt(world.postman, article, code=f"{(int(code_for(article.number, 1)) + step) % 10**6:06d}")
        with statements() as asked:
            found = suspicions_at(world.bengaluru, since=NOW)
        assert asked.count <= 2
        assert [(who, one.pattern, len(one.attempts)) for who, one in found] == (
            [(world.postman, Pattern.GUESSING, 9)] if count == 3 else []
        )
    assert suspicions_at(world.hassan, since=NOW) == []
