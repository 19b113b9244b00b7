"""P8: the settlement file against our payments and the journal."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from apt.core.clock import IST
from payments.errors import BadSettlementFile, FileSeen
from payments.models import Case, PaymentAttempt, PspNotice, Refund, SettlementFile, UpiPayment
from payments.rules import AttemptState, Why
from payments.rules.recon import COLUMNS
from payments.services import apply_notice, give_back, match_settlement, reconcile
from payments.services.watch import close_overdue
from tests.payments.upi import VPA, all_money_is_somewhere, attempt_of, balances, notice
from tests.world import NOW, TODAY, everything, nothing_changes, statements

AT = (NOW - timedelta(minutes=9)).isoformat()


def csv_of(*rows: str) -> bytes:
    return "\r\n".join([",".join(COLUMNS), *rows, ""]).encode()


def line(tr: str, payment: str, amount="55.00", *, kind="payment", ref="", currency="INR", at=AT, fee="0.00") -> str:
    return ",".join([kind, tr, payment, ref, amount, currency, VPA, at, fee])


def match(content: bytes, day: date = TODAY, *, complete: bool = True) -> dict[str, int]:
    return dict(match_settlement(content=content, day=day, complete=complete, by=None, now=NOW))


def paid(world, count: int, first: int = 0) -> list[PaymentAttempt]:
    attempts = [attempt_of(world, f"bill-{number}") for number in range(first, first + count)]
    for number, attempt in enumerate(attempts, start=first):
        apply_notice(notice=notice(attempt, payment=f"{number:012d}"), now=NOW)
    return attempts


def test_a_day_on_which_all_agrees_has_no_case(world):
    attempts = paid(world, 3)
    assert match(csv_of(*(line(one.tr, f"{n:012d}") for n, one in enumerate(attempts)))) == {}
    assert not Case.objects.exists()
    assert SettlementFile.objects.get().rows == 3


def test_p8_each_kind_of_fault_is_found_and_nothing_else(world):
    a, b, c, d, _e, f = paid(world, 6)
    told_nobody = attempt_of(world, "bill-silent")
    refund = give_back(attempt=f, why=Why.LATE, by=None, now=NOW)
    yesterday = (NOW - timedelta(days=1)).isoformat()
    rows = [
        line(a.tr, "000000000000"),
        line(b.tr, "000000000001", "54.00"),  # another amount
        line(c.tr, "000000000002"), line(c.tr, "000000000002"),  # twice
        line(d.tr, "000000000003", at=yesterday),  # of another day
        # _e is missing there
        line(f.tr, "000000000005", fee="1.18"),  # a fee
        line(f.tr, "000000000005", kind="refund", ref=refund.ref, amount="1.00"),  # a refund of another amount
        line(a.tr, "000000000000", kind="refund", ref="R-of-nobody"),  # and one of nobody
        line(told_nobody.tr, "000000000009"),  # missing here
        line("IP-of-nobody", "000000000010"),  # missing here, and nobody's
    ]  # fmt: skip
    found = match(csv_of(*rows))
    assert found == {
        "file_amount": 1, "file_twice": 1, "file_day": 1, "file_fee": 1, "missing_there": 1, "missing_here": 2,
        "file_refund": 2,
    }  # fmt: skip
    told_nobody.refresh_from_db()
    assert told_nobody.state == AttemptState.PAID, "the file tells like a callback"
    assert UpiPayment.objects.get(payment_id="000000000010").place == "suspense"
    kinds = sorted(Case.objects.values_list("kind", flat=True))
    assert kinds == sorted([*[k for k, n in found.items() for _ in range(n)], "unknown_tr"])
    case = Case.objects.get(kind="missing_there")
    assert (case.about, case.office, case.due_by) == ("000000000004", world.mysuru, NOW + timedelta(days=5))
    all_money_is_somewhere()


def test_p8_the_journal_is_the_third_side(world):
    attempt = paid(world, 1)[0]
    with connection.cursor() as cursor:  # what only a superuser can do
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE payments_entry SET paise = paise - 1 WHERE account = 'upi_clearing'")
        cursor.execute("SET LOCAL session_replication_role = origin; SET CONSTRAINTS ALL DEFERRED")
    assert match(csv_of(line(attempt.tr, "000000000000"))) == {"file_journal": 1}


def test_p8_a_second_run_changes_nothing(world):
    a, _b = paid(world, 2)
    content = csv_of(line(a.tr, "000000000000", "54.00"), line("IP-of-nobody", "000000000010"))
    first = match(content, complete=False)
    before = everything()
    assert match(content, complete=False) == first
    assert everything() == before
    match(content)
    with nothing_changes(), pytest.raises(FileSeen) as refusal:
        match(content)
    assert refusal.value.http_status == 409


def test_the_file_settles_refunds_and_what_was_not_known(world):
    attempt, silent = paid(world, 1)[0], attempt_of(world, "silent")
    refund = give_back(attempt=attempt, why=Why.LATE, by=None, now=NOW)
    close_overdue(now=silent.expires_at + timedelta(minutes=1))
    silent.refresh_from_db()
    assert silent.state == AttemptState.UNKNOWN
    assert match(csv_of(
        line(attempt.tr, "000000000000"), line(attempt.tr, "000000000000", kind="refund", ref=refund.ref)
    )) == {}  # fmt: skip
    silent.refresh_from_db()
    assert silent.state == AttemptState.EXPIRED
    assert Refund.objects.get().state == "done"
    assert balances() == {}


@pytest.mark.parametrize(
    "content",
    [
        b"", b"type,tr\r\n", csv_of("payment,a"), csv_of(line("a", "1", "55")), csv_of(line("a", "1", "=1+1")),
        csv_of(line("=cmd|' /C calc'!A0", "1")), csv_of(line("a", "1", at="yesterday")), b"\xff\xfe\x00",
        csv_of(line("a", "1", kind="gift")), csv_of(line("a", "1", kind="refund")), csv_of(line("a", "1", ref="R1")),
        csv_of(line("a", "1"), 'payment,"a'), csv_of(line("a", "1", at="2026-11-20T11:00:00")),
    ],
)  # fmt: skip
def test_row_71_a_file_that_cannot_be_read_to_its_end_changes_nothing(world, content):
    with nothing_changes(), pytest.raises(BadSettlementFile, match="Nothing was changed"):
        match(content)
    assert not SettlementFile.objects.exists()


def test_one_row_and_many_cost_the_same_statements(world):
    few, many = paid(world, 1), paid(world, 6, first=1)
    with statements() as one:
        match(csv_of(line(few[0].tr, "000000000000")), complete=False)
    with statements() as seven:
        rows = [line(attempt.tr, f"{number:012d}") for number, attempt in enumerate([*few, *many])]
        match(csv_of(*rows), complete=False)
    assert one.count == seven.count <= 5


def test_the_round_fetches_yesterday_once_and_today_again_and_again(world, psp):
    attempt = attempt_of(world, now=datetime.now(IST))
    [payment] = psp.bank.pay(attempt.link, "never")
    psp.bank.payments[payment]["at"] = NOW.isoformat()
    assert reconcile(now=NOW + timedelta(minutes=4)) == 2
    assert not UpiPayment.objects.exists(), "the callback may be on its way"
    now = NOW + timedelta(minutes=6)
    assert reconcile(now=now) == 1
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.PAID
    assert Case.objects.get().kind == "missing_here"
    notices = PspNotice.objects.count()
    assert reconcile(now=now) == 1
    assert PspNotice.objects.count() == notices
    assert SettlementFile.objects.get().day == TODAY - timedelta(days=1)


def test_two_days_without_a_payment_have_two_files(world):
    """Their content is the same; taken for a repeat, the second would never be matched."""
    match(csv_of(), TODAY)
    match(csv_of(), TODAY + timedelta(days=1))
    assert SettlementFile.objects.count() == 2
