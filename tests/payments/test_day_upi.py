"""The end of a day with UPI under way: what is being decided is waited for, what may last stops no day."""

from datetime import timedelta

import pytest
from django.test import Client

from apt.core.clock import now as clock_now
from payments.models import OfficeDay, UpiPayment
from payments.queries import account_totals, bad_checkpoint, day_facts, first_broken_number
from payments.rules import Account, AttemptState
from payments.services import apply_notice, end_day, watch_upi
from tests.world import NOW, TODAY, nothing_changes, statements

from .days import begun, close, people
from .upi import attempt_of, notice

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _psp(settings):
    settings.UPI_VPA = "indiapost@simulator"
    settings.PSP_URL = "http://127.0.0.1:9"


@pytest.fixture
def staff(world):
    return people(world)


def ending(staff, now):
    return end_day(day=OfficeDay.objects.get(business_date=TODAY), by=staff.supervisor, now=now)


def test_a_qr_in_use_is_waited_for_until_it_ends_and_no_longer(world, staff):
    shift, _ = begun(world)
    attempt = attempt_of(world)
    close(shift, 0, staff.supervisor)
    with nothing_changes():
        (found,) = ending(staff, NOW + 9 * MINUTE)
    assert (found.code, found.page, found.key) == ("upi_open", "upi:attempt", attempt.tr)
    assert "₹55.00" in found.sentence
    assert "11:10" in found.sentence, "ten minutes after it was shown, in India's time"
    assert ending(staff, NOW + 10 * MINUTE) == []


def test_money_being_booked_is_waited_for_until_it_goes_back_by_itself(world, staff):
    shift, _ = begun(world)
    apply_notice(notice=notice(attempt_of(world)), now=NOW)
    close(shift, 0, staff.supervisor)
    with nothing_changes():
        assert [one.code for one in ending(staff, NOW + 29 * MINUTE)] == ["upi_open"]
    watch_upi(now=NOW + 31 * MINUTE)
    assert UpiPayment.objects.get().place == "returning"
    assert ending(staff, NOW + 31 * MINUTE) == []


def test_what_is_unknown_stops_no_day_and_its_money_stands_on_the_next(world, staff):
    shift, _ = begun(world)
    attempt = attempt_of(world)
    close(shift, 0, staff.supervisor)
    watch_upi(now=NOW + 11 * MINUTE)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.UNKNOWN
    assert ending(staff, NOW + 11 * MINUTE) == []
    apply_notice(notice=notice(attempt), now=NOW + 12 * MINUTE)
    payment = UpiPayment.objects.select_related("journal").get()
    assert payment.journal.business_date == TODAY + timedelta(days=1)
    assert Account.UPI_CLEARING not in account_totals(world.mysuru, on=TODAY)
    assert account_totals(world.mysuru, on=TODAY + timedelta(days=1))[Account.UPI_CLEARING].debits == 5_500
    assert (first_broken_number(world.mysuru), bad_checkpoint(world.mysuru)) == (None, None)


def test_a_day_left_open_does_not_wait_for_todays_qrs(world, staff):
    begun(world)
    attempt = attempt_of(world)
    type(attempt).objects.update(opened_at=NOW + timedelta(days=1), expires_at=NOW + timedelta(days=1, minutes=10))
    assert day_facts(world.mysuru, TODAY, now=NOW + timedelta(days=1)).upi == []
    assert len(day_facts(world.mysuru, TODAY + timedelta(days=1), now=NOW + timedelta(days=1)).upi) == 1


def test_ten_qrs_cost_what_one_does_and_the_page_leads_to_each(world, staff):
    client = Client()
    client.force_login(staff.supervisor)
    costs, moment = [], clock_now()
    begun(world, moment)
    for number in range(3):
        attempt = attempt_of(world, f"bill-{number}", now=moment)
        with statements() as found:
            page = client.get("/money/").content.decode()
        costs.append(found.count)
        assert f'href="/counter/upi/{attempt.tr}/"' in page or attempt.tr in page
    assert len(set(costs)) == 1, costs
