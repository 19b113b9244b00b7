"""The living demonstration: it plays through the services, goes on by itself, and exists nowhere else."""

import random
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from apt.core.clock import IST, ist_date, now
from apt.demo.living import Play, live, load_living
from apt.demo.living_cast import living_cast
from bookings.models import Article
from deliveries.models import Attempt
from offices.models import DayFigures, Wave
from offices.rules import Counts, Measure
from payments.models import OfficeDay
from tests.world import nothing_changes


@pytest.fixture
def noon():
    return now().astimezone(IST).replace(hour=12, minute=10)


def test_a_week_is_played_once_and_counted(world, noon):
    [told] = load_living(now=noon)
    assert "living demonstration" in told
    with nothing_changes():
        assert load_living(now=noon) == []
    assert Wave.objects.get(number=9).name == "First offices of every circle"
    nation = {one.day: Counts(one.counts) for one in DayFigures.objects.filter(office=world.directorate, whole=True)}
    assert len(nation) == 8
    assert all(counts[Measure.BOOKED] for counts in nation.values())
    assert sum(counts[Measure.BOOKED] for counts in nation.values()) == Article.objects.count()
    assert any(counts[Measure.DELIVERED] for counts in nation.values())
    assert OfficeDay.objects.filter(ended_at__isnull=False).exists()


def test_it_goes_on_at_the_true_time_and_a_refusal_does_not_stop_it(world, noon, settings):
    settings.DEMO = True
    call_command("live_demo", acts=1, pause=0)  # the week first, whatever stands
    before = Article.objects.count()
    assert before > 20
    play = Play(living_cast(), random.Random(3), noon)
    play.pins = ["999999"]  # where nobody delivers: what goes there is refused
    told = []
    for one in live(play, (noon + timedelta(minutes=minute) for minute in range(400))):  # dice: few would be luck
        told.append(one)
        if len(told) >= 20 and "refused: unknown_pin" in told[:-1]:
            break
    else:
        pytest.fail(f"nothing came after a refusal: {told}")
    assert Article.objects.count() > before
    assert Attempt.objects.filter(recorded_at__date=ist_date(noon)).exists()


def test_it_is_nowhere_but_in_a_demonstration(world, settings):
    settings.DEMO = False
    with nothing_changes(), pytest.raises(CommandError, match="APT_DEMO"):
        call_command("live_demo", acts=1)
