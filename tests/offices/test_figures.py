"""Roll-ups: counted at the offices, summed up the tree, compared with yesterday and a week ago."""

from datetime import timedelta

import pytest

from apt.core.clock import ist_date, now
from apt.wiring import FIGURES
from bookings.models import Sale
from offices.models import Figure, User
from offices.queries import figures_of
from offices.rules import Measure, Role
from offices.services import roll_up
from tests.world import NOW, TODAY, arrived, attempt, book, give_post, item, out, shift_of, statements


def value(office, measure, on=TODAY):
    return Figure.objects.get(office=office, measure=measure, day=on).value


def test_every_office_above_has_the_sum_of_what_lies_below(world):
    articles = arrived(world, 3)
    out(world, articles[:2])
    attempt(world.postman, articles[0])
    attempt(world.postman, articles[1], delivered=False, remark="door_locked", received_by="")
    roll_up(day=TODAY, providers=FIGURES, now=NOW)
    for office in (world.bengaluru, world.division, world.circle, world.directorate):
        assert value(office, Measure.BOOKED) == 3
        assert value(office, Measure.CHARGED) == sum(Sale.objects.values_list("total_paise", flat=True))
    assert value(world.bengaluru, Measure.DELIVERED) == value(world.bengaluru, Measure.BROUGHT_BACK) == 1
    assert not Figure.objects.filter(office=world.mysuru).exists()


def test_counting_again_replaces_and_adds_nothing(world):
    book(shift_of(world.clerk), item())
    roll_up(day=TODAY, providers=FIGURES, now=NOW)
    rows = Figure.objects.count()
    book(shift_of(world.clerk), item())
    later = NOW + timedelta(minutes=5)
    roll_up(day=TODAY, providers=FIGURES, now=later)
    assert (value(world.mysuru, Measure.BOOKED), Figure.objects.count()) == (2, rows)
    assert figures_of(world.mysuru, on=TODAY).made_at == later


def test_the_board_compares_days_in_two_queries(world):
    for days, count in ((0, 3), (1, 2), (7, 1)):
        Figure.objects.create(
            office=world.mysuru, day=TODAY - timedelta(days=days), measure=Measure.BOOKED, value=count, made_at=NOW
        )
    with statements() as asked:
        board = figures_of(world.mysuru.reports_to, on=TODAY)
    assert asked.count == 2
    [line] = board.below
    booked = line.figures[0]
    assert (line.office, booked.today, booked.yesterday, booked.week_ago) == (world.mysuru, 3, 2, 1)


@pytest.mark.parametrize("counted", [False, True])
def test_the_page_says_how_old_its_figures_are(world, client, counted):
    reader = User.objects.create_user("10000095", name="Reader")
    give_post(reader, world.directorate, Role.AUDITOR, number=95)
    if counted:
        today = ist_date(now())
        Figure.objects.create(
            office=world.directorate, day=today, measure=Measure.BOOKED, value=1_23_456, made_at=now()
        )
        Figure.objects.create(office=world.circle, day=today, measure=Measure.BOOKED, value=1_23_456, made_at=now())
    client.force_login(reader)
    text = client.get("/staff/figures/").content.decode()
    assert ("1,23,456" in text) is counted
    assert ("Nothing is counted for today yet" in text) is not counted
    assert (f"/staff/figures/{world.circle.code}/" in text) is counted
