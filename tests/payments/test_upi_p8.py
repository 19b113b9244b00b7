"""P8: the settlement file against our payments and the journal."""

import csv
import io
import tempfile
import tracemalloc
from datetime import date, datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from apt.core.clock import IST, ist_date
from apt.core.clock import now as clock_now
from payments.errors import BadSettlementFile, FileSeen, SettlementDay
from payments.models import Case, PaymentAttempt, PspNotice, Refund, SettlementFile, UpiPayment
from payments.rules import AttemptState, Why
from payments.rules.recon import COLUMNS, read_settlement
from payments.services import apply_notice, give_back, match_settlement, open_attempt, reconcile
from payments.services.watch import close_overdue
from tests.payments.upi import VPA, all_money_is_somewhere, attempt_of, balances, notice
from tests.world import NOW, TODAY, everything, nothing_changes, shift_of, statements

AT = (NOW - timedelta(minutes=9)).isoformat()


def csv_of(*rows: str) -> bytes:
    return "\r\n".join([",".join(COLUMNS), *rows, ""]).encode()


def line(tr: str, payment: str, amount="55.00", *, kind="payment", ref="", currency="INR", at=AT, fee="0.00") -> str:
    return ",".join([kind, tr, payment, ref, amount, currency, VPA, at, fee])


def match(content: bytes, day: date = TODAY, *, complete: bool = True) -> dict[str, int]:
    return dict(match_settlement(content=io.BytesIO(content), day=day, complete=complete, by=None, now=NOW))


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


def test_row_71_a_file_of_another_day_changes_nothing(world):
    attempts = paid(world, 2)
    rows = csv_of(*(line(one.tr, f"{n:012d}") for n, one in enumerate(attempts)))
    with nothing_changes(), pytest.raises(SettlementDay):
        match(rows, TODAY - timedelta(days=1))
    assert not SettlementFile.objects.exists()


def test_row_71_an_edited_amount_is_a_case_and_no_money(world):
    [attempt] = paid(world, 1)
    match(csv_of(line(attempt.tr, "000000000000")))
    before = balances()
    assert match(csv_of(line(attempt.tr, "000000000000", "550.00"))) == {"file_amount": 1}
    assert balances() == before


def test_row_71_a_long_file_is_read_row_by_row():
    """Four thousand rows are a third of a megabyte; what is in memory at once is far less."""
    row = line("IP000000000000000000", "000000000000") + "\r\n"
    with tempfile.TemporaryFile() as whole:
        whole.write(csv_of())
        for _ in range(4_000):
            whole.write(row.encode())
        tracemalloc.start()
        count = sum(1 for _ in read_settlement(whole))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert count == 4_000
    assert peak < 200_000, peak


def test_row_71_by_its_page_once_and_at_the_nodal_office_alone(client, world, settings):
    settings.UPI_NODAL_OFFICE = world.bengaluru.code
    today = ist_date(clock_now())
    day = today - timedelta(days=1)
    moment = datetime.combine(day, time(12), IST)
    shift = shift_of(world.clerk)
    attempt = open_attempt(shift=shift, purpose="sale", ref="x", paise=5500, note="x", by=world.clerk, now=moment)
    file = csv_of(
        line(attempt.tr, "000000000000", at=moment.isoformat()),
        line(attempt.tr, "000000000001", at=moment.isoformat()).replace(VPA, "=HYPERLINK(1)"),
    )
    client.force_login(world.supervisor)
    page = reverse("upi:settlements")

    def hand_in(content=file, on=day):
        return client.post(page, {"day": on.isoformat(), "file": SimpleUploadedFile("day.csv", content)})

    assert client.get(page).status_code == 200
    with nothing_changes():
        assert hand_in(on=today + timedelta(days=1)).status_code == 422
        assert hand_in(b"not,a,file").status_code == 422
        settings.UPI_NODAL_OFFICE = world.hassan.code
        assert hand_in().status_code == 409
        settings.UPI_NODAL_OFFICE = world.bengaluru.code
    assert hand_in().status_code == 302
    assert {case.kind for case in Case.objects.all()} >= {"missing_here", "wrong_payee"}
    with nothing_changes():
        seen = hand_in()
    assert (seen.status_code, "taken in already" in seen.content.decode()) == (409, True)
    assert SettlementFile.objects.get().taken_by == world.supervisor
    sheet = client.get(reverse("upi:exceptions"), {"format": "csv"}).content.decode()
    assert not [cell for row in csv.reader(io.StringIO(sheet)) for cell in row if cell.startswith(("=", "+", "@"))]


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
