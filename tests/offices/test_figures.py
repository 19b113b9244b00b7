"""Roll-ups: what changed is counted anew at the office and summed up the tree; whatever way it came, the same."""

import random
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from apt.core.clock import IST
from apt.wiring import FIGURES
from bookings.models import Sale
from bookings.queries import PROMISED_SQL
from bookings.rules.promise import promised_on
from deliveries.models import SheetItem
from offices.models import DayFigures, FiguresDue, FiguresMark
from offices.queries import figures_of
from offices.rules import Counts, Measure, Split
from offices.services import count_due, note_changed, roll_up
from offices.services.figures import SETTLED
from payments.models import OfficeDay
from tests.world import NOW, TODAY, arrived, attempt, book, booked, item, out, shift_of, statements

MINUTES = timedelta(minutes=5)
YESTERDAY = TODAY - timedelta(days=1)


def counts(office, on=TODAY, *, whole=True):
    found = DayFigures.objects.filter(office=office, day=on).order_by("-whole" if whole else "whole").first()
    return Counts(found.counts) if found else Counts()


def stored():
    return {
        (one.office_id, one.day, one.whole): (one.counts, one.needs) for one in DayFigures.objects.all() if one.counts
    }


def test_every_office_above_has_the_sum_of_what_lies_below(world):
    articles = arrived(world, 3)
    out(world, articles[:2])
    attempt(world.postman, articles[0])
    attempt(world.postman, articles[1], delivered=False, remark="door_locked", received_by="")
    book(shift_of(world.clerk), item())
    roll_up(sources=FIGURES, now=NOW)
    charged = dict(Sale.objects.values_list("office__name", "total_paise"))
    for office in (world.division, world.circle, world.directorate):
        assert counts(office)[Measure.BOOKED] == 4
        assert counts(office)[Measure.CHARGED] == counts(office)[Measure.IN_CASH] == sum(charged.values())
        assert counts(office).by(Measure.BOOKED, Split.HOUR) == {"11": 4}
        assert counts(office).by(Measure.BOOKED, Split.MODE) == {"cash": 4}
        assert counts(office).by(Measure.CHARGED, Split.PRODUCT) == {"SP_DOC": sum(charged.values())}
    assert counts(world.bengaluru)[Measure.BOOKED] == 3
    assert counts(world.mysuru)[Measure.CHARGED] == charged["Mysuru HO"]
    done = counts(world.bengaluru)
    assert (done[Measure.DELIVERED], done[Measure.FAILED], done[Measure.ON_TIME], done[Measure.LATE]) == (1, 1, 1, 0)
    assert done.by(Measure.ON_TIME, Split.ORIGIN) == {world.circle.code: 1}
    assert not DayFigures.objects.filter(office=world.hassan).exists()


def test_only_what_changed_is_counted_again_and_a_repeat_changes_nothing(world):
    booked(world), arrived(world)
    assert roll_up(sources=FIGURES, now=NOW) == 2
    before = stored()
    soon = NOW + SETTLED / 2
    assert roll_up(sources=FIGURES, now=soon) == 2, "what was at work when the mark was taken may lie before it"
    assert stored() == before
    later = NOW + 2 * SETTLED
    assert roll_up(sources=FIGURES, now=later) == 0
    booked(world, 2)
    assert roll_up(sources=FIGURES, now=later + 2 * SETTLED) == 1
    assert counts(world.mysuru)[Measure.BOOKED] == 3
    assert counts(world.circle)[Measure.BOOKED] == 4
    assert FiguresMark.objects.count() <= 2 * len(FIGURES)


def test_a_late_entry_corrects_the_day_it_belongs_to(world):
    """A phone that was without signal tells of yesterday's door today."""
    yesterday = NOW - timedelta(days=1)
    articles = arrived(world, 2, now=yesterday)
    out(world, articles, now=yesterday)
    attempt(world.postman, articles[0], now=yesterday)
    roll_up(sources=FIGURES, now=yesterday)
    assert counts(world.circle, YESTERDAY)[Measure.DELIVERED] == 1
    attempt(world.postman, articles[1], now=NOW, happened_at=yesterday + MINUTES)
    roll_up(sources=FIGURES, now=NOW)
    assert counts(world.circle, YESTERDAY)[Measure.DELIVERED] == 2
    assert counts(world.circle, YESTERDAY).upto(Measure.DELIVERED, 11) == 0
    assert counts(world.circle)[Measure.DELIVERED] == 0


def test_an_attempt_that_never_was_leaves_the_figures(world):
    [article] = arrived(world)
    out(world, [article])
    attempt(world.postman, article)
    roll_up(sources=FIGURES, now=NOW)
    assert counts(world.circle)[Measure.DELIVERED] == 1
    SheetItem.objects.update(reopened_at=NOW + MINUTES)
    roll_up(sources=FIGURES, now=NOW + 2 * MINUTES)
    assert counts(world.circle)[Measure.DELIVERED] == 0


def test_a_day_that_nobody_ended_is_needed_until_somebody_ends_it(world):
    day = OfficeDay.objects.create(office=world.mysuru, business_date=TODAY, begun_by=world.clerk, begun_at=NOW)
    roll_up(sources=FIGURES, now=NOW)
    assert counts(world.circle)[Measure.DAY_OPEN] == 0, "it is not over yet"
    tomorrow = NOW + timedelta(days=1)
    assert roll_up(sources=FIGURES, now=tomorrow) == 1
    assert roll_up(sources=FIGURES, now=tomorrow + MINUTES) == 0
    assert counts(world.circle)[Measure.DAY_OPEN] == 1
    [need] = figures_of(world.division, on=TODAY + timedelta(days=1), now=tomorrow).needs
    assert (need.office, need.day, need.day_open) == (world.mysuru, TODAY, True)
    OfficeDay.objects.filter(pk=day.pk).update(ended_at=tomorrow, ended_by=world.clerk, root="0" * 64)
    roll_up(sources=FIGURES, now=tomorrow + 2 * MINUTES)
    assert counts(world.circle)[Measure.DAY_OPEN] == 0
    assert not DayFigures.objects.filter(needs__gt=0).exists()


@pytest.mark.parametrize("seed", [1, 2])
def test_little_by_little_is_the_same_as_all_at_once(world, seed):
    """Rounds broken off and taken up again between bookings, deliveries and failures of two days."""
    dice, held = random.Random(seed), []
    for turn in range(12):
        moment = NOW - timedelta(days=1) + timedelta(hours=2 * turn)
        act = dice.choice(("book", "arrive", "attempt"))
        if act == "book":
            book(shift_of(world.clerk), *[item() for _ in range(dice.randint(1, 2))], now=moment)
        elif act == "arrive" or not held:
            held += arrived(world, 1, now=moment)
        else:
            article = held.pop()
            out(world, [article], now=moment)
            attempt(world.postman, article, now=moment, **dice.choice(({}, {"remark": "door_locked"})))
        note_changed(sources=FIGURES, now=moment)
        if dice.random() < 0.7:
            count_due(sources=FIGURES, now=moment, at_once=1)
    roll_up(sources=FIGURES, now=NOW + timedelta(days=1))
    little_by_little = stored()
    DayFigures.objects.all().delete()
    roll_up(sources=FIGURES, now=NOW + timedelta(days=1), anew=True)
    assert stored() == little_by_little
    assert len(little_by_little) > 4
    assert not FiguresDue.objects.exists()


def test_three_offices_cost_what_one_costs(world):
    def cost():
        with statements() as asked:
            roll_up(sources=FIGURES, now=NOW)
        return asked.count

    book(shift_of(world.clerk), item())
    one = cost()
    book(shift_of(world.clerk), item(), item())
    book(shift_of(world.hassan_clerk), item())
    arrived(world)
    assert cost() == one


def test_the_board_asks_as_much_for_one_office_as_for_three(world):
    book(shift_of(world.clerk), item())
    roll_up(sources=FIGURES, now=NOW)
    with statements() as one:
        figures_of(world.circle, on=TODAY, now=NOW)
    book(shift_of(world.hassan_clerk), item())
    arrived(world)
    roll_up(sources=FIGURES, now=NOW)
    with statements() as three:
        board = figures_of(world.division, on=TODAY, now=NOW)
    assert one.count == three.count <= 7
    assert {line.office: line.today[Measure.BOOKED] for line in board.below if line.today.values} == {
        world.mysuru: 1, world.hassan: 1, world.bengaluru: 1,
    }  # fmt: skip
    assert (board.hour, board.whole.today.upto(Measure.BOOKED, 12), board.counted_at) == (11, 3, NOW)


ARTICLE = st.tuples(
    st.integers(0, 365 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=IST) + timedelta(minutes=minutes)),
    st.sampled_from(["SP_DOC", "SP24", "SP48_PARCEL", "IPP_RETAIL"]),
    st.one_of(st.none(), st.integers(0, 30_000).map(lambda tenths: tenths / 10)),
    st.sampled_from(["", "LOCAL", "WS", "ZM", "OS"]),
    st.booleans(),
)


@pytest.mark.django_db
@settings(max_examples=5, deadline=None)
@given(st.lists(ARTICLE, min_size=30, max_size=60))
def test_the_promised_day_in_sql_is_that_of_the_rule(articles):
    told = ", ".join(["(%s::timestamptz, %s, %s::numeric, %s, %s)"] * len(articles))
    sql = f"""
        SELECT {PROMISED_SQL} FROM (VALUES {told}) row (booked_at, product, distance_km, zone, kind)
        CROSS JOIN LATERAL (SELECT row.booked_at) sale
        CROSS JOIN LATERAL (SELECT row.product, row.distance_km, row.zone) article
        CROSS JOIN LATERAL (SELECT row.kind) destination
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [part for *given, branch in articles for part in (*given, "BO" if branch else "HO")])
        found = [day for (day,) in cursor.fetchall()]
    assert found == [
        promised_on(booked_at=at, product=product, km=km, zone=zone, to_branch=branch)
        for at, product, km, zone, branch in articles
    ]


def test_an_operator_has_all_of_it_counted_anew(world, capsys):
    booked(world), arrived(world)
    call_command("roll_up")
    before = stored()
    DayFigures.objects.update(counts={})
    call_command("roll_up", anew=True)
    assert stored() == before
    assert "2 offices and days" in capsys.readouterr().out
