"""P1: what a QR says, and that a bill has one."""

import re
import urllib.parse
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.errors import BadUpiAmount, BadUpiLink, NoShift, UpiDayLeft, UpiNotKnown, UpiReceived
from payments.models import PaymentAttempt
from payments.rules import ATTEMPT_MOVES, AttemptState, Told
from payments.rules.upi import (
    LIVE,
    WAITING,
    UpiLink,
    after_news,
    amount_paise,
    amount_text,
    masked,
    parse_upi_link,
    upi_link,
)
from payments.services import apply_notice, begin_day, cancel_attempt, open_attempt
from tests.payments.upi import VPA, attempt_of, notice
from tests.world import NOW, nothing_changes, shift_of

DAY = timedelta(days=1)
LINK = UpiLink(VPA, "India Post", "9402", "IP0001", "Speed Post, 2 articles", 5500)
names = st.text("ABCabc0123 &=?%+/#ñकೆ", min_size=1, max_size=50).filter(str.strip)
links = st.builds(
    UpiLink,
    payee=st.from_regex(r"[A-Za-z0-9._-]{2,20}@[A-Za-z][A-Za-z0-9]{1,10}", fullmatch=True),
    payee_name=names,
    category=st.from_regex(r"[0-9]{4}", fullmatch=True).filter(str.isascii),
    tr=st.from_regex(r"[A-Za-z0-9_-]{1,34}", fullmatch=True),
    note=names,
    paise=st.integers(1, 10**11 - 1),
)


@given(links)
def test_p1_a_link_says_what_was_put_in_and_an_independent_parser_agrees(link):
    text = upi_link(link)
    assert parse_upi_link(text) == link
    fields = urllib.parse.parse_qs(urllib.parse.urlsplit(text).query, strict_parsing=True)
    assert fields == {
        "pa": [link.payee], "pn": [link.payee_name], "mc": [link.category], "tr": [link.tr], "tn": [link.note],
        "am": [f"{link.paise / 100:.2f}"] if link.paise < 10**9 else fields["am"], "cu": ["INR"],
    }  # fmt: skip
    assert re.fullmatch(r"[0-9]+\.[0-9]{2}", fields["am"][0])


@given(st.integers(0, 10**11 - 1))
def test_an_amount_goes_there_and_back(paise):
    assert amount_paise(amount_text(paise)) == paise


@pytest.mark.parametrize("text", ["1", "1.5", "01.00", "1e2", "-1.00", "1,000.00", "₹10.00", " 1.00", "1.00\n", "१.००"])
def test_row_7_an_amount_is_two_exact_decimals_or_nothing(text):
    with pytest.raises(BadUpiLink):
        amount_paise(text)


@pytest.mark.parametrize(
    "changes",
    [
        {"payee": "no-at-sign"}, {"payee_name": ""}, {"payee_name": "x" * 51}, {"category": "94"}, {"tr": ""},
        {"tr": "x" * 35}, {"tr": "a b"}, {"tr": "a&b"}, {"note": "x" * 51}, {"note": ""}, {"paise": 0},
        {"paise": -1}, {"paise": 10**11},
    ],
    ids=str,
)  # fmt: skip
def test_row_69_no_link_is_built_of_what_the_specification_does_not_allow(changes):
    with pytest.raises(BadUpiLink):
        upi_link(LINK._replace(**changes))


@pytest.mark.parametrize(
    "text",
    [
        upi_link(LINK).replace("upi://", "http://"), upi_link(LINK) + "&am=1.00", upi_link(LINK) + "&mam=1.00",
        upi_link(LINK).replace("cu=INR", "cu=USD"), upi_link(LINK).replace("am=55.00", "am=55"),
        upi_link(LINK).replace("&cu=INR", ""), upi_link(LINK) + "#x", upi_link(LINK).replace("pay?", "pay/x?"),
    ],
)  # fmt: skip
def test_a_link_with_anything_else_in_it_is_not_read(text):
    assert text != upi_link(LINK)
    with pytest.raises(BadUpiLink):
        parse_upi_link(text)


def test_a_payer_is_masked():
    assert [masked(vpa) for vpa in ("9845012345@okaxis", "ravi@ybl", "")] == ["98***45@okaxis", "ra***@ybl", "***"]


def test_money_finds_a_way_from_every_state_that_waits_or_ended_unpaid():
    """No authentic success may meet a state that it cannot be booked from or go back from."""
    for state in WAITING:
        assert AttemptState.PAID in ATTEMPT_MOVES[state]
    for state in (AttemptState.FAILED, AttemptState.EXPIRED, AttemptState.CANCELLED):
        assert ATTEMPT_MOVES[state] == {AttemptState.LATE_PAID}


@pytest.mark.parametrize("told", [Told.FAILED, Told.EXPIRED, Told.PENDING])
def test_news_without_money_never_leads_out_of_paid(told):
    for state in set(AttemptState) - WAITING:
        assert after_news(told, state) == state


def test_p1_the_same_bill_asked_again_is_the_same_qr(world):
    first = attempt_of(world)
    with nothing_changes():
        assert attempt_of(world) == first
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,34}", first.tr)
    assert parse_upi_link(first.link)[-1] == 5500


def test_p1_another_sum_is_another_qr_and_the_old_one_is_over(world):
    first, second = attempt_of(world), attempt_of(world, paise=6000)
    first.refresh_from_db()
    assert (first.state, second.state) == (AttemptState.CANCELLED, AttemptState.QR_SHOWN)
    assert first.tr != second.tr
    assert PaymentAttempt.objects.filter(state__in=LIVE).count() == 1


@pytest.mark.parametrize("told", [Told.PENDING])
def test_p7_what_is_not_known_blocks_a_second_charge_and_says_so(world, told):
    attempt = attempt_of(world)
    apply_notice(notice=notice(attempt, told), now=NOW)
    with nothing_changes(), pytest.raises(UpiNotKnown, match="do not collect by UPI again") as refusal:
        attempt_of(world, paise=6000)
    assert refusal.value.money_moved == "unknown"


def test_a_bill_that_is_paid_is_not_asked_for_again(world):
    attempt = attempt_of(world)
    apply_notice(notice=notice(attempt), now=NOW)
    with nothing_changes(), pytest.raises(UpiReceived) as refusal:
        attempt_of(world)
    assert refusal.value.money_moved == "yes"
    with nothing_changes(), pytest.raises(UpiReceived):
        cancel_attempt(attempt=attempt, by=world.clerk, now=NOW)


@pytest.mark.parametrize("paise", [0, -1, 1_00_000_01])
def test_row_69_nothing_and_more_than_the_limit_are_refused(world, paise):
    shift = shift_of(world.clerk)
    with nothing_changes(), pytest.raises(BadUpiAmount):
        open_attempt(shift=shift, purpose="sale", ref="r", paise=paise, note="x", by=world.clerk, now=NOW)


def test_only_the_clerk_of_an_open_shift_asks(world):
    shift = shift_of(world.clerk)
    with nothing_changes(), pytest.raises(NoShift):
        open_attempt(shift=shift, purpose="sale", ref="r", paise=1, note="x", by=world.second_clerk, now=NOW)


def test_in_a_shift_whose_office_has_begun_a_new_day_no_qr_is_shown(world):
    shift = shift_of(world.clerk)
    begin_day(office=world.mysuru, on=shift.business_date + timedelta(days=1), by=world.clerk, now=NOW + DAY)
    with nothing_changes(), pytest.raises(UpiDayLeft) as refused:
        attempt_of(world, now=NOW + DAY)
    assert "begin a shift of today" in refused.value.sentence()
