"""H15: the same difference in many offices is an incident of the system, said on all its cases and on no other."""

from datetime import timedelta

import pytest
from django.test import Client

from apt.celery import app
from offices.models import Office
from offices.rules import Basis, Kind
from payments import errors
from payments.models import Case, Incident
from payments.rules import INCIDENT_OFFICES, CaseKind, Verdict, Word
from payments.services import close_case, close_incident, raise_incidents, recover_case, speak_to_case
from tests.world import LONG_AGO, NOW, nothing_changes, statements

from .days import begun, close, people, sell


def offices(world, count):
    """Sub offices beside Mysuru."""
    return Office.objects.bulk_create(
        Office(
            code=f"6{number:07d}", name=f"Office {number}", kind=Kind.SUB, pincode="570001", reports_to=world.division,
            reporting_basis=Basis.SOURCE, path=f"{world.division.path}6{number:07d}/", opened_on=LONG_AGO,
            search_text="x",
        )
        for number in range(count)
    )  # fmt: skip


def case_at(office, paise, *, kind=CaseKind.SHORTAGE, at=NOW):
    return Case(
        office=office, kind=kind, about=f"{office.code} {paise} {at}", paise=paise, opened_at=at,
        due_by=at + timedelta(days=5),
    )  # fmt: skip


def test_h15_a_fault_in_40_of_1000_offices_is_an_incident_within_the_day_on_those_40_and_no_other(world):
    found = offices(world, 1_000)
    planted = Case.objects.bulk_create(case_at(office, 800_000) for office in found[:40])
    Case.objects.bulk_create(case_at(office, 1_000 + number) for number, office in enumerate(found[40:]))  # ordinary
    assert raise_incidents(now=NOW) == 1
    incident = Incident.objects.get()
    assert (incident.kind, incident.paise, incident.offices) == ("shortage", 800_000, 40)
    assert set(incident.cases.values_list("pk", flat=True)) == {one.pk for one in planted}
    assert Case.objects.filter(incident=None).count() == 960
    assert app.conf.beat_schedule["raise-incidents"]["schedule"] <= 300
    with nothing_changes():
        assert raise_incidents(now=NOW) == 0
    Case.objects.bulk_create([case_at(found[50], 800_000)])
    assert raise_incidents(now=NOW) == 0
    incident.refresh_from_db()
    assert (incident.offices, incident.cases.count()) == (41, 41)


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda cases: cases[:-1],  # one office too few
        lambda cases: [*cases[:-1], case_at(cases[0].office, 500, at=NOW - timedelta(minutes=1))],  # one office twice
        lambda cases: [*cases[:-1], case_at(cases[-1].office, 501)],  # a paisa more
        lambda cases: [*cases[:-1], case_at(cases[-1].office, 500, kind=CaseKind.EXCESS)],
        lambda cases: [*cases[:-1], case_at(cases[-1].office, 500, at=NOW - timedelta(days=8))],
    ],
)
def test_h15_less_than_that_is_none(world, spoilt):
    cases = [case_at(office, 500) for office in offices(world, INCIDENT_OFFICES)]
    Case.objects.bulk_create(spoilt(cases))
    assert raise_incidents(now=NOW) == 0
    assert not Incident.objects.exists()


def test_h13_h15_while_it_is_open_nothing_is_recovered_and_the_case_says_so(world):
    staff = people(world)
    shift, _ = begun(world)
    sell(shift, "a", 1_000)
    close(shift, 900, staff.supervisor)
    case = Case.objects.get()
    speak_to_case(case=case, word=Word.ADMITTED, by=world.clerk, now=NOW)
    close_case(case=case, outcome="Change", verdict=Verdict.ADMITTED, by=staff.supervisor, now=NOW)
    Case.objects.bulk_create(case_at(office, 100) for office in offices(world, INCIDENT_OFFICES))
    raise_incidents(now=NOW)
    with nothing_changes(), pytest.raises(errors.CaseTouched):
        recover_case(case=case, by=staff.supervisor, now=NOW)
    clerk, admin = Client(), Client()
    clerk.force_login(staff.supervisor)
    admin.force_login(world.administrator)
    assert "6 offices have the same difference" in clerk.get(f"/money/cases/{case.pk}/").content.decode()
    incident = Incident.objects.get()
    assert "6 offices" in admin.get("/money/alarms/").content.decode()
    with nothing_changes(), pytest.raises(errors.WordsMissing):
        close_incident(incident=incident, words=" ", by=world.administrator, now=NOW)
    admin.post(f"/money/incidents/{incident.pk}/close/", {"words": "No common cause was found"})
    assert recover_case(case=case, by=staff.supervisor, now=NOW).recovery


def test_h15_a_round_costs_the_same_for_few_cases_and_for_many(world):
    found, costs = offices(world, 40), []
    for reach in (INCIDENT_OFFICES, 40):
        Case.objects.bulk_create(case_at(office, 700 + reach) for office in found[:reach])
        with statements() as asked:
            raise_incidents(now=NOW)
        costs.append(asked.count)
        Incident.objects.update(closed_at=NOW, closed_by=world.administrator, words="x")
        Case.objects.update(opened_at=NOW - timedelta(days=30))
    assert costs[0] == costs[1]
