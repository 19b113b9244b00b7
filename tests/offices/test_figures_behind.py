"""Every figure opens into what it counts: the list is as long as the figure, masked, and ends at one's reach."""

from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from apt.core.clock import clock_at
from apt.wiring import DETAILS, FIGURES
from deliveries.rules import Position
from offices.models import User
from offices.queries import Wanted, page_behind_figure
from offices.queries import behind as behind_module
from offices.rules import Measure, Role, Split
from offices.services import roll_up
from payments.models import OfficeDay
from tests.world import NOW, TODAY, arrived, attempt, book, give_post, item, out, shift_of, statements

FAR = Position(Decimal("12.30000"), Decimal("76.65000"), 10)


@pytest.fixture
def counted(world):
    """A day of two offices with something of everything."""
    articles = arrived(world, 4, now=NOW - timedelta(days=4))
    out(world, articles[:3])
    for one in articles[:2]:
        attempt(world.postman, one)
    attempt(world.postman, articles[2], remark="door_locked", position=FAR)
    book(shift_of(world.clerk), *[item() for _ in range(5)])
    book(shift_of(world.supervisor), item(), now=NOW + timedelta(hours=2))
    OfficeDay.objects.create(
        office=world.mysuru, business_date=TODAY - timedelta(days=1), begun_by=world.clerk, begun_at=NOW
    )
    roll_up(sources=FIGURES, now=NOW + timedelta(hours=2))
    return world


def everything_behind(office, wanted):
    rows, after = [], ("", 0)
    for _page in range(20):
        page = page_behind_figure(office, Wanted(**{**vars(wanted), "after": after}), details=DETAILS)
        rows += page.rows
        if page.next is None:
            return rows, page
        after = page.next
    raise AssertionError("no end")


@pytest.mark.parametrize(
    ("many", "figure"),
    [
        (10, (Measure.BOOKED,)), (10, (Measure.CHARGED,)), (10, (Measure.IN_CASH,)),
        (9, (Measure.BOOKED, Split.HOUR, "11")), (10, (Measure.BOOKED, Split.PRODUCT, "SP_DOC")),
        (10, (Measure.CHARGED, Split.MODE, "cash")),
        (2, (Measure.DELIVERED,)), (2, (Measure.DELIVERED, Split.HOUR, "11")),
        (2, (Measure.LATE, Split.ORIGIN, "00000002")), (0, (Measure.ON_TIME,)), (2, (Measure.LATE,)),
        (1, (Measure.FAILED,)), (1, (Measure.SUSPICIOUS,)), (1, (Measure.DAY_OPEN,)),
    ],
)  # fmt: skip
def test_the_list_is_as_long_as_the_figure(counted, monkeypatch, many, figure):
    monkeypatch.setattr(behind_module, "PAGE", 2)
    measure, *split = figure
    day = TODAY - timedelta(days=1) if measure == Measure.DAY_OPEN else TODAY
    rows, page = everything_behind(counted.circle, Wanted(measure, day, *split))
    assert len(rows) == page.total == many
    assert len({(office.pk, row.number) for office, row in rows}) == many, "each once"
    if measure in (Measure.BOOKED, Measure.CHARGED, Measure.IN_CASH):
        assert page.paise == sum(row.paise for _office, row in rows)


def test_a_page_of_three_costs_what_one_of_one_costs(counted):
    def cost(measure):
        with statements() as asked:
            page = page_behind_figure(counted.directorate, Wanted(measure, TODAY), details=DETAILS)
        return len(page.rows), asked.count

    assert cost(Measure.FAILED) == (1, 4)
    assert cost(Measure.BOOKED) == (10, 4)


def reader(world, office, client):
    user = User.objects.create_user("10000095", name="Reader")
    give_post(user, office, Role.AUDITOR, number=95)
    client.force_login(user)


def test_names_are_masked_and_every_link_of_the_board_opens(counted, client):
    reader(counted, counted.directorate, client)
    with clock_at(NOW + timedelta(hours=2)):
        text = client.get(f"/staff/figures/{counted.circle.code}/").content.decode()
        links = {part.split('"')[0].replace("&amp;", "&") for part in text.split('href="')[1:]}
        ours = {urlsplit(link) for link in links if link.startswith("/staff/figures/") and ".pdf" not in link}
        # One of each kind: what it leads to, and which questions it asks.
        kinds = {(link.path.rpartition("/")[0][-20:], *sorted(parse_qs(link.query))): link for link in ours}
        assert len([link for link in kinds.values() if "/behind/" in link.path]) > 8
        for link in kinds.values():
            assert client.get(link.geturl()).status_code == 200, link
        listed = client.get(f"/staff/figures/{counted.circle.code}/behind/booked/").content.decode()
    assert "K••• S•••" in listed
    assert "Sharma" not in listed
    assert "Gandhi Bazaar" not in listed


def test_a_share_of_a_table_opens_into_both_its_parts(counted, client):
    reader(counted, counted.directorate, client)
    circle = f"/staff/figures/{counted.circle.code}/behind"
    with clock_at(NOW + timedelta(hours=2)):
        board = client.get("/staff/figures/").content.decode()
        cash = client.get(f"{circle}/in_cash/?on={TODAY}").content.decode()
    opened = ((Measure.LATE, TODAY), (Measure.IN_CASH, TODAY), (Measure.DAY_OPEN, TODAY - timedelta(days=1)))
    for measure, day in opened:
        assert f'href="{circle}/{measure}/?on={day}"' in board
    assert f'href="{circle}/charged/?on={TODAY}">Charged</a>: 10' in cash, "the whole of which it is a part"


def test_the_board_reads_roll_ups_and_never_the_tables_of_articles(counted, client):
    reader(counted, counted.directorate, client)
    with clock_at(NOW), statements() as asked:
        client.get("/staff/figures/")
    assert any("offices_dayfigures" in sql for sql in asked.sql)
    big = ("bookings_", "deliveries_", "tracking_", "transit_", "payments_journal", "payments_entry")
    assert not [sql for sql in asked.sql if any(f'"{name}' in sql or f" {name}" in sql for name in big)]


def test_nothing_outside_ones_reach_is_listed_or_counted(counted, client):
    """A division's reader is told of no other office, by no address."""
    reader(counted, counted.division, client)
    with clock_at(NOW):
        for tail in ("", "map.svg", "behind/booked/", "below.csv"):
            assert client.get(f"/staff/figures/{counted.circle.code}/{tail}").status_code == 404
            assert client.get(f"/staff/figures/{counted.division.code}/{tail}").status_code == 200
        assert client.get(f"/staff/figures/{counted.division.code}/behind/nonsense/").status_code == 404
        page = client.get("/staff/figures/").content.decode()
        assert f"/staff/figures/{counted.circle.code}/" not in page, "what lies above is named only to whom it may read"


def test_the_page_says_how_old_its_figures_are_and_where_none_are(world, client):
    reader(world, world.directorate, client)
    with clock_at(NOW):
        assert "Nothing is counted yet" in client.get("/staff/figures/").content.decode()
        book(shift_of(world.clerk), item())
        roll_up(sources=FIGURES, now=NOW - timedelta(minutes=3))
        text = client.get("/staff/figures/").content.decode()
        assert "3 minutes ago" in text
        assert client.get("/staff/figures/?on=2026-11-19").status_code == 200
        assert "20 Nov 2026" in client.get("/staff/figures/?on=2030-01-01").content.decode(), "no day ahead"
        assert client.get(f"/staff/figures/?on={date.max}&by=x&sort=-x&q=%27&numbers=short").status_code == 200
