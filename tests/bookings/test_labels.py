"""Rolls of printed labels, and old labels with a wrong check digit."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from bookings.errors import (
    BadArticleNumber,
    BadRange,
    LabelIsRight,
    LabelNeedsSupervisor,
    LabelOfAnotherKind,
    NumberNotIssued,
    NumberUsed,
    RangeTaken,
)
from bookings.models import NumberBlock
from bookings.rules.numbers import (
    s10,
)
from bookings.services import (
    ARTICLE_SERIES,
    ask_for_legacy_label,
    register_roll,
)
from offices.rules import Role
from tests.bookings.labels import a_roll, allow, label, labelled
from tests.bookings.typing import COUNTER, typed
from tests.world import (
    NOW,
    book,
    give_post,
    item,
    nothing_changes,
    shift_of,
)


@pytest.fixture
def shift(world):
    return shift_of(world.clerk)


@pytest.fixture
def supervisor(world):
    give_post(world.idle, world.mysuru, Role.SUPERVISOR, number=90)
    return world.idle


@pytest.fixture
def roll(world):
    return a_roll(world)


# --- rolls of labels --------------------------------------------------------------------------------------------------


def test_a_label_of_the_roll_is_booked_under_its_own_number(world, shift, roll):
    sale = book(shift, labelled(label(10_000_007)))
    assert sale.articles.get().number == label(10_000_007)
    roll.refresh_from_db()
    assert roll.next_serial == roll.first_serial
    drawn = NumberBlock.objects.get(office=world.mysuru, series=ARTICLE_SERIES, printed=False)
    assert drawn.next_serial == drawn.first_serial  # nothing was drawn


@pytest.mark.parametrize(
    ("number", "refusal"),
    [
        (label(9_999_999), NumberNotIssued),  # before the roll
        (label(10_000_100), NumberNotIssued),  # behind it
        (s10("EK", 5), NumberNotIssued),  # of a block that is drawn from
        (s10("EB", 10_000_005), NumberNotIssued),
        (s10("CA", 10_000_005), LabelOfAnotherKind),
        ("EA1000000", BadArticleNumber),
    ],
)
def test_a_strange_label_is_refused(shift, roll, number, refusal):
    with nothing_changes(), pytest.raises(refusal) as refused:
        book(shift, item(), labelled(number))
    assert (refused.value.field, refused.value.money_moved) == ("number", "no")


def test_a_roll_of_another_office_or_counter_is_refused(world, roll):
    register_roll(
        office=world.mysuru, first=label(20_000_000), last=label(20_000_009), counter=7, by=world.clerk, now=NOW
    )
    strangers = {shift_of(world.hassan_clerk): 10_000_007, shift_of(world.clerk): 20_000_001}
    for stranger, serial in strangers.items():
        with nothing_changes(), pytest.raises(NumberNotIssued):
            book(stranger, labelled(label(serial)))
    assert book(shift_of(world.second_clerk, counter=7), labelled(label(20_000_001))).articles.count() == 1


def test_a_label_is_used_once(world, shift, roll):
    book(shift, labelled(label(10_000_007)))
    with nothing_changes(), pytest.raises(NumberUsed):
        book(shift, labelled(label(10_000_007)))
    with nothing_changes(), pytest.raises(NumberUsed):
        book(shift, labelled(label(10_000_008)), labelled(label(10_000_008)))


def test_a_roll_is_issued_once_in_the_country(world, roll):
    for first, last in ((10_000_099, 10_000_200), (9_999_990, 10_000_000), (10_000_010, 10_000_020)):
        with nothing_changes(), pytest.raises(RangeTaken):
            register_roll(
                office=world.hassan, first=label(first), last=label(last), counter=None, by=world.clerk, now=NOW
            )


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (label(9), label(8)), (label(9), s10("EB", 10)), (s10("LA", 1), s10("LA", 2)), (label(1), label(100_001)),
    ],
)  # fmt: skip
def test_what_is_no_roll_is_refused(world, first, last):
    with nothing_changes(), pytest.raises(BadRange):
        register_roll(office=world.mysuru, first=first, last=last, counter=None, by=world.clerk, now=NOW)


def test_the_database_keeps_labels_from_being_drawn(roll):
    with pytest.raises(IntegrityError, match="bookings_labels_not_drawn"):
        NumberBlock.objects.filter(pk=roll.pk).update(next_serial=roll.first_serial + 1)


# --- old labels -------------------------------------------------------------------------------------------------------


LEGACY = "RK169063347IN"


@pytest.fixture
def old_roll(world):
    return register_roll(
        office=world.mysuru, first="RK169063007IN", last="RK169063997IN", counter=None, by=world.clerk, now=NOW
    )


def ask(shift, number=LEGACY):
    return ask_for_legacy_label(
        shift=shift, number=number, product="SP_DOC", reason="Old roll", by=shift.clerk, now=NOW
    )


def test_an_old_label_needs_a_supervisor_and_is_good_for_a_day(world, shift, old_roll, supervisor):
    with nothing_changes(), pytest.raises(LabelNeedsSupervisor):
        book(shift, labelled(LEGACY))
    asked = ask(shift)
    assert ask(shift) == asked
    with nothing_changes(), pytest.raises(LabelNeedsSupervisor):
        book(shift, labelled(LEGACY))
    allow(asked, supervisor)
    with nothing_changes(), pytest.raises(LabelNeedsSupervisor):  # that one number, not its neighbour
        book(shift, labelled("RK169063356IN"))
    with nothing_changes(), pytest.raises(LabelNeedsSupervisor):  # and not tomorrow
        book(shift, labelled(LEGACY), now=NOW + timedelta(days=1, seconds=1))
    assert book(shift, labelled(LEGACY)).articles.get().number == LEGACY


def test_an_old_label_that_was_refused_stays_refused(world, shift, old_roll, supervisor):
    allow(ask(shift), supervisor, approve=False)
    with nothing_changes(), pytest.raises(LabelNeedsSupervisor):
        book(shift, labelled(LEGACY))


def test_what_needs_no_permission_or_gets_none(world, shift, old_roll, supervisor):
    with nothing_changes(), pytest.raises(LabelIsRight):
        ask(shift, s10("RK", 16906330))
    with nothing_changes(), pytest.raises(NumberNotIssued):
        ask(shift, "RK269063347IN")


def test_a_serial_is_used_once_whatever_its_check_digit(world, shift, old_roll, supervisor):
    approval = ask(shift)
    book(shift, labelled(s10("RK", 16906334)))
    with nothing_changes(), pytest.raises(NumberUsed):
        allow(approval, supervisor)
    with nothing_changes(), pytest.raises(NumberUsed):
        book(shift, labelled(LEGACY))


def test_counter_offers_to_ask_the_supervisor(client, world, shift, old_roll):
    client.force_login(world.clerk)
    page = client.post(COUNTER, typed(number=LEGACY))
    assert page.status_code == 409
    assert "Ask the supervisor to allow it" in page.content.decode()
    client.post("/counter/label/", {"number": LEGACY, "product": "SP_DOC"})
    assert "has allowed it, add the article again" in client.get(COUNTER).content.decode()


def test_asking_for_a_label_survives_nonsense(client, world, shift):
    client.force_login(world.clerk)
    for form in ({}, {"number": LEGACY}, {"number": LEGACY, "product": "LETTER"}, {"number": "x", "product": "SP_DOC"}):
        with nothing_changes():
            assert client.post("/counter/label/", form)["Location"] == COUNTER
