"""The data of a month's GST return: what was booked, less what was cancelled, by state, rate and customer."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.test import Client

from apt.wiring import ON_APPROVAL
from bookings.models import Article
from bookings.queries.gst import gst_return
from bookings.services import ask_to_cancel, cancel_article
from offices.access import get_duty_for
from offices.models import Office
from offices.rules import Role
from offices.services import decide
from payments.models import Entry
from tests.bookings.bulk import as_csv, booked_batch, make_contract, rows
from tests.world import NOW, TODAY, booked, give_post, shift_of, statements

NOVEMBER = date(2026, 11, 1)


def everywhere():
    return Office.objects.all()


def taxes():
    return -sum(Entry.objects.filter(account__in=["cgst", "sgst"]).values_list("paise", flat=True))


def test_consumers_and_firms_by_state_and_rate_as_the_journal_has_it(world):
    Office.objects.filter(pk=world.mysuru.pk).update(state="KARNATAKA")
    booked(world, 2)
    contract = make_contract(world)
    booked_batch(contract, as_csv(rows(5)), by=world.supervisor)
    found = gst_return(everywhere(), month=NOVEMBER)
    assert {(row.state, row.gstin, row.rate_bp) for row in found} == {
        ("KARNATAKA", "", 1_800), ("KARNATAKA", "29AAGCB7383J1Z4", 1_800),
    }  # fmt: skip
    assert sum(row.articles for row in found) == 7
    assert sum(row.cgst_paise + row.sgst_paise for row in found) == taxes()
    assert sum(row.taxable_paise for row in found) == sum(one.taxable_paise for one in Article.objects.all())
    assert gst_return(everywhere(), month=date(2026, 12, 1)) == []
    assert gst_return(Office.objects.filter(pk=world.hassan.pk), month=NOVEMBER) == []


def test_what_was_cancelled_is_taken_off_in_the_month_of_the_cancelling(world):
    give_post(world.idle, world.mysuru, Role.SUPERVISOR, number=41)
    kept, gone = booked(world, 2)
    asked = ask_to_cancel(office=world.mysuru, number=gone.number, reason="Wrong", by=world.clerk, now=NOW)
    duty = get_duty_for(world.idle, on=TODAY)
    decide(approval_id=asked.pk, approve=True, reason="Yes", duty=duty, by=world.idle, now=NOW, topics=ON_APPROVAL)
    cancel_article(shift=shift_of(world.clerk), number=gone.number, by=world.clerk, now=NOW)
    (row,) = gst_return(everywhere(), month=NOVEMBER)
    assert (row.articles, row.taxable_paise) == (1, kept.taxable_paise)
    assert row.cgst_paise + row.sgst_paise == kept.gst_paise == taxes()


@pytest.mark.parametrize(
    ("state", "place", "split"), [("Karnataka", "29", True), ("KERALA", "29", False), ("", "29", True)]
)
def test_a_firm_that_is_registered_in_another_state_is_told_under_igst(world, state, place, split):
    Office.objects.filter(pk=world.mysuru.pk).update(state=state)
    contract = make_contract(world)  # with a GSTIN of Karnataka
    booked_batch(contract, as_csv(rows(2)), by=world.supervisor)
    booked(world, 1)  # a consumer: handed over here, supplied here, wherever it goes
    consumer, firm = gst_return(everywhere(), month=NOVEMBER)
    assert (firm.place, bool(firm.cgst_paise), bool(firm.igst_paise)) == (place, split, not split)
    assert (consumer.igst_paise, bool(consumer.cgst_paise)) == (0, True)
    assert consumer.place == {"": "", "Karnataka": "29", "KERALA": "32"}[state]
    told = sum(row.cgst_paise + row.sgst_paise + row.igst_paise for row in (consumer, firm))
    assert told == taxes()  # not a paisa more or less than was charged


def test_it_costs_the_same_for_one_article_and_for_many(world):
    costs = []
    for count in (1, 6):
        booked(world, count)
        with statements() as asked:
            gst_return(everywhere(), month=NOVEMBER)
        costs.append(asked.count)
    assert costs[0] == costs[1] <= 4


def test_on_screen_and_as_csv_within_ones_reach(world, settings):
    settings.GSTINS = {"karnataka": "29AAAGP0685F1ZZ"}
    Office.objects.filter(pk=world.mysuru.pk).update(state="Karnataka")
    (article,) = booked(world, 1)
    give_post(world.idle, world.mysuru, Role.SUPERVISOR, number=41)
    client = Client()
    client.force_login(world.idle)
    page = client.get("/gst/", {"month": "2026-11"}).content.decode()
    assert "29AAAGP0685F1ZZ" in page
    assert "B2C" in page
    answer = client.get("/gst/", {"month": "2026-11", "format": "csv"}).content.decode()
    (row,) = csv.DictReader(io.StringIO(answer))
    assert (row["our_gstin"], row["supply"], row["rate_percent"]) == ("29AAAGP0685F1ZZ", "B2C", "18")
    assert int(row["taxable_paise"]) == article.taxable_paise
    other = Client()
    other.force_login(world.supervisor)  # of another office
    assert "Nothing was booked" in other.get("/gst/", {"month": "2026-11"}).content.decode()
    assert (
        "Nothing was booked"
        in client.get("/gst/", {"month": (TODAY + timedelta(days=40)).strftime("%Y-%m")}).content.decode()
    )
    clerk = Client()
    clerk.force_login(world.clerk)
    assert clerk.get("/gst/").status_code == 403
