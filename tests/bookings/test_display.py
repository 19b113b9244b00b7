"""The customer's display: paired once, one thing at a time, no more than the customer needs."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from bookings.errors import DisplayCodeOver
from bookings.models import DisplayPairing
from bookings.rules.display import THANKS_FOR, Face, face_of
from bookings.services import make_display_code, pair_display, unpair_displays
from payments.errors import NoShift
from payments.models import Shift
from tests.bookings.typing import COUNTER, PAY, payment, typed
from tests.world import MOBILE, NOW, nothing_changes, shift_of, statements

STATE = "/display/state/"


@pytest.fixture
def shift(world):
    return shift_of(world.clerk)


@pytest.fixture
def clerk(world, shift):
    client = Client()
    client.force_login(world.clerk)
    return client


@pytest.fixture
def screen(clerk):
    """A phone that scanned the code."""
    page = clerk.post("/counter/display/").content.decode()
    phone = Client()
    path = page[page.index("/display/pair/") :].split('"')[0]
    assert "Show it here" in phone.get(path).content.decode()
    assert phone.post(path)["Location"] == "/display/"
    return phone


def shown(screen):
    return screen.get(STATE).content.decode()


@pytest.mark.parametrize(
    ("whole", "articles", "paying", "sold", "face"),
    [
        (False, 0, False, None, Face.WELCOME),
        (True, 0, False, None, Face.ADDRESS),
        (True, 2, False, None, Face.ADDRESS),
        (False, 2, False, None, Face.SUM),
        (True, 2, True, None, Face.PAY),
        (False, 0, True, None, Face.WELCOME),
        (False, 0, False, timedelta(0), Face.THANKS),
        (False, 0, False, THANKS_FOR, Face.WELCOME),
        (True, 0, False, timedelta(0), Face.ADDRESS),
    ],
)
def test_one_thing_at_a_time(whole, articles, paying, sold, face):
    sold_at = None if sold is None else NOW - sold
    assert face_of(address_whole=whole, articles=articles, paying=paying, sold_at=sold_at, now=NOW) == face


def test_from_the_address_to_the_thanks(clerk, screen):
    assert "Welcome" in shown(screen)
    clerk.post("/counter/price/", typed(weight=""))
    assert "Is this the address?" in shown(screen)
    assert "K. Sharma" in shown(screen)
    clerk.post("/counter/price/", typed())
    assert "₹55.00" in shown(screen)
    clerk.post(COUNTER, typed())
    assert "1 article so far" in shown(screen)
    clerk.post(COUNTER, typed(do="pay"))
    assert "Please pay" in shown(screen)
    assert "₹110.00" in shown(screen)
    assert "for 2 articles" in shown(screen)
    clerk.post(PAY, payment(clerk))
    assert "Received, thank you" in shown(screen)
    clerk.get(COUNTER)
    assert "₹110.00" in shown(screen)
    clerk.post("/counter/price/", typed(addressee_name="Next"))
    assert "Next" in shown(screen)


def test_no_more_personal_data_than_the_address(clerk, screen):
    clerk.post("/counter/price/", typed())
    for text in ("A. Rao", MOBILE, "9000000001"):
        assert text not in shown(screen)
    clerk.post(COUNTER, typed(do="pay"))
    for text in ("K. Sharma", "Gandhi Bazaar", "A. Rao", MOBILE):
        assert text not in shown(screen)


def test_it_shows_this_counter_alone(world, clerk, screen):
    other = Client()
    other.force_login(world.second_clerk)
    shift_of(world.second_clerk, counter=2)
    other.post("/counter/price/", typed(addressee_name="Of Counter Two"))
    assert "Of Counter Two" not in shown(screen)


def test_state_is_answered_304_while_nothing_changes(clerk, screen):
    first = screen.get(STATE)
    with statements() as asked:
        again = screen.get(STATE, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, asked.count) == (304, b"", 2)
    clerk.post("/counter/price/", typed())
    assert screen.get(STATE, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_language_is_the_customers_own(clerk, screen):
    clerk.post("/language/", {"language": "en"})
    clerk.post(COUNTER, typed(do="pay"))
    before = shown(screen)
    screen.post("/display/language/", {"language": "hi"})
    assert 'lang="hi"' in screen.get("/display/").content.decode()
    assert shown(screen) != before
    assert "₹55.00" in shown(screen)
    screen.post("/display/language/", {"language": "xx"})
    assert 'lang="hi"' in screen.get("/display/").content.decode()
    assert 'lang="en"' in clerk.get(PAY).content.decode()


def test_a_code_pairs_one_screen(world, shift):
    code = make_display_code(shift=shift, by=world.clerk, now=NOW)
    pairing, token = pair_display(code=code, by=None, now=NOW + timedelta(minutes=2))
    assert pairing.shift == shift
    assert token not in (pairing.token_hash, pairing.code_hash)
    for again in (code, code + "x", "", token, signing.Signer(salt="bookings.display").sign("guess")):
        with pytest.raises(DisplayCodeOver):
            pair_display(code=again, by=None, now=NOW)


def test_a_code_lives_two_minutes_and_not_beyond_the_shift(world, shift):
    late = make_display_code(shift=shift, by=world.clerk, now=NOW)
    with pytest.raises(DisplayCodeOver):
        pair_display(code=late, by=None, now=NOW + timedelta(minutes=2, seconds=1))
    Shift.objects.filter(pk=shift.pk).update(ended_at=NOW + timedelta(minutes=1))
    with pytest.raises(DisplayCodeOver):
        pair_display(code=late, by=None, now=NOW + timedelta(minutes=1))
    assert not DisplayPairing.objects.exclude(paired_at=None).exists()


def test_only_the_clerk_of_the_shift_pairs(world, shift):
    with nothing_changes(), pytest.raises(NoShift):
        make_display_code(shift=shift, by=world.second_clerk, now=NOW)
    with pytest.raises(NoShift):
        unpair_displays(shift=shift, by=world.second_clerk, now=NOW)
    shift.ended_at = NOW
    with pytest.raises(NoShift):
        make_display_code(shift=shift, by=world.clerk, now=NOW)


@pytest.mark.parametrize("how", ["shift", "button"])
def test_a_screen_goes_dark_with_the_shift_or_by_the_clerk(clerk, screen, shift, how):
    clerk.post("/counter/price/", typed())
    if how == "shift":
        Shift.objects.filter(pk=shift.pk).update(ended_at=NOW + timedelta(days=9))
    else:
        clerk.post("/counter/display/unpair/")
    assert "not paired" in shown(screen)
    assert "K. Sharma" not in screen.get("/display/").content.decode()


def test_a_stranger_sees_nothing(client, world, clerk):
    clerk.post("/counter/price/", typed())
    client.cookies["apt_display"] = "guess"
    for path in (STATE, "/display/"):
        assert "not paired" in client.get(path).content.decode()
    answer = client.post("/display/pair/guess/")
    assert answer.status_code == 409
    assert "too old" in answer.content.decode()
