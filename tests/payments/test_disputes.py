"""A shortfall is a case, not a debt: H13, H14, H15 of the Horizon lessons."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from apt.core.clock import ist_date
from payments import errors
from payments.models import Case, Journal, KnownDefect
from payments.queries import defects_touching, pattern_of
from payments.rules import INCIDENT_OFFICES, CaseKind, CaseState, Verdict, Word
from payments.services import close_case, end_day, fix_defect, note_defect, recover_case, speak_to_case, take_up_case
from tests.world import NOW, TODAY, nothing_changes, statements

from .days import begun, close, people, sell

ASK = {"title": "Counts a note twice", "words": "The count adds a note again after a reload.", "kinds": ["shortage"]}


@pytest.fixture
def staff(world):
    return people(world)


@pytest.fixture
def case(world, staff):
    shift, day = begun(world)
    sell(shift, "a", 1_000)
    close(shift, 900, staff.supervisor)
    assert end_day(day=day, by=staff.supervisor, now=NOW) == []
    day.refresh_from_db()
    assert day.disputed  # the day closed all the same
    return Case.objects.get()


def admitted(case, staff):
    speak_to_case(case=case, word=Word.ADMITTED, by=case.shift.clerk, now=NOW)
    return close_case(case=case, outcome="Gave change twice", verdict=Verdict.ADMITTED, by=staff.supervisor, now=NOW)


def test_h14_recovery_is_refused_with_409_while_the_case_is_open(world, staff, case):
    client = Client()
    client.force_login(staff.supervisor)
    with nothing_changes():
        answer = client.post(f"/money/cases/{case.pk}/recover/")
    assert answer.status_code == 409
    assert "a difference is not a debt" in answer.content.decode()
    speak_to_case(case=case, word=Word.ADMITTED, by=world.clerk, now=NOW)  # words alone recover nothing
    with nothing_changes():
        assert client.post(f"/money/cases/{case.pk}/recover/").status_code == 409


@pytest.mark.parametrize("verdict", [one for one in Verdict if one != Verdict.ADMITTED])
def test_h14_nothing_is_recovered_for_a_case_that_was_closed_otherwise(staff, case, verdict):
    close_case(case=case, outcome="Looked into", verdict=verdict, by=staff.supervisor, now=NOW)
    with nothing_changes(), pytest.raises(errors.NothingOwed) as refused:
        recover_case(case=case, by=staff.supervisor, now=NOW)
    assert refused.value.money_moved == "no"


def test_h14_silence_is_no_consent_and_nobody_admits_for_another(world, staff, case):
    with nothing_changes(), pytest.raises(errors.NotAdmitted):
        close_case(case=case, outcome="He was silent", verdict=Verdict.ADMITTED, by=staff.supervisor, now=NOW)
    with nothing_changes(), pytest.raises(errors.NotAdmitted):
        speak_to_case(case=case, word=Word.ADMITTED, by=staff.supervisor, now=NOW)
    speak_to_case(case=case, word=Word.DISPUTED, by=world.clerk, now=NOW)
    case.refresh_from_db()
    assert case.state == CaseState.DISPUTED
    with nothing_changes(), pytest.raises(errors.NotAdmitted):
        close_case(case=case, outcome="All the same", verdict=Verdict.ADMITTED, by=staff.supervisor, now=NOW)


def test_h14_the_database_knows_no_debt_that_was_not_admitted(case):
    for lie in ({"verdict": "admitted"}, {"recovery": case.journal}):
        with pytest.raises(IntegrityError, match="admitted"), transaction.atomic():
            Case.objects.update(**lie)


def test_what_was_admitted_is_made_good_once(staff, case):
    admitted(case, staff)
    done = recover_case(case=case, by=staff.supervisor, now=NOW)
    assert dict(done.recovery.entries.values_list("account", "paise")) == {"treasury": 100, "shortage": -100}
    with nothing_changes():
        assert recover_case(case=case, by=staff.supervisor, now=NOW).recovery == done.recovery
    assert Journal.objects.filter(purpose="recovery").count() == 1
    with nothing_changes(), pytest.raises(errors.CaseClosed):
        speak_to_case(case=case, word=Word.DISPUTED, by=case.shift.clerk, now=NOW)


def test_a_case_has_a_state_an_owner_and_an_age(staff, case):
    assert (case.state, case.owner) == (CaseState.OPEN, None)
    case = take_up_case(case=case, by=staff.supervisor, now=NOW)
    assert (case.state, case.owner) == (CaseState.TAKEN_UP, staff.supervisor)
    client = Client()
    client.force_login(staff.supervisor)
    page = client.get("/money/cases/").content.decode()
    for what in ("Shortage", "₹1.00", "looked into", staff.supervisor.name, "day"):
        assert what in page
    client.post(f"/money/cases/{case.pk}/close/", {"verdict": "unknown", "outcome": "Not found"})
    assert "the department bears it" in client.get("/money/cases/?closed").content.decode()
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED


def test_h13_a_known_defect_marks_exactly_its_cases_and_stops_recovery(world, staff, case):
    other = Case.objects.create(
        office=world.hassan, kind="shortage", about="other", paise=5, opened_at=NOW, due_by=NOW + timedelta(days=5)
    )
    excess = Case.objects.create(
        office=world.mysuru, kind="excess", about="more", paise=5, opened_at=NOW, due_by=NOW + timedelta(days=5)
    )
    admitted(case, staff)
    defect = note_defect(**ASK, offices=[world.mysuru], since=TODAY, by=world.administrator, now=NOW)
    assert [list(defects_touching(one)) for one in (case, other, excess)] == [[defect], [], []]
    client = Client()
    client.force_login(staff.supervisor)
    assert ASK["title"] in client.get(f"/money/cases/{case.pk}/").content.decode()
    with nothing_changes():
        refused = client.post(f"/money/cases/{case.pk}/recover/")
    assert (refused.status_code, ASK["title"] in refused.content.decode()) == (409, True)
    # Fixed from tomorrow on, it is still what may be behind yesterday's case.
    fix_defect(defect=defect, on=TODAY + timedelta(days=1), version="2.1", by=world.administrator, now=NOW)
    assert list(defects_touching(case)) == [defect]
    KnownDefect.objects.update(fixed_on=TODAY)
    assert list(defects_touching(case)) == []


def test_h13_everybody_on_duty_reads_the_register_and_few_write_it(world, staff):
    reader, writer = Client(), Client()
    reader.force_login(world.postman)
    writer.force_login(world.administrator)
    form = {**ASK, "since": TODAY.isoformat(), "codes": world.mysuru.code}
    with nothing_changes():
        assert reader.post("/money/defects/", form).status_code == 403
        assert writer.post("/money/defects/", form | {"codes": "999"}).status_code == 422
    writer.post("/money/defects/", form)
    writer.post("/money/defects/", form)  # a second press
    defect = KnownDefect.objects.get()
    page = reader.get("/money/defects/").content.decode()
    assert ASK["title"] in page
    assert world.mysuru.name in page
    writer.post(f"/money/defects/{defect.pk}/fixed/", {"on": ist_date(NOW).isoformat(), "version": "2.1"})
    defect.refresh_from_db()
    assert defect.fixed_in == "2.1"


def test_h15_each_case_says_how_many_others_have_the_same(world, staff, case):
    assert pattern_of(case) == (0, 0)
    near = {"kind": CaseKind.SHORTAGE, "due_by": NOW, "opened_at": NOW}
    offices = [world.hassan, world.mandya, world.bengaluru, world.branch]
    assert len(offices) + 1 == INCIDENT_OFFICES
    for office in offices[:3]:
        Case.objects.create(office=office, about=f"a{office.pk}", paise=100, **near)
    Case.objects.create(office=world.hassan, about="again", paise=100, **near)  # the same office once
    Case.objects.create(office=world.branch, about="old", paise=100, **near | {"opened_at": NOW - timedelta(days=30)})
    assert pattern_of(case) == (3, 3)
    assert not pattern_of(case).incident
    Case.objects.create(office=world.branch, about="new", paise=100, **near)
    client = Client()
    client.force_login(staff.supervisor)
    page = client.get(f"/money/cases/{case.pk}/").content.decode()
    assert "4 other offices have the same difference" in page
    alone = Case.objects.create(office=world.mysuru, about="x", paise=77, **near)
    assert pattern_of(alone).same_amount == 0
    assert "look at the system first" not in client.get(f"/money/cases/{alone.pk}/").content.decode()


def test_a_list_of_cases_costs_the_same_for_one_and_for_many(world, staff, case):
    client = Client()
    client.force_login(staff.supervisor)
    costs = []
    for number in range(3):
        with statements() as asked:
            assert client.get("/money/cases/").status_code == 200
        costs.append(asked.count)
        for one in range(10):
            Case.objects.create(
                office=world.mysuru, kind="excess", about=f"{number} {one}", paise=1, opened_at=NOW, due_by=NOW,
                owner=staff.supervisor,
            )  # fmt: skip
    assert len(set(costs)) == 1
