"""Cancelling against despatch, a double pay-out, one label at two counters, one paper counted twice, one code twice."""

from collections import Counter

import pytest

from bookings.models import Article, BasketDraft, Cancellation, NumberBlock, Sale, SpoiltNumber
from bookings.rules import Status
from bookings.rules.numbers import Spoilt, s10
from bookings.services import (
    ask_to_cancel,
    begin_payment,
    cancel_article,
    count_print,
    make_display_code,
    pair_display,
    pay_basket,
    put_in_basket,
    register_roll,
    spoil_number,
)
from offices.rules import Role
from payments.models import Journal
from payments.queries import drawer_paise, first_broken_number
from tests.bookings.labels import allow, labelled
from tests.world import NOW, at_once, book, booked, close_bag, filled_bag, give_post, item, shift_of
from tracking.models import Enclosure

from .conftest import slowly, without_constraints

LABEL = s10("EA", 10_000_007)


@pytest.fixture
def allowed(world):
    """An article that may be cancelled, with the shift that would pay."""
    give_post(world.idle, world.mysuru, Role.SUPERVISOR, number=90)
    article = booked(world)[0]
    booked(world)  # the drawer holds more than one refund
    asked = ask_to_cancel(office=world.mysuru, number=article.number, reason="x", by=world.clerk, now=NOW)
    allow(asked, world.idle)
    return article


def codes(answers):
    return sorted(getattr(answer, "code", type(answer).__name__) for answer in answers)


# --- cancel ----------------------------------------------------------------------------------------------------------


def cancel(world, number):
    return cancel_article(shift=shift_of(world.clerk), number=number, by=world.clerk, now=NOW)


def cancel_against_bagging(world, article):
    bag, shift = filled_bag(world, [article]), shift_of(world.clerk)

    def act(n):
        if n:
            return close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
        return cancel_article(shift=shift, number=article.number, by=world.clerk, now=NOW)

    with slowly("tracking_trackingevent", 200, also=("payments_journal",)):
        return at_once(2, act)


def test_article_is_paid_back_and_travels_without_the_guard(world, allowed, without_locks):
    with without_locks():
        answers = cancel_against_bagging(world, allowed)
    assert codes(answers) == ["Bag", "Cancellation"]  # paid back, and in the bag
    assert Enclosure.objects.filter(inner_number=allowed.number).exists()


def test_article_is_paid_back_or_travels(world, allowed):
    answers = cancel_against_bagging(world, allowed)
    assert codes(answers) in (["Bag", "too_late_to_cancel"], ["Cancellation", "move_refused"])
    paid = Cancellation.objects.exists()
    assert Article.objects.get(pk=allowed.pk).status == (Status.CANCELLED if paid else Status.BAGGED)
    assert Enclosure.objects.filter(inner_number=allowed.number).exists() is not paid
    assert Journal.objects.filter(purpose="refund").exists() is paid


def pay_out(world, article, times):
    shift = shift_of(world.clerk)
    with slowly("payments_journal", 60):
        return at_once(times, lambda _: cancel_article(shift=shift, number=article.number, by=world.clerk, now=NOW))


def test_double_press_pays_out_twice_without_the_guard(world, allowed, without_locks):
    promises = [
        "payments_journal_purpose_once", "payments_journal_number_once", "tracking_trackingevent_dedupe_key_key",
        "bookings_cancellation_article_id_key", "bookings_cancellation_approval_id_key",
    ]  # fmt: skip
    with without_constraints(*promises), without_locks():
        answers = pay_out(world, allowed, 2)
        assert codes(answers) == ["Cancellation", "Cancellation"]
        assert Journal.objects.filter(purpose="refund").count() == 2


def test_ten_presses_pay_out_once(world, allowed):
    shift = shift_of(world.clerk)
    before = drawer_paise(shift)
    answers = pay_out(world, allowed, 10)
    assert set(answers) == {Cancellation.objects.get()}
    assert drawer_paise(shift) == before - allowed.total_paise
    assert first_broken_number(world.mysuru) is None


# --- labels ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def roll(world):
    return register_roll(
        office=world.mysuru, first=s10("EA", 10_000_000), last=s10("EA", 10_000_099), counter=None, by=world.clerk,
        now=NOW,
    )  # fmt: skip


def spoil_while_booking(world):
    shift = shift_of(world.clerk)

    def act(n):
        if n:
            return spoil_number(office=world.mysuru, number=LABEL, reason=Spoilt.TORN, by=world.clerk, now=NOW)
        return book(shift, labelled(LABEL))

    with slowly("payments_journal", 200, also=("bookings_spoiltnumber",)):
        return at_once(2, act)


def test_label_is_booked_and_spoilt_without_the_guard(world, roll, without_locks):
    with without_locks():
        assert codes(spoil_while_booking(world)) == ["Sale", "SpoiltNumber"]


def test_label_is_booked_or_spoilt(world, roll):
    assert codes(spoil_while_booking(world)) in (["Sale", "number_used"], ["SpoiltNumber", "number_spoilt"])
    assert Article.objects.filter(number=LABEL).exists() is not SpoiltNumber.objects.exists()


def test_one_label_at_two_counters_is_used_once(world, roll):
    shifts = [shift_of(world.clerk, counter=1), shift_of(world.second_clerk, counter=2)]
    with slowly("payments_journal", 100):
        answers = at_once(2, lambda n: book(shifts[n], labelled(LABEL)))
    assert codes(answers) == ["Sale", "number_used"]
    assert Sale.objects.count() == 1


def test_a_counter_with_its_own_block_waits_for_no_other(world):
    from django.db import connection, transaction

    from apt.core.db import use_case
    from bookings.services import ARTICLE_SERIES, give_counter_block, take_serials

    give_counter_block(office=world.mysuru, series=ARTICLE_SERIES, counter=2, size=10, by=world.clerk, now=NOW)
    with transaction.atomic():
        NumberBlock.objects.select_for_update().get(
            office=world.mysuru, series=ARTICLE_SERIES, counter_number=None
        )  # counter 1 holds the office's
        take = use_case(take_serials)
        own, office = at_once(2, lambda n: take(office=world.mysuru, series=ARTICLE_SERIES, count=1, counter=(2, 1)[n]))
    assert list(own) == [9_990]
    assert office.code == "busy"  # the control: whoever needs the office's block does wait
    assert connection.is_usable()


# --- the basket ------------------------------------------------------------------------------------------------------


def basket(world, *names):
    shift = shift_of(world.clerk)
    for name in names:
        put(world, shift, name)
    return shift


def put(world, shift, name):
    return put_in_basket(
        shift=shift, item=item(sender_mobile="9000000001", addressee_name=name), kind="documents", declared=True,
        choice="", replacing="", by=world.clerk, now=NOW,
    )  # fmt: skip


def pay(world, shift, draft):
    return pay_basket(
        shift=shift, request_id=draft.request_id, version=draft.version, shown_paise=draft.total_paise,
        tendered_paise=None, by=world.clerk, now=NOW,
    )  # fmt: skip


def test_five_presses_of_one_payment_are_one_sale(world):
    shift = basket(world, "One", "Two")
    draft = begin_payment(shift=shift, by=world.clerk, now=NOW)
    with slowly("payments_entry", 100):
        answers = at_once(5, lambda _: pay(world, shift, draft))
    assert answers == [Sale.objects.get()] * 5
    assert Article.objects.count() == 2
    assert drawer_paise(shift) == draft.total_paise
    after = BasketDraft.objects.get()
    assert (after.items, after.last_sale, after.request_id != draft.request_id) == ([], answers[0], True)


def test_what_another_tab_adds_while_one_pays_is_not_lost(world):
    shift = basket(world, "One")
    draft = begin_payment(shift=shift, by=world.clerk, now=NOW)
    with slowly("payments_entry", 200):
        answers = at_once(2, lambda n: pay(world, shift, draft) if n == 0 else put(world, shift, "Late"))
    assert codes(answers) == ["BasketDraft", "Sale"] or codes(answers) == ["BasketDraft", "basket_changed"]
    left = [one["item"]["addressee"]["name"] for one in BasketDraft.objects.get().items]
    sold = list(Article.objects.values_list("parties__addressee_name", flat=True))
    assert sorted(left + sold) == ["Late", "One"]


def test_two_tabs_add_at_once_and_both_articles_are_there(world):
    shift = basket(world)
    at_once(6, lambda n: put(world, shift, f"Tab {n}"))
    names = [one["item"]["addressee"]["name"] for one in BasketDraft.objects.get().items]
    assert sorted(names) == [f"Tab {n}" for n in range(6)]


def test_a_sale_that_is_refused_leaves_its_basket(world):
    shift = basket(world, "One")
    draft = begin_payment(shift=shift, by=world.clerk, now=NOW)
    draft.total_paise += 1
    with slowly("payments_entry", 20):
        answers = at_once(3, lambda _: pay(world, shift, draft))
    assert codes(answers) == ["price_changed"] * 3
    kept = BasketDraft.objects.get()
    assert (kept.request_id, len(kept.items), kept.last_sale) == (draft.request_id, 1, None)


# --- copies, codes ---------------------------------------------------------------------------------------------------


def test_two_copies_at_once_have_two_numbers(world):
    sale = book(shift_of(world.clerk), item())
    with slowly("bookings_reprint", 100):
        answers = at_once(3, lambda _: count_print(sale=sale, by=world.clerk, now=NOW))
    assert sorted(one.copy_number for one in answers) == [1, 2, 3]


def test_a_code_scanned_by_two_phones_pairs_one(world):
    code = make_display_code(shift=shift_of(world.clerk), by=world.clerk, now=NOW)
    answers = at_once(4, lambda _: pair_display(code=code, by=None, now=NOW))
    assert Counter(codes(answers)) == {"tuple": 1, "display_code_over": 3}
