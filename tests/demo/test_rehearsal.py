"""A rehearsed day adds up; and the proof sees it when it does not."""

import pytest
from django.core.management import call_command

from apt.core.clock import now
from apt.core.db import use_case
from apt.demo.rehearsal import rehearsed
from apt.demo.rehearsal_proof import proof_of, unaccounted
from offices.models import Office
from payments.models import Journal, Pouch, UpiPayment
from payments.rules import Account, Line, Purpose
from payments.services import post_journal


@pytest.fixture(autouse=True)
def _psp(settings):
    settings.UPI_VPA = "indiapost@simulator"


@pytest.mark.django_db
def test_a_rehearsed_day_ends_with_all_sums_equal(world, capsys):
    Office.objects.update(rolled_out_on=None)  # as most of the country in the middle of a roll-out
    call_command("rehearse_day", seed=7, transactions=60)
    said = capsys.readouterr().out
    assert "Unaccounted for: ₹0.00" in said
    assert "FAULT" not in said
    assert Journal.objects.count() > 60
    assert UpiPayment.objects.exists()
    assert Journal.objects.filter(purpose=Purpose.STAMPS_SOLD).exists()
    assert Pouch.objects.filter(state="received").exists()


@pytest.mark.django_db
def test_money_that_goes_astray_is_found(world):
    with rehearsed(seed=1, transactions=12, now=now()) as play:
        assert unaccounted(proof_of(play)) == 0
        crew = play.crews[0]
        lines = [Line(Account.TREASURY, -700), Line(Account.SUSPENSE, 700)]
        use_case(post_journal)(
            office=crew.office, purpose=Purpose.CASH_MOVE, ref="astray", lines=lines, by=crew.treasurer, now=play.now
        )
        faults = {line.what for line in proof_of(play) if not line.agrees}
    assert faults == {f"{crew.office.name}: safe, pencil and books", "UPI: in suspense, each with a case"}


@pytest.mark.django_db
def test_a_day_that_does_not_add_up_ends_with_code_1(world, monkeypatch, capsys):
    monkeypatch.setattr("apt.demo.rehearsal_proof.first_broken_number", lambda office: 3)
    with pytest.raises(SystemExit) as ended:
        call_command("rehearse_day", seed=2, transactions=3)
    assert ended.value.code == 1
    assert "FAULT" in capsys.readouterr().out
