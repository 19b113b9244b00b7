"""H18: the promises of the books are proved every five minutes; each that is broken is an alarm and a banner."""

import pytest
from django.test import Client

from apt.celery import app
from apt.core.models import OutboxMessage
from apt.wiring import PROOFS
from payments.errors import WordsMissing
from payments.models import Breach, Case, Journal
from payments.rules import Account, Line
from payments.rules.alarms import INVARIANTS
from payments.services import answer_notice, apply_notice, close_breach, end_day, prove
from tests.payments.test_corrections import approve, ask
from tests.payments.test_services import triggers_off
from tests.payments.upi import attempt_of, notice
from tests.world import NOW, arrived, nothing_changes, out, statements

from .days import begun, close, people, sell

LATER = NOW.replace(hour=7)


@pytest.fixture
def books(world):
    """A day with everything in it: sales, a difference, UPI money, a correction, an article that is out."""
    staff = people(world)
    shift, day = begun(world)
    sold = sell(shift, "a", 5_500)
    sell(shift, "b", 1_000)
    apply_notice(notice=notice(attempt_of(world)), now=NOW)
    close(shift, 6_400, staff.supervisor)
    correction = ask(world, sold, by=staff.treasurer, lines=[Line(Account.SUSPENSE, 5), Line(Account.POSTAGE, -5)])
    approve(correction, staff.supervisor)
    answer_notice(correction=correction, accept=True, words="", by=world.clerk, now=NOW)
    [article] = arrived(world)
    out(world, [article])
    OutboxMessage.objects.update(done_at=NOW)
    assert Journal.objects.filter(office=world.mysuru).count() >= 6
    return staff, day


def found():
    return {one.invariant for one in Breach.objects.filter(closed_at__isnull=True)}


def test_h18_all_twelve_are_proved_by_the_beat_every_five_minutes(world, books):
    assert set(PROOFS) == set(INVARIANTS) == {f"I{number}" for number in range(1, 13)}
    assert app.conf.beat_schedule["prove"]["schedule"] <= 300
    assert prove(proofs=PROOFS, now=LATER) == 0
    assert not Breach.objects.exists()


ARTICLE = "(SELECT subject_number FROM tracking_trackingevent WHERE code = 'BEAT_DISPATCH' LIMIT 1)"
PLANTED = {
    "I1": "UPDATE payments_entry SET paise = paise + 1 WHERE id = (SELECT max(id) FROM payments_entry)",
    "I2": "UPDATE payments_paymentattempt SET state = 'booked'",
    "I3": "UPDATE payments_journal SET ref = 'a' WHERE ref = 'b'",
    "I4": "DELETE FROM payments_entry e USING payments_journal j WHERE journal_id = j.id AND ref = 'b' AND paise < 0",
    "I5": "UPDATE payments_upipayment SET paise = paise + 1",
    "I6": "UPDATE core_outboxmessage SET done_at = NULL",
    "I7": "UPDATE payments_journal SET previous_hash = repeat('f', 64) WHERE ref = 'b'",
    "I8": "UPDATE payments_daybalance SET paise = paise + 1 WHERE account = 'treasury'",
    "I9": f"""
        INSERT INTO tracking_trackingevent (subject_kind, subject_number, code, happened_at, recorded_at, office_id,
            remark, dedupe_key)
        SELECT 'A', {ARTICLE}, 'ITEM_DELIVERY', now() - interval '1 year', '2026-11-20 05:30+00', office_id, '', 'x'
        FROM tracking_trackingevent LIMIT 1
    """,
    "I10": "UPDATE payments_correction SET reason = ''",
    "I11": "UPDATE payments_journal SET made_at = made_at + interval '1 day' WHERE ref = 'a'",
    "I12": "UPDATE payments_case SET paise = paise + 1",
}


# What the database itself would refuse, taken away: the proof is the second wall.
PROMISES = {
    "I3": [("payments_journal", "payments_journal_purpose_once")],
    "I10": [("payments_correction", "payments_correction_reasoned")],
}


@pytest.mark.parametrize("invariant", INVARIANTS)
def test_h18_a_planted_breach_is_an_alarm_at_the_next_round(world, books, invariant):
    staff, day = books
    if invariant == "I8":
        assert end_day(day=day, by=staff.supervisor, now=LATER) == []
        assert prove(proofs=PROOFS, now=LATER) == 0
    with triggers_off() as cursor:
        for table, promise in PROMISES.get(invariant, ()):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {promise}")
        cursor.execute(PLANTED[invariant])
        assert cursor.rowcount
        assert prove(proofs=PROOFS, now=LATER) >= 1
        assert invariant in found()
        before = Breach.objects.count()
        assert prove(proofs=PROOFS, now=LATER) == 0
        assert Breach.objects.count() == before


def test_h18_a_proof_that_cannot_be_run_is_an_alarm_itself(world):
    def broken(_now):
        raise RuntimeError

    assert prove(proofs={**PROOFS, "I4": broken}, now=NOW) == 1
    assert Breach.objects.get().about == "the proof itself: RuntimeError"


def test_h18_a_round_costs_the_same_for_few_and_for_many(world, books):
    costs = []
    for _ in range(2):
        with statements() as asked:
            prove(proofs=PROOFS, now=LATER)
        costs.append(asked.count)
        arrived(world, 3)
        OutboxMessage.objects.update(done_at=NOW)
    assert costs[0] == costs[1] <= 30


def test_h18_the_banner_stands_for_administrators_until_somebody_says_what_it_was(world):
    Breach.objects.create(invariant="I1", about="00000006/7", found_at=NOW, seen_at=NOW)
    admin, clerk = Client(), Client()
    admin.force_login(world.administrator)
    clerk.force_login(world.clerk)
    banner = "A promise of the books is broken"
    assert banner in admin.get("/money/defects/").content.decode()
    assert banner not in clerk.get("/money/defects/").content.decode()
    page = admin.get("/money/alarms/").content.decode()
    assert "00000006/7" in page
    breach = Breach.objects.get()
    with nothing_changes():
        admin.post(f"/money/alarms/{breach.pk}/close/", {"words": " "})
    with nothing_changes(), pytest.raises(WordsMissing):
        close_breach(breach=breach, words="", by=world.administrator, now=NOW)
    admin.post(f"/money/alarms/{breach.pk}/close/", {"words": "A test row"})
    assert banner not in admin.get("/money/defects/").content.decode()
    assert Case.objects.count() == 0
