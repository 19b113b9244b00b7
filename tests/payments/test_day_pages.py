"""The pages of the day, as people use them without JavaScript."""

import csv
import io
from datetime import timedelta

import pypdfium2
import pytest
from django.test import Client

from apt.core.clock import ist_date, now
from offices.rules import Role
from payments.models import CashMove, OfficeDay, Shift
from payments.queries import drawer_paise, entries_behind, page_of, treasury_paise
from payments.rules import Account
from payments.services import end_day
from tests.world import give_post, nothing_changes, statements

from .days import BROUGHT_IN, begun, close, float_of, people, sell


@pytest.fixture
def staff(world):
    return people(world)


@pytest.fixture
def shift(world, staff):
    return begun(world, now())[0]


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def text(answer):
    return answer.content.decode()


def test_a_day_by_its_pages(world, staff, shift):
    clerk, supervisor = signed_in(world.clerk), signed_in(staff.supervisor)
    sell(shift, "a", 5_500, now())
    page = text(supervisor.get("/money/"))
    assert "The shift at counter 1 is running." in page
    assert f'href="/money/count/{shift.pk}/"' in page
    refused = supervisor.post("/money/end/", {"on": shift.business_date.isoformat()}, follow=True)
    assert "The day has not ended, and nothing was written." in text(refused)
    assert clerk.post(f"/money/count/{shift.pk}/", {"p5000": "1", "p500": "1"}).status_code == 302
    assert drawer_paise(shift) == 5_500
    page = text(supervisor.get(f"/money/verify/{shift.pk}/"))
    assert "₹55.00" in page
    assert "₹0.00" in page
    supervisor.post(f"/money/verify/{shift.pk}/")
    assert "Nothing is missing." in text(supervisor.get("/money/"))
    supervisor.post("/money/end/", {"on": shift.business_date.isoformat()})
    day = OfficeDay.objects.get()
    assert day.ended_by == staff.supervisor
    assert day.root in text(supervisor.get("/money/"))


def test_h17_a_count_that_is_none_is_said_beside_the_form_and_nothing_changes(world, shift):
    with nothing_changes():
        answer = signed_in(world.clerk).post(f"/money/count/{shift.pk}/", {"p5000": "-1"})
    assert answer.status_code == 422
    with nothing_changes():
        other = signed_in(world.second_clerk).post(f"/money/count/{shift.pk}/", {"p5000": "1"})
    assert other.status_code == 409
    assert "Only the clerk ends this shift" in text(other)


def test_an_abandoned_shift_is_proposed_for_closing_from_todays_page(world, staff):
    yesterday = now() - timedelta(days=1)
    shift, _ = begun(world, yesterday)
    supervisor = signed_in(staff.supervisor)
    today = text(supervisor.get("/money/"))
    assert f"?on={shift.business_date.isoformat()}" in today
    supervisor.post("/money/begin/")
    assert OfficeDay.objects.filter(business_date=ist_date(now())).exists()
    page = text(supervisor.get("/money/", {"on": shift.business_date.isoformat()}))
    assert "waiting to close" in page
    assert "Count and end it" in page
    said = supervisor.post(f"/money/count/{shift.pk}/", {"p5000": "1"})
    assert "Say why you end another person&#x27;s shift." in text(said)
    supervisor.post(f"/money/count/{shift.pk}/", {"p5000": "1", "remark": "Ill"})
    assert Shift.objects.get().remark == "Ill"


def test_cash_from_hand_to_hand_by_its_pages(world, staff, shift):
    clerk, treasurer = signed_in(world.clerk), signed_in(staff.treasurer)
    clerk.post("/money/drawer/", {"action": "ask", "rupees": "500"})
    move = CashMove.objects.get()
    with nothing_changes():  # nobody acknowledges for the other side
        clerk.post("/money/drawer/", {"action": "accept", "move": move.pk})
    treasurer.post("/money/cash/", {"action": "give", "move": move.pk})
    with nothing_changes():
        treasurer.post("/money/cash/", {"action": "accept", "move": move.pk})
        assert signed_in(world.second_clerk).post("/money/drawer/", {"action": "accept", "move": move.pk})
    assert "Acknowledge" in text(clerk.get("/money/drawer/"))
    clerk.post("/money/drawer/", {"action": "accept", "move": move.pk})
    assert (drawer_paise(shift), treasury_paise(world.mysuru)) == (50_000, BROUGHT_IN - 50_000)
    with nothing_changes():
        said = clerk.post("/money/drawer/", {"action": "give", "rupees": "x"}, follow=True)
    assert "No money moved." in text(said)
    with nothing_changes():
        said = clerk.post("/money/drawer/", {"action": "give", "rupees": "501"}, follow=True)
    assert "only ₹500.00 there" in text(said)


def test_the_daily_account_on_screen_as_csv_and_on_paper(world, staff, shift):
    float_of(shift, 50_000, staff.treasurer, now())
    sell(shift, "a", 700, now())
    close(shift, 50_650, staff.supervisor, now())
    on = shift.business_date.isoformat()
    end_day(day=OfficeDay.objects.get(), by=staff.supervisor, now=now())
    client, url = signed_in(staff.supervisor), f"/money/accounts/{world.mysuru.code}/"
    page = text(client.get(url, {"on": on}))
    assert "₹10,006.50" in page
    rows = list(csv.DictReader(io.StringIO(text(client.get(url, {"on": on, "format": "csv"})))))
    by_account = {row["account"]: row for row in rows}
    assert by_account["shortage"]["closing_paise"] == "50"
    assert sum(int(row["closing_paise"]) for row in rows) == 0
    paper = client.get(url, {"on": on, "format": "pdf"})
    document = pypdfium2.PdfDocument(paper.content)
    printed = document[0].get_textpage().get_text_bounded()
    document.close()
    assert OfficeDay.objects.get().root in printed.replace("\r\n", "").replace("\n", "")
    assert "10,006.50" in printed
    assert "disputed" in printed


def test_h20_each_figure_opens_into_its_entries_with_hashes(world, staff, shift):
    journal = sell(shift, "a", 700, now())
    client, on = signed_in(staff.supervisor), shift.business_date.isoformat()
    url = f"/money/accounts/{world.mysuru.code}/explain/"
    page = text(client.get(url, {"on": on, "account": "postage"}))
    for what in (world.clerk.name, world.clerk.employee_id, journal.hash[:12], "-₹7.00", journal.version):
        assert what in page
    rows = list(csv.DictReader(io.StringIO(text(client.get(url, {"on": on, "account": "postage", "format": "csv"})))))
    assert [(row["paise"], row["hash"], row["ref"]) for row in rows] == [("-700", journal.hash, "a")]
    assert client.get(url, {"on": on, "account": "nonsense"}).status_code == 404
    assert "Cash between" not in text(client.get(url, {"on": on, "account": "cash", "shift": shift.pk}))
    book = text(client.get(f"/money/accounts/{world.mysuru.code}/cash-book/", {"on": on}))
    assert "Cash brought in" not in book  # on another day
    assert "₹7.00" in book


def test_a_page_of_entries_goes_on_where_the_last_one_stopped_at_the_same_cost(world, staff, shift):
    for number in range(120):
        sell(shift, str(number), 100, now())
    entries, after, seen, costs = None, 0, [], []
    while after or entries is None:
        entries = entries_behind(world.mysuru, on=shift.business_date, account=Account.POSTAGE)
        with statements() as asked:
            page = page_of(entries, after=after)
        costs.append(asked.count)
        seen += [one.journal.ref for one in page.entries]
        after = page.after
    assert seen == [str(number) for number in range(120)]
    assert costs == [1, 1, 1]


def test_h03_a_head_office_sees_the_same_rows_of_its_branches_and_of_no_other(world, staff):
    bpm = world.idle
    give_post(bpm, world.branch, Role.BRANCH_POSTMASTER, number=1)
    url = "/money/accounts/{}/"
    head, branch = signed_in(staff.supervisor), signed_in(bpm)
    mine, theirs = (client.get(url.format(world.branch.code)) for client in (branch, head))
    assert (mine.status_code, theirs.status_code) == (200, 200)
    assert head.get(url.format(world.hassan.code)).status_code == 404
    assert branch.get(url.format(world.mysuru.code)).status_code == 404
