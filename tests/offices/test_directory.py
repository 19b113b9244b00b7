"""The import: the tree on small directories, repeats, newer directories."""

from datetime import date

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from apt.core.errors import Busy
from offices.directory import write
from offices.directory.load import DIRECTORY_DATE
from offices.errors import BadDirectory
from offices.models import DirectoryLoad, DirectoryRow, Office, PincodeService
from offices.rules import Kind
from offices.services import load_directory
from tests.offices.directories import (
    FAR_BRANCH,
    FORT,
    HURA,
    KARYA,
    LAKSHMIPURAM,
    LATER,
    MYSURU_HO,
    NANJANGUD_HO,
    NOW,
    SMALL,
    line,
    load,
    text_of,
)

pytestmark = pytest.mark.django_db


def office(name: str) -> Office:
    return Office.objects.get(name=name, closed_on=None)


def everything() -> list[tuple[object, ...]]:
    return [
        *Office.objects.order_by("pk").values_list(),
        *PincodeService.objects.order_by("pk").values_list(),
        *DirectoryRow.objects.order_by("pk").values_list("pk", "raw", "office_id"),
    ]


def test_the_tree_hangs_together(tmp_path):
    report = load(tmp_path, SMALL)
    assert report.status == "loaded"
    chain = ["Directorate, Dak Bhawan", "Karnataka Circle", "South Karnataka Region", "Mysuru Division"]
    names = {one.code: one.name for one in Office.objects.all()}
    path = office("Karya BO").path
    assert [names[code] for code in path.split("/")[:-1]] == [*chain, "Nanjangud HO", "Hura SO", "Karya BO"]
    assert all(
        one.path == f"{one.reports_to.path if one.reports_to else ''}{one.code}/" for one in Office.objects.all()
    )


def test_links_are_derived_and_marked(tmp_path):
    load(tmp_path, SMALL)
    hura, karya, far = office("Hura SO"), office("Karya BO"), office("Nowhere BO")
    assert (hura.reports_to, hura.accounts_to, hura.cash_from) == (office("Nanjangud HO"),) * 3
    assert (karya.reports_to, karya.accounts_to, karya.reporting_basis) == (hura, hura, "derived")
    assert far.accounts_to.kind in ("HO", "SO")
    head = office("Mysuru HO")
    assert (head.reporting_basis, head.accounts_to, head.accounting_basis, head.cash_from) == ("source", None, "", None)


def test_a_branch_office_prefers_an_account_office_of_its_pin_that_delivers(tmp_path):
    branch = line("Beside BO", "570004", "BO", ("12.302", "76.653"))  # at the door of the Fort, which does not deliver
    load(tmp_path, [*SMALL, branch])
    assert office("Beside BO").accounts_to == office("Lakshmipuram (Mysuru) SO")


def test_a_missing_position_is_derived_from_neighbours(tmp_path):
    load(tmp_path, SMALL)
    far = office("Nowhere BO")
    assert (far.position_quality, far.latitude is not None) == ("derived", True)


def test_without_a_region_divisions_hang_from_the_circle(tmp_path):
    load(
        tmp_path,
        [line("Delhi GPO", "110001", "HO", ("28.6", "77.2"), circle="Delhi Circle", region="", division="Delhi")],
    )
    division = Office.objects.get(kind=Kind.DIVISION)
    assert division.reports_to == Office.objects.get(kind=Kind.CIRCLE)
    assert not Office.objects.filter(kind=Kind.REGION).exists()


def test_a_division_without_a_head_office_accounts_elsewhere_but_keeps_its_offices(tmp_path):
    lone = line("Lone SO", "571400", "PO", ("12.2", "76.6"), division="Headless Division")
    load(tmp_path, [*SMALL, lone])
    found = office("Lone SO")
    assert found.reports_to == office("Headless Division")
    assert found.accounts_to.kind == Kind.HEAD


def test_the_army_has_its_own_circle_and_hubs(tmp_path):
    army = {"circle": "APS CIRCLE", "region": "EASTERN COMMAND", "division": "2CBPO DV"}
    load(tmp_path, [*SMALL, line("2CBPO", "900099", "PO", ("22.57", "88.34"), **army)])
    post = office("2CBPO SO")
    assert post.reports_to.name == "2CBPO Division"
    assert (post.accounts_to, post.sorted_at.name) == (None, "NSH 2CBPO")


def test_mail_offices_are_assumed_and_every_post_office_has_a_hub(tmp_path):
    load(tmp_path, SMALL)
    mail = Office.objects.filter(kind__in=[Kind.NATIONAL_HUB, Kind.CIRCLE_HUB, Kind.PARCEL_HUB, Kind.TRANSIT])
    assert mail
    assert {(one.basis, one.delivers) for one in mail} == {("assumed", False)}
    posts = Office.objects.filter(kind__in=["HO", "SO", "BO"])
    assert not posts.filter(sorted_at=None).exists()
    subs = posts.filter(kind="SO")
    assert not subs.exclude(sorted_at=F("accounts_to__sorted_at")).exists()


def test_twins_in_one_division_stay_two_offices(tmp_path):
    twin = line("Karya B.O", "571315", "BO", ("12.07", "76.57"))
    report = load(tmp_path, [*SMALL, twin])
    assert Office.objects.filter(name="Karya BO").count() == 2
    assert report.facts["faults"]["name_twice"] == 2
    assert load(tmp_path, [*SMALL, twin], recheck=True).status == "nothing-to-do"


def test_the_raw_line_is_kept_with_its_faults(tmp_path):
    load(tmp_path, SMALL)
    row = DirectoryRow.objects.get(office=office("Karya BO"))
    assert row.raw == ",".join(KARYA)
    assert row.line == 7
    assert row.faults == ["name_kind_spelling"]


@pytest.mark.parametrize("recheck", [False, True])
def test_importing_twice_changes_nothing(tmp_path, recheck):
    load(tmp_path, SMALL)
    before = everything()
    assert load(tmp_path, SMALL, now=LATER, recheck=recheck).status == "nothing-to-do"
    assert everything() == before
    assert DirectoryLoad.objects.count() == 1


def test_the_order_of_lines_does_not_matter(tmp_path):
    load(tmp_path, SMALL)
    before = everything()
    assert load(tmp_path, SMALL[::-1], now=LATER).status == "nothing-to-do"
    assert everything() == before


NEW = line("Vijayanagar S.O", "570017", "PO", ("12.33", "76.60"))
MOVED = line("Karya B.O", "570017", "BO", ("12.33", "76.61"))
RENAMED = line("Chamarajapuram S.O", "570004", "PO", ("12.297", "76.645"))
NEWER = [MYSURU_HO, FORT, RENAMED, NANJANGUD_HO, MOVED, FAR_BRANCH, NEW]  # Hura is gone


def test_a_dry_run_reports_and_writes_nothing(tmp_path):
    load(tmp_path, SMALL)
    before = everything()
    report = load(tmp_path, NEWER, now=LATER, dry_run=True)
    assert report.status == "dry-run"
    assert everything() == before
    changes = report.facts["changes"]
    assert [changes[name]["count"] for name in ("opened", "closed", "renamed")] == [1, 1, 1]
    assert "Hura SO 571315" in changes["closed"]["some"][0]
    assert any(
        "Karya BO 571315 < Hura SO -> Karya BO 570017 < Vijayanagar SO" in some for some in changes["moved"]["some"]
    )
    assert "Lakshmipuram (Mysuru) SO" in changes["renamed"]["some"][0]
    assert any("Vijayanagar SO" in text for text in report.lines())


def test_a_newer_directory_opens_closes_and_moves(tmp_path):
    load(tmp_path, SMALL)
    codes = dict(Office.objects.values_list("name", "code"))
    report = load(tmp_path, NEWER, now=LATER)
    assert report.status == "loaded"
    day = date(2026, 12, 1)
    hura = Office.objects.get(name="Hura SO")
    assert (hura.closed_on, hura.opened_on) == (day, DIRECTORY_DATE)
    opened = office("Vijayanagar SO")
    assert opened.opened_on == day
    assert opened.code not in codes.values()
    moved = office("Karya BO")
    assert (moved.code, moved.pincode, moved.reports_to) == (codes["Karya BO"], "570017", opened)
    assert moved.path.startswith(opened.path)
    assert office("Chamarajapuram SO").code == codes["Lakshmipuram (Mysuru) SO"]
    assert load(tmp_path, NEWER, now=LATER, recheck=True).status == "nothing-to-do"


def test_pins_change_hands_on_the_day_of_the_import(tmp_path):
    load(tmp_path, SMALL)
    load(tmp_path, [one for one in SMALL if one is not HURA], now=LATER)
    lives = PincodeService.objects.filter(pincode="571315").order_by("valid")
    assert [(one.office.name, one.valid.lower, one.valid.upper) for one in lives] == [
        ("Hura SO", DIRECTORY_DATE, date(2026, 12, 1)),
        ("Karya BO", date(2026, 12, 1), None),
    ]


def test_a_pin_given_and_taken_on_one_day_leaves_no_empty_range(tmp_path):
    load(tmp_path, SMALL)
    load(tmp_path, NEWER, now=LATER)
    load(tmp_path, [one for one in NEWER if one not in (NEW, MOVED)], now=LATER)
    assert not PincodeService.objects.filter(pincode="570017").exists()
    assert not PincodeService.objects.filter(valid__isempty=True).exists()


def test_two_offices_cannot_deliver_at_one_pin(tmp_path):
    load(tmp_path, SMALL)
    with pytest.raises(IntegrityError), transaction.atomic():
        PincodeService.objects.create(
            pincode="570001", office=office("Mysuru Fort SO"), valid=(date(2026, 6, 1), None), basis="source"
        )
    assert PincodeService.objects.filter(pincode="570001").count() == 1


def test_how_the_delivering_office_is_chosen(tmp_path):
    both = line("Second S.O", "570004", "PO", ("12.5", "76.9"))
    silent = line("Silent S.O", "570099", "PO", ("12.31", "76.65"), delivers=False)
    load(tmp_path, [MYSURU_HO, FORT, LAKSHMIPURAM, both, silent])
    chosen = {one.pincode: (one.office.name, one.basis) for one in PincodeService.objects.all()}
    assert chosen == {
        "570001": ("Mysuru HO", "source"),
        "570004": ("Lakshmipuram (Mysuru) SO", "derived"),
        "570099": ("Mysuru HO", "derived"),
    }


def test_what_people_set_survives_an_import(tmp_path):
    load(tmp_path, SMALL)
    Office.objects.filter(name="Karya BO").update(rolled_out_on=date(2026, 8, 4), single_handed=False)
    load(tmp_path, NEWER, now=LATER)
    karya = office("Karya BO")
    assert (karya.rolled_out_on, karya.single_handed) == (date(2026, 8, 4), False)


@pytest.mark.parametrize(
    "content",
    ["", "a,b\n1,2\n", text_of(SMALL).replace("571315", "71315"), text_of(SMALL) + "x,y\n"],
)
def test_what_is_no_directory_is_refused_and_changes_nothing(tmp_path, content):
    load(tmp_path, SMALL)
    before = everything()
    path = tmp_path / "bad.csv"
    path.write_text(content)
    with pytest.raises(BadDirectory):
        load_directory(directory=path, positions=None, now=LATER)
    assert everything() == before


def test_the_writes_must_be_inside_a_transaction():
    assert all(function.needs_transaction for function in (write.write_offices, write.write_pins, write.write_load))
    assert connection.vendor == "postgresql"
    assert NOW < LATER


def test_mail_offices_stay_and_find_another_host_when_theirs_closes(tmp_path):
    load(tmp_path, SMALL)
    mail = dict(Office.objects.filter(basis="assumed").exclude(kind=Kind.DIRECTORATE).values_list("code", "name"))
    load(tmp_path, [one for one in SMALL if one is not MYSURU_HO], now=LATER)
    kept = Office.objects.filter(code__in=mail, closed_on=None)
    assert dict(kept.values_list("code", "name")) == mail
    assert {one.accounts_to.name for one in kept} == {"Nanjangud HO"}


def test_one_import_at_a_time(tmp_path):
    parameters = connection.get_connection_params()
    with psycopg.connect(**{key: parameters[key] for key in ("dbname", "user", "host")}) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [write.LOCK])
        with pytest.raises(Busy):
            load(tmp_path, SMALL)
    assert not Office.objects.exists()
