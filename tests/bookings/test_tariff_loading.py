"""A sheet comes in by the page, and goes again while it is a draft."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bookings.errors import SheetNotADraft
from bookings.models import TariffSheet
from bookings.queries import packaged, tariff
from bookings.rules import SheetState
from bookings.rules.tariff import PACKAGED
from bookings.services import withdraw_sheet
from tests.bookings.sheets import draft, installed, proposed, replayed, settled
from tests.world import NOW, nothing_changes

SHEETS = "/tariff/sheets/"


@pytest.fixture
def administrator(client, world):
    client.force_login(world.administrator)
    return client


def dearer() -> bytes:
    raw = json.loads(PACKAGED.read_text(encoding="utf-8"))
    raw["products"][0]["name"] = "Renamed"
    return json.dumps(raw).encode()


def hand_in(client, content, name="april.json"):
    return client.post(SHEETS, {"file": SimpleUploadedFile(name, content)})


def test_a_file_becomes_a_draft_and_the_same_again_is_that_sheet(administrator, world):
    in_force = installed()
    answer = hand_in(administrator, dearer())
    sheet = TariffSheet.objects.exclude(pk=in_force.pk).get()
    assert (answer.status_code, answer["Location"]) == (302, f"{SHEETS}{sheet.pk}/")
    assert (sheet.state, sheet.source, sheet.loaded_by) == (SheetState.DRAFT, "april.json", world.administrator)
    assert tariff() == packaged(), "a draft changes no price"
    with nothing_changes():
        again = administrator.post(SHEETS, {"file": SimpleUploadedFile("b.json", dearer())}, follow=True)
    assert "is there already" in again.content.decode()
    assert world.administrator.name in administrator.get(SHEETS).content.decode()


def test_the_packaged_file_by_the_page_is_a_draft_too(administrator, world):
    assert hand_in(administrator, PACKAGED.read_bytes()).status_code == 302
    assert TariffSheet.objects.get().state == SheetState.DRAFT


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [
        (b"", 422, "empty"),
        (b"{", 422, "JSON"),
        (b"\xff\xfe", 422, "JSON"),
        (b"[]", 422, "an object with products"),
        (b"[" * 100_000, 422, "JSON"),
        (b" " * ((1 << 20) + 1), 422, "larger than 1 MB"),
    ],
    ids=["empty", "half", "no text", "list", "deep", "large"],
)
def test_what_is_no_tariff_is_refused_with_a_sentence(administrator, world, content, status, says):
    with nothing_changes():
        answer = hand_in(administrator, content)
    assert answer.status_code == status
    assert says in answer.content.decode()


def test_nobody_but_the_directorate_loads_or_withdraws(client, world):
    sheet = draft()
    client.force_login(world.clerk)
    with nothing_changes():
        assert hand_in(client, dearer()).status_code == 403
        assert client.post(f"{SHEETS}{sheet.pk}/withdraw/").status_code == 403


def test_a_draft_is_withdrawn_and_its_file_may_come_again(administrator, world):
    installed()
    hand_in(administrator, dearer())
    sheet = TariffSheet.objects.get(state=SheetState.DRAFT)
    page = f"{SHEETS}{sheet.pk}/"
    assert "Withdraw it" in administrator.get(page).content.decode()
    assert administrator.post(f"{page}withdraw/").status_code == 302
    sheet.refresh_from_db()
    assert (sheet.state, sheet.withdrawn_by) == (SheetState.WITHDRAWN, world.administrator)
    text = administrator.get(page).content.decode()
    assert "Withdrawn by" in text
    assert "Withdraw it" not in text
    with nothing_changes():
        assert withdraw_sheet(sheet=sheet, by=world.administrator, now=NOW) == sheet
    hand_in(administrator, dearer())
    assert TariffSheet.objects.filter(sha256=sheet.sha256, state=SheetState.DRAFT).exists()


def test_a_withdrawn_sheet_cannot_be_approved_by_whoever_was_asked_before(administrator, world):
    installed()
    sheet = draft()
    replayed(world, sheet)
    approval = proposed(world, sheet)
    withdraw_sheet(sheet=sheet, by=world.administrator, now=NOW)
    with nothing_changes(), pytest.raises(SheetNotADraft):
        settled(world, approval)


def test_what_is_in_force_is_not_withdrawn(administrator, world):
    sheet = installed()
    with nothing_changes():
        answer = administrator.post(f"{SHEETS}{sheet.pk}/withdraw/")
    assert answer.status_code == 409
    assert "Only a draft" in answer.content.decode()
