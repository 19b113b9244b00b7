"""The living demonstration: it plays through the services, goes on by itself, and exists nowhere else."""

import random
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from apt.core.clock import IST, ist_date, now
from apt.core.services import serve_due
from apt.demo.living import Play, live, load_living
from apt.demo.living_cast import living_cast
from apt.wiring import REACTIONS
from bookings.models import Article, Sale
from deliveries.models import Attempt
from offices.models import DayFigures, Wave
from offices.rules import Counts, Measure
from payments.models import OfficeDay, PaymentAttempt
from tests.payments.upi import SECRET, provider
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


def test_a_basket_is_paid_at_the_provider_and_books_itself(world, settings):
    settings.PSP_CALLBACK_SECRET, settings.PSP_KEY = SECRET, "key-of-the-tests"
    moment = now()
    load_living(now=moment)
    play = Play(living_cast(), random.Random(3), moment)
    [troupe] = play.cast.troupes
    with provider() as psp:
        settings.PSP_URL = psp.url
        assert play.show_qr(troupe) == play.show_qr(troupe) == 1  # the same QR again
        assert not Sale.objects.filter(mode="upi").exists()
        while psp.bank.go_on() or serve_due(REACTIONS, now=now() + timedelta(seconds=5)):
            pass
    sale = Sale.objects.get(mode="upi")
    assert (sale.made_by, sale.total_paise) == (troupe.clerk, PaymentAttempt.objects.get().paise)


def test_without_a_provider_the_play_goes_on(world, noon, settings):
    settings.PSP_URL = "http://127.0.0.1:1"
    load_living(now=noon)
    play = Play(living_cast(), random.Random(3), noon)
    play.happen = lambda moment: play.show_qr(play.cast.troupes[0])
    assert len(list(live(play, iter([noon, noon])))) == 2


def test_it_is_nowhere_but_in_a_demonstration(world, settings):
    settings.DEMO = False
    with nothing_changes(), pytest.raises(CommandError, match="APT_DEMO"):
        call_command("live_demo", acts=1)
