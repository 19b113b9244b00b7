"""Two presses, two clerks, two counters of one office at the same moment."""

import uuid
from collections import Counter

import pytest
from django.db import connection

from apt.core.db import use_case
from bookings.errors import NoNumbersLeft
from bookings.models import Article, NumberBlock, Sale
from bookings.services import ARTICLE_SERIES, book_articles
from payments.models import Chain, Entry, Journal, Shift
from payments.queries import drawer_paise, first_broken_number
from payments.services import begin_shift
from tests.world import NOW, at_once, item, price_of, shift_of
from tracking.models import TrackingEvent
from transit.models import Bag
from transit.services import begin_bag

from .conftest import slowly, without_constraints

PRESSES = 20


def press(shift, request_id, times=PRESSES):
    shown = price_of(shift, [item()])

    def once(_):
        return book_articles(
            shift=shift, items=[item()], shown_paise=shown, request_id=request_id, by=shift.clerk, now=NOW
        )

    return at_once(times, once)


def test_double_press_books_twice_without_the_guard(world):
    shift = shift_of(world.clerk)
    unique = [_constraint("bookings_sale", "request_id"), "payments_journal_purpose_once"]
    with without_constraints(*unique), slowly("payments_entry"):
        press(shift, uuid.uuid4(), times=4)
        assert Sale.objects.count() > 1


def test_double_press_books_once(world):
    shift, request_id = shift_of(world.clerk), uuid.uuid4()
    with slowly("payments_entry"):
        answers = press(shift, request_id)
    sale = Sale.objects.get()
    assert answers == [sale] * PRESSES
    assert (Article.objects.count(), Journal.objects.count(), TrackingEvent.objects.count()) == (1, 1, 1)
    assert NumberBlock.objects.get(office=world.mysuru, series=ARTICLE_SERIES).next_serial == 1
    assert drawer_paise(shift) == sale.total_paise
    assert first_broken_number(world.mysuru) is None


def _constraint(table, column):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return next(name for name, what in found.items() if what["columns"] == [column] and what["unique"])


def test_last_number_goes_to_both_clerks_without_the_guard(world):
    """What read-then-write does: both read the same number before either has written."""
    NumberBlock.objects.filter(office=world.mysuru, series=ARTICLE_SERIES).update(next_serial=9_999)
    import threading

    both_have_read = threading.Barrier(2)

    @use_case
    def naive(_):
        block = NumberBlock.objects.get(office=world.mysuru, series=ARTICLE_SERIES)
        both_have_read.wait(10)
        NumberBlock.objects.filter(pk=block.pk).update(next_serial=block.next_serial + 1)
        return block.next_serial

    assert at_once(2, naive) == [9_999, 9_999]


@pytest.mark.parametrize("second_block", [False, True])
def test_last_number_goes_to_one_of_two_clerks(world, second_block):
    NumberBlock.objects.filter(office=world.mysuru, series=ARTICLE_SERIES).update(next_serial=9_999)
    if second_block:
        NumberBlock.objects.create(
            office=world.mysuru, series=ARTICLE_SERIES, first_serial=70_000, next_serial=70_000, last_serial=70_009
        )
    shifts = [shift_of(world.clerk, counter=1), shift_of(world.second_clerk, counter=2)]
    with slowly("payments_entry"):
        answers = at_once(2, lambda n: press_once(shifts[n]))
    refused = [answer for answer in answers if isinstance(answer, NoNumbersLeft)]
    serials = sorted(int(number[2:10]) for number in Article.objects.values_list("number", flat=True))
    assert (len(refused), serials) == ((0, [9_999, 70_000]) if second_block else (1, [9_999]))


def press_once(shift):
    return book_articles(
        shift=shift, items=[item()], shown_paise=5500, request_id=uuid.uuid4(), by=shift.clerk, now=NOW
    )


def test_counters_of_one_office_break_the_chain_without_the_guard(world, without_locks):
    shifts = [shift_of(world.clerk, counter=1), shift_of(world.second_clerk, counter=2)]
    press_once(shifts[0])
    with without_constraints("payments_journal_number_once", "bookings_sale_receipt_number_key"), without_locks():
        Chain.objects.update(last_number=0, head="0" * 64)

        @use_case
        def post(n):
            from payments.rules import Account, Line, Purpose
            from payments.services import post_journal

            lines = [Line(Account.CASH, 100), Line(Account.POSTAGE, -100)]
            return post_journal(
                office=world.mysuru, purpose=Purpose.SALE, ref=str(n), lines=lines, shift=shifts[n % 2],
                by=shifts[n % 2].clerk, now=NOW,
            )  # fmt: skip

        with slowly("payments_journal"):
            at_once(2, post)
        numbers = Counter(Journal.objects.exclude(ref__regex="^[0-9a-f]{32}$").values_list("number", flat=True))
        assert max(numbers.values()) == 2


def test_counters_of_one_office_keep_the_chain_gapless(world):
    shifts = [shift_of(world.clerk, counter=1), shift_of(world.second_clerk, counter=2)]
    with slowly("payments_entry", 5):
        answers = at_once(16, lambda n: press_once(shifts[n % 2]))
    assert [answer for answer in answers if not isinstance(answer, Sale)] == []
    assert list(Journal.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 17))
    assert first_broken_number(world.mysuru) is None
    assert sum(Entry.objects.values_list("paise", flat=True)) == 0
    assert [drawer_paise(shift) for shift in shifts] == [8 * 5500, 8 * 5500]


def test_first_two_sales_of_an_office_both_get_into_the_chain(world):
    """The chain itself is made by whoever comes first."""
    shifts = [shift_of(world.clerk, counter=1), shift_of(world.second_clerk, counter=2)]
    with slowly("payments_chain"):
        answers = at_once(2, lambda n: press_once(shifts[n]))
    assert all(isinstance(answer, Sale) for answer in answers)
    assert first_broken_number(world.mysuru) is None


def test_two_clerks_at_one_counter_get_one_shift(world):
    clerks = [world.clerk, world.second_clerk]
    with slowly("payments_shift"):
        answers = at_once(2, lambda n: begin_shift(office=world.mysuru, counter_number=1, by=clerks[n], now=NOW))
    assert sorted(getattr(answer, "code", "shift") for answer in answers) == ["counter_taken", "shift"]
    assert Shift.objects.count() == 1


def test_one_clerk_twice_gets_one_shift_and_the_right_sentence(world):
    with slowly("payments_shift"):
        answers = at_once(2, lambda n: begin_shift(office=world.mysuru, counter_number=n + 1, by=world.clerk, now=NOW))
    assert sorted(getattr(answer, "code", "shift") for answer in answers) == ["shift", "shift_open"]
    assert Shift.objects.count() == 1


def test_two_clerks_begin_the_same_bag(world):
    with slowly("transit_bag"):
        answers = at_once(
            4, lambda _: begin_bag(office=world.mysuru, destination=world.mysuru_hub, by=world.mails, now=NOW)
        )
    assert answers == [Bag.objects.get()] * 4
