"""Sheets: loaded once, equal to their file, checked, in force by two people and never against the past."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from apt.core.errors import Refusal
from bookings.errors import BadTariff, SheetHasErrors, SheetNotADraft, SheetNotReplayed
from bookings.models import TariffReplay, TariffSheet, TariffSlab, TariffVersion
from bookings.queries import Asked, packaged, quote_articles, tariff, tariff_at_hand, tariff_of_sheet
from bookings.rules import SheetState, price
from bookings.rules.tariff import read_tariff, tariff_of
from bookings.rules.tariff.changes import changes, changes_to_the_past, fingerprint, takes_effect_on
from bookings.rules.tariff.checks import check_tariff
from bookings.rules.tariff.typed import quote_of
from bookings.services import ask_for_replay, propose_sheet
from offices.models import Approval, DirectoryLoad
from tests.bookings.sheets import draft, installed, proposed, replayed, second_administrator, settled
from tests.bookings.tariffs import EXAMPLES, changed, product_in, raise_documents, raw
from tests.world import BENGALURU_PIN, NOW, TODAY, nothing_changes, statements

YESTERDAY = TODAY - timedelta(days=1)
NEW_YEAR = date(2027, 1, 1)


def errors(tariff_found):
    return [one for one in check_tariff(tariff_found) if one.blocks]


def everything_of_sheets():
    models = (TariffSheet, TariffVersion, TariffSlab, TariffReplay, Approval)
    return [list(model.objects.order_by("pk").values()) for model in models]


def refused(refusal, act):
    before = everything_of_sheets()
    with nothing_changes(), pytest.raises(refusal) as caught:
        act()
    assert everything_of_sheets() == before
    return caught.value


# --- files and rows ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_tables_hold_what_the_file_says():
    sheet = installed()
    assert tariff_of_sheet(sheet) == packaged()
    assert fingerprint(tariff_of_sheet(sheet)) == sheet.sha256
    assert sheet.state == SheetState.APPROVED
    for row in EXAMPLES:
        if not row["expect_error"]:
            question = quote_of(row)
            by_file, by_tables = price(packaged(), question), price(tariff(), question)
            assert by_tables.lines == by_file.lines, row["id"]


@pytest.mark.django_db
def test_loading_is_harmless_twice_and_another_file_is_a_draft(tmp_path, capsys):
    call_command("load_tariff")
    call_command("load_tariff")
    assert [one.state for one in TariffSheet.objects.all()] == ["approved"]
    found = raw()
    raise_documents(found)
    other = tmp_path / "new.json"
    other.write_text(json.dumps(found))
    call_command("load_tariff", str(other))
    call_command("load_tariff", str(other))
    assert [one.state for one in TariffSheet.objects.order_by("pk")] == ["approved", "draft"]
    assert "stands already" in capsys.readouterr().out
    assert tariff() == packaged()


@pytest.mark.django_db
def test_the_bootstrap_of_an_installation_brings_the_packaged_tariff_into_force():
    report = {"faults": {}, "kinds": {}, "positions": {}, "circles": {}, "rows": 0}
    DirectoryLoad.objects.create(sha256="0" * 64, source="test", loaded_at=NOW, report=report)
    for _ in range(2):
        call_command("bootstrap")
        assert TariffSheet.objects.get().state == SheetState.APPROVED


@pytest.mark.django_db
def test_as_a_draft_even_the_packaged_one_is_not_in_force():
    call_command("load_tariff", draft=True)
    assert TariffSheet.objects.get().state == SheetState.DRAFT


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "JSON"),
        ("[]", "an object"),
        ("{}", "must be a list"),
        ('{"products": 5}', "must be a list"),
        (lambda found: product_in(found, "SP_DOC").pop("name"), "products[0]: 'name' is missing"),
        (lambda found: product_in(found, "SP_DOC").update(code="sp doc"), "is not a code"),
        (lambda found: found["products"].append(found["products"][0]), "stands there twice"),
        (lambda found: product_in(found, "LETTER")["versions"][0]["tariff"].update(first_paise=-1), "whole number"),
        (lambda found: product_in(found, "LETTER")["versions"][0]["tariff"].update(first_paise=5.5), "whole number"),
        (lambda found: product_in(found, "LETTER")["versions"][0]["tariff"].update(step_g=0), "whole number from 1"),
        (lambda found: product_in(found, "LETTER")["versions"][0]["tariff"].update(type="magic"), "magic"),
        (lambda found: product_in(found, "LETTER")["versions"][0].update(effective_from="soon"), "soon"),
        (lambda found: found["vas"][0].update(fee={"type": "flat"}), "a flat fee wants"),
        (lambda found: found["gst"].update(rounding_default="UP"), "UP"),
        (lambda found: found.update(zoning=[{}]), "zoning[0]"),
    ],
)
def test_what_is_no_tariff_is_refused_with_its_place(tmp_path, text, says):
    if callable(text):
        found = raw()
        text(found)
        text = json.dumps(found)
    path = tmp_path / "bad.json"
    path.write_text(text)
    with pytest.raises(BadTariff) as caught:
        read_tariff(path)
    assert says in caught.value.sentence()
    with pytest.raises(CommandError):
        call_command("load_tariff", str(path))
    assert not TariffSheet.objects.exists()


def test_a_file_that_is_not_there():
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_tariff", "nothing-of-that-name.json")


def test_a_file_may_date_its_rounding_and_bring_its_zones():
    def change(found):
        days = [("APT_RUPEE_PER_HEAD", None, "2026-12-31"), ("EXACT_PAISE", "2027-01-01", None)]
        found["gst"]["rounding"] = [{"rule": r, "effective_from": a, "effective_to": b} for r, a, b in days]
        found["zoning"] = []

    found = changed(change)
    assert [one.rule.value for one in found.rounding] == ["APT_RUPEE_PER_HEAD", "EXACT_PAISE"]
    assert found.zonings == ()
    assert not errors(found)


# --- checks -----------------------------------------------------------------------------------------------------------


def test_the_packaged_tariff_has_no_errors():
    found = check_tariff(packaged())
    assert not [one for one in found if one.blocks]
    assert {one.about for one in found} >= {"SP24_DOC", "SP_PARCEL", "PERIODICAL_20"}


def _slab(found, code, place, version=-1):
    return product_in(found, code)["versions"][version]["tariff"]["slabs"][place]["price_paise"]


@pytest.mark.parametrize(
    ("change", "about", "where", "text"),
    [
        (lambda f: raise_documents(f, begins="2027-01-03"), "SP_DOC", "2027-01-03", "Nothing holds from 2027-01-01"),
        (lambda f: raise_documents(f, begins="2026-12-31"), "SP_DOC", "2026-12-31", "Two versions"),
        (lambda f: raise_documents(f, ends=None), "SP_DOC", "2027-01-01", "Two versions"),
        (lambda f: _slab(f, "SP_DOC", 1).update(K2001=4600), "SP_DOC", "up to 250 g, K2001", "heavier article costs"),
        (lambda f: _slab(f, "SP_PARCEL", 0).update(OS=8100), "SP_PARCEL", "up to 500 g, OS", "Farther costs less"),
        (lambda f: _slab(f, "SP_PARCEL", 3).pop("ZM"), "SP_PARCEL", "up to 2000 g, ZM", "no price"),
        (lambda f: _slab(f, "SP_PARCEL", 3).update(XX=1), "SP_PARCEL", "up to 2000 g, XX", "does not exist"),
        (lambda f: product_in(f, "SP_PARCEL")["versions"][1]["tariff"]["above"]["price_paise"].pop("OS"), "SP_PARCEL",
         "each further 1000 g, OS", "no price"),
        (lambda f: product_in(f, "GYAN_POST")["versions"][0]["tariff"]["slabs"].pop(), "GYAN_POST", "2025-05-01",
         "between 4000 g and the limit of 5000 g"),
        (lambda f: product_in(f, "GYAN_POST")["versions"][0]["tariff"]["slabs"].reverse(), "GYAN_POST", "up to 300 g",
         "not in order"),
        (lambda f: product_in(f, "GYAN_POST")["versions"][0]["tariff"]["slabs"].clear(), "GYAN_POST", "", "no slab"),
        (lambda f: product_in(f, "LETTER")["versions"][0].update(source_ids=[]), "LETTER", "", "No source"),
        (lambda f: product_in(f, "LETTER")["versions"][0].update(source_ids=["X"]), "LETTER", "", "source X is not"),
        (lambda f: product_in(f, "LETTER")["versions"].clear(), "LETTER", "", "no version"),
        (lambda f: product_in(f, "LETTER")["versions"][0]["tariff"].update(zone_scheme="X"), "LETTER", "", "columns X"),
        (lambda f: product_in(f, "LETTER")["versions"][0].update(effective_to="2024-01-01"), "LETTER", "", "before it"),
        (lambda f: product_in(f, "LETTER").update(allowed_vas=["NOPE"]), "LETTER", "NOPE", "not in the sheet"),
        (lambda f: product_in(f, "LETTER").update(discounts=["NOPE"]), "LETTER", "NOPE", "not in the sheet"),
        (lambda f: product_in(f, "LETTER")["weight"].update(min_g=3000), "LETTER", "", "above the highest"),
        (lambda f: f["vas"].append(f["vas"][0]), "REG", "2025-10-01", "Two versions"),
        (lambda f: f["discounts"][0].update(source_ids=[]), "STUDENT_DOC", "2025-11-01", "No source"),
        (lambda f: f["zone_schemes"]["SPDOC6"]["bands"].pop(), "SP_DOC", "", "do not go on to any distance"),
    ],
)  # fmt: skip
def test_checks_name_product_slab_and_fault(change, about, where, text):
    found = errors(changed(change))
    assert any(one.about == about and where in one.where and text in one.text for one in found), found


# --- the past ---------------------------------------------------------------------------------------------------------


def test_what_a_new_sheet_changes():
    newer = changed(raise_documents)
    assert takes_effect_on(packaged(), newer, today=TODAY) == NEW_YEAR
    found = {(one.about, one.name): one for one in changes(packaged(), newer, on=NEW_YEAR)}
    assert (found["SP_DOC", "≤ 50 g LOCAL"].before, found["SP_DOC", "≤ 50 g LOCAL"].after) == (1900, 2200)
    assert round(found["SP_DOC", "≤ 50 g LOCAL"].percent, 1) == 15.8
    assert {about for about, _name in found} == {"SP_DOC"}
    assert sum(one.is_money for one in found.values()) == 18
    assert not changes(packaged(), packaged(), on=TODAY)
    assert not changes_to_the_past(packaged(), newer, today=TODAY)


@pytest.mark.parametrize(
    "change",
    [
        lambda f: _slab(f, "SP_DOC", 0).update(LOCAL=1800),
        lambda f: _slab(f, "SP_DOC", 0, 0).update(LOCAL=1400),
        lambda f: raise_documents(f, ends="2026-11-18", begins="2026-11-19"),
        lambda f: product_in(f, "LETTER")["versions"][0].update(effective_from="2020-01-01"),
        lambda f: product_in(f, "LETTER")["versions"].clear(),
        lambda f: f["vas"][0]["fee"].update(paise=400),
        lambda f: f["vas"][3]["limits"][1].update(max_value_paise=1),
        lambda f: f["discounts"][0].update(bp=2000),
        lambda f: f["gst"].update(rounding_default="EXACT_PAISE"),
        lambda f: f["chargeable_weight"].update(divisor_cm3_per_kg=6000),
        lambda f: f.update(zoning=[]),
    ],
)
def test_days_that_are_past_keep_their_prices(change):
    assert changes_to_the_past(packaged(), changed(change), today=TODAY)


@pytest.mark.parametrize(
    "change",
    [
        raise_documents,
        lambda f: raise_documents(f, ends=YESTERDAY.isoformat(), begins=TODAY.isoformat()),
        lambda f: f["vas"].append({**f["vas"][0], "code": "NEW", "effective_from": TODAY.isoformat()}),
        lambda f: f["vas"][3]["limits"].append({**f["vas"][3]["limits"][1], "effective_from": "2027-04-01"}),
        lambda f: product_in(f, "SP_PARCEL")["weight"].update(max_g=35_000),
        lambda f: f["sources"]["GZ4375"].update(note="read again"),
    ],
)
def test_days_to_come_may_change(change):
    assert not changes_to_the_past(packaged(), changed(change), today=TODAY)


# --- two people -------------------------------------------------------------------------------------------------------


def test_a_draft_comes_into_force_by_a_second_person(world):
    before = installed()
    sheet = draft()
    replayed(world, sheet)
    approval = proposed(world, sheet)
    sheet.refresh_from_db()
    assert sheet.state == SheetState.CHECKED
    assert tariff() == packaged()
    settled(world, approval)
    sheet.refresh_from_db()
    before.refresh_from_db()
    assert (before.state, sheet.state) == (SheetState.SUPERSEDED, SheetState.APPROVED)
    assert (sheet.approved_by, sheet.approved_at) == (second_administrator(world), NOW)
    asked = [Asked(BENGALURU_PIN, 48)]
    prices = {on: quote_articles(asked, origin=world.mysuru, on=on)[0].price for on in (TODAY, NEW_YEAR)}
    assert {on: (one.postage_paise, one.version_from) for on, one in prices.items()} == {
        TODAY: (4700, date(2025, 10, 1)), NEW_YEAR: (5000, NEW_YEAR),
    }  # fmt: skip


def test_who_may_not_decide(world):
    installed()
    sheet = draft()
    replayed(world, sheet)
    approval = proposed(world, sheet)
    for person, code in ((world.administrator, "own_request"), (world.supervisor, "not_found")):
        assert refused(Refusal, lambda by=person: settled(world, approval, by=by)).code == code
    assert tariff() == packaged()


def test_refused_by_the_second_person_it_stays_out_of_force(world):
    installed()
    sheet = draft()
    replayed(world, sheet)
    settled(world, proposed(world, sheet), approve=False)
    assert tariff() == packaged()
    settled(world, proposed(world, sheet))
    assert tariff() == changed(raise_documents)


def test_without_a_replay_nothing_is_proposed(world):
    installed()
    sheet = draft()
    refused(SheetNotReplayed, lambda: proposed(world, sheet))


def test_with_errors_nothing_is_replayed_or_proposed(world):
    installed()
    sheet = draft(changed(lambda found: _slab(found, "SP_PARCEL", 3).pop("ZM")))
    days = {"first_day": TODAY, "last_day": TODAY, "by": world.administrator, "now": NOW}
    refused(SheetHasErrors, lambda: ask_for_replay(sheet=sheet, **days))
    assert "SP_PARCEL" in refused(SheetHasErrors, lambda: proposed(world, sheet)).sentence()


def test_what_became_past_meanwhile_is_refused_at_the_decision(world):
    installed()
    sheet = draft(changed(lambda f: raise_documents(f, ends=YESTERDAY.isoformat(), begins=TODAY.isoformat())))
    replayed(world, sheet)
    approval = proposed(world, sheet)
    refused(SheetHasErrors, lambda: settled(world, approval, now=NOW + timedelta(days=1)))
    settled(world, approval)


def test_of_two_drafts_the_second_is_held_against_the_first(world):
    installed()
    first, second = draft(), draft(changed(lambda f: raise_documents(f, by=500)))
    for sheet in (first, second):
        replayed(world, sheet)
    approvals = [proposed(world, sheet) for sheet in (first, second)]
    for approval in approvals:
        settled(world, approval)
    assert [one.state for one in TariffSheet.objects.order_by("pk")] == ["superseded", "superseded", "approved"]
    refused(SheetNotADraft, lambda: proposed(world, first))
    refused(SheetNotADraft, lambda: propose_sheet(
        sheet=second, office=world.directorate, reason="again", by=world.administrator, now=NOW
    ))  # fmt: skip
    again = draft()
    assert (again.state, again.pk > second.pk) == (SheetState.DRAFT, True)


# --- what the database refuses ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_database_lets_no_two_versions_of_a_sheet_in_force_hold_on_one_day():
    sheet = installed()
    version = TariffVersion.objects.filter(product__sheet=sheet, code="LETTER").get()
    version.pk, version.valid = None, (TODAY, None)
    with pytest.raises(IntegrityError, match="bookings_one_version_a_day"), transaction.atomic():
        version.save()
    version.in_force = False
    version.save()
    with pytest.raises(IntegrityError, match="bookings_one_sheet_in_force"), transaction.atomic():
        TariffSheet.objects.create(sha256="1" * 64, source="x", loaded_at=NOW, state=SheetState.APPROVED)


@pytest.mark.django_db
def test_a_sheet_costs_the_same_statements_whatever_its_size():
    counts = []
    for change in (lambda f: f["products"].__delitem__(slice(1, None)), raise_documents):
        with statements() as written:
            sheet = draft(changed(change))
        with statements() as read:
            tariff_of_sheet(sheet)
        counts.append((written.count, read.count))
    assert counts[0] == counts[1]
    assert counts[0][1] == 12


def test_pricing_asks_one_statement_for_one_and_for_many(world):
    installed()
    quote_articles([Asked(BENGALURU_PIN, 48)], origin=world.mysuru, on=TODAY)  # the sheet is read once a process
    counts = []
    for many in (1, 40):
        with statements() as asked:
            quote_articles([Asked(BENGALURU_PIN, 48)] * many, origin=world.mysuru, on=TODAY)
        counts.append(asked.count)
    assert counts == [1, 1]
    with statements() as asked:
        assert tariff_at_hand() == packaged()
    assert asked.count == 0


def test_of_raw_facts_the_order_of_fields_says_nothing():
    found = raw()
    turned = {key: found[key] for key in reversed(found)} | {"compiled_on": "never"}
    assert fingerprint(tariff_of(turned)) == fingerprint(packaged())
