"""`manage.py audit_journal` proves the books again and names the first row that does not fit."""

from io import StringIO

import pytest
from django.core.management import call_command

from payments.models import DayBalance, Journal
from payments.queries import bad_checkpoint, first_broken_number
from payments.services import end_day
from tests.world import NOW

from .days import begun, close, people, sell
from .test_services import triggers_off


@pytest.fixture
def ended(world):
    staff = people(world)
    shift, day = begun(world)
    sell(shift, "a", 500)
    close(shift, 500, staff.supervisor)
    assert end_day(day=day, by=staff.supervisor, now=NOW) == []
    return day


def audit(*arguments):
    out = StringIO()
    try:
        call_command("audit_journal", *arguments, stdout=out)
    except SystemExit as stopped:
        return stopped.code, out.getvalue()
    return 0, out.getvalue()


def test_sound_books_are_proved(ended):
    assert audit() == (0, "1 offices proved, 0 with a bad row.\n")
    assert audit("--office", ended.office.code)[0] == 0
    assert audit("--office", "99999999")[0] == 1


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (
            "UPDATE payments_daybalance SET paise = paise + 1 WHERE account = 'treasury'",
            "treasury 1000501, found 1000500",
        ),
        ("DELETE FROM payments_daybalance WHERE account = 'postage'", "postage 0, found -500"),
        ("UPDATE payments_officeday SET root = repeat('a', 64)", "says root aaaa"),
        ("UPDATE payments_entry SET paise = paise * 2 WHERE account IN ('cash', 'postage')", "journal 2 does not fit"),
        ("UPDATE payments_journal SET ref = 'b' WHERE ref = 'a'", "journal 2 does not fit"),
    ],
)
def test_h12_what_a_superuser_changed_is_named(ended, sql, said):
    assert Journal.objects.get(number=2).ref == "a"
    assert DayBalance.objects.filter(day=ended).exists()
    with triggers_off() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount
    code, out = audit()
    assert code == 1
    assert f"{ended.office.code} Mysuru HO: " in out
    assert said in out


def test_h24_a_day_that_has_ended_does_not_agree_with_books_that_lost_their_tail(ended):
    """A shorter chain is a good chain: only the root and the balances that were given away at the close tell."""
    last = Journal.objects.filter(office=ended.office).order_by("-number").first()
    assert (ended.office.journals.count(), last.number) == (last.number, last.number)
    assert bad_checkpoint(ended.office) is None
    with triggers_off() as cursor:
        cursor.execute("DELETE FROM payments_entry WHERE journal_id = %s", [last.pk])
        cursor.execute("DELETE FROM payments_journal WHERE id = %s", [last.pk])
        cursor.execute(
            "UPDATE payments_chain SET last_number = last_number - 1, head = %s WHERE office_id = %s",
            [last.previous_hash, ended.office.pk],
        )
    assert first_broken_number(ended.office) is None
    assert bad_checkpoint(ended.office) is not None
    assert audit()[0] == 1
