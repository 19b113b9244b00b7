"""What is in hand at a counter holds names and addresses: it goes when the shift is over."""

from datetime import timedelta

import pytest
from django.conf import settings

from bookings.errors import BasketGone
from bookings.models import BasketDraft, Sale
from bookings.services import forget_baskets, open_basket, pay_basket, put_in_basket
from payments.models import Shift
from tests.world import NOW, TODAY, book, item, nothing_changes, shift_of, statements

AFTER = settings.BASKETS_KEPT["after_the_shift"]
OPEN = settings.BASKETS_KEPT["in_an_open_shift"]


def filled(shift):
    return put_in_basket(
        shift=shift, item=item(sender_mobile="9845000099"), kind="documents", declared=True, choice="", replacing="",
        by=shift.clerk, now=NOW,
    )  # fmt: skip


@pytest.fixture
def shift(world):
    return shift_of(world.clerk)


def test_a_basket_goes_when_its_shift_is_over(world, shift):
    sale = book(shift, item())
    filled(shift)
    other = filled(shift_of(world.second_clerk, counter=2))
    Shift.objects.filter(pk=shift.pk).update(ended_at=NOW)
    with nothing_changes():
        assert forget_baskets(now=NOW + AFTER) == 0, "money that comes late still finds it"
    assert forget_baskets(now=NOW + AFTER + timedelta(seconds=1)) == 1
    assert list(BasketDraft.objects.all()) == [other]
    assert Sale.objects.filter(pk=sale.pk).exists()
    with nothing_changes():
        assert forget_baskets(now=NOW + AFTER + timedelta(seconds=1)) == 0


def test_a_basket_in_a_shift_that_nobody_ended_goes_too(world, shift):
    draft = filled(shift)
    Shift.objects.filter(pk=shift.pk).update(business_date=TODAY)
    with nothing_changes():
        assert forget_baskets(now=NOW + OPEN) == 0
    assert forget_baskets(now=NOW + OPEN + timedelta(days=1)) == 1
    with nothing_changes(), pytest.raises(BasketGone) as refused:
        pay_basket(
            shift=shift, request_id=draft.request_id, version=draft.version, shown_paise=draft.total_paise,
            tendered_paise=None, by=shift.clerk, now=NOW,
        )  # fmt: skip
    assert refused.value.money_moved == "no"
    fresh = open_basket(shift=shift, by=shift.clerk, now=NOW)
    assert (fresh.items, fresh.typed) == ([], {})


def test_forgetting_costs_the_same_statements_for_one_and_for_three(world, shift):
    counted = []
    for clerks in ([world.clerk], [world.second_clerk, world.mails, world.hassan_clerk]):
        shifts = [shift] if clerks == [world.clerk] else [
            shift_of(clerk, counter=number) for number, clerk in enumerate(clerks, start=5)
        ]  # fmt: skip
        for one in shifts:
            filled(one)
        Shift.objects.filter(pk__in=[one.pk for one in shifts]).update(ended_at=NOW)
        with statements() as used:
            assert forget_baskets(now=NOW + timedelta(days=1)) == len(shifts)
        counted.append(used.count)
    assert counted[0] == counted[1] < 6
