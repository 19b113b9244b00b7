"""The calculator for everybody, and sheets for the Directorate, as people without JavaScript use them."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client

from apt.core.clock import ist_date, now
from apt.core.services import serve_due
from apt.wiring import REACTIONS
from bookings.models import TariffReplay, TariffSheet
from bookings.queries import packaged, tariff
from offices.models import Approval
from payments.services import begin_shift
from tests.bookings.sheets import draft, installed, second_administrator
from tests.bookings.tariffs import changed, product_in, raise_documents
from tests.world import BENGALURU_PIN, BRANCH_PIN, MYSURU_PIN, book, item, nothing_changes, statements

CALCULATOR = "/tariff/"
SHEETS = "/tariff/sheets/"


def days_around(today):
    """Form of a replay of the last days, up to today."""
    return {"first_day": (today - timedelta(days=5)).isoformat(), "last_day": today.isoformat()}


def dearer_from_tomorrow():
    today = ist_date(now())
    begins = (today + timedelta(days=1)).isoformat()
    return draft(changed(lambda found: raise_documents(found, ends=today.isoformat(), begins=begins)))


def ask(client: Client, **typed):
    return client.get(CALCULATOR, {"origin": MYSURU_PIN, "pincode": BENGALURU_PIN, "weight_g": "48"} | typed)


def test_calculator_asks_first(client, world):
    page = client.get(CALCULATOR)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Two PINs and a weight" in text
    assert "24 Speed Post (document, D+1) (no tariff published)" in text
    assert 'method="post"' not in text.split("<main")[1]
    assert len(page.content) < 60_000


def test_calculator_shows_the_price_and_why(client, world):
    text = ask(client, services=["OTP", "INS"], declared="₹1,000").content.decode()
    for said in (
        "₹130.00", "Mysuru HO", "Basavanagudi HO", "Speed Post Document (Inland)", "Up to 50 g: ₹47.00.",
        "Up to 200 km: 123 km in a straight line", "S.O. 4375(E)", "2025-09-25", "gazette", "Confidence", "₹58.00",
    ):  # fmt: skip
        assert said in text, said
    assert 'value="OTP" checked' in text
    assert 'value="₹1,000"' in text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"product": "SP_PARCEL", "weight_g": "1200", "length_cm": "40", "breadth_cm": "30", "height_cm": "20"},
         "₹425.00"),
        ({"product": "SP_PARCEL", "length_cm": "60", "breadth_cm": "9.5", "roll": "1"}, "weigh more than the 48 g"),
        ({"product": "IPP_CONTRACT", "services": ["COD"], "cod": "6501"}, "₹100.01"),
        ({"pincode": MYSURU_PIN}, "Local: one office"),
        ({"product": "LETTER"}, "One price for all India."),
        ({"discount": "STUDENT_DOC"}, "-₹4.70"),
        ({"weight_g": "४८"}, "₹55.00"),
    ],
)  # fmt: skip
def test_calculator_knows_products(client, world, typed, says):
    assert says in ask(client, **typed).content.decode()


@pytest.mark.parametrize(
    ("typed", "at", "says"),
    [
        ({"origin": ""}, "origin", "PIN from is missing"),
        ({"origin": "1"}, "origin", "six digits"),
        ({"origin": "999999"}, "origin", "999999"),
        ({"pincode": "999999"}, "pincode", "999999"),
        ({"weight_g": "x"}, "weight_g", "Weight: &#x27;x&#x27; is not a number"),
        ({"weight_g": "501"}, "weight_g", "500 g"),
        ({"length_cm": "NaN"}, "length_cm", "Length"),
        ({"length_cm": "99", "breadth_cm": "20", "height_cm": "1"}, "length_cm", "420 × 290 × 20 mm"),
        ({"product": "SP24_DOC"}, "product", "no tariff of it was found"),
        ({"product": "'\"><script>"}, "product", "has no product"),
        ({"services": ["INS"]}, "declared", "value of the contents"),
        ({"services": ["INS"], "declared": "12.345"}, "declared", "not a number"),
        ({"services": ["COD"], "cod": "5"}, "cod", "not offered"),
        ({"discount": "BULK_NEW_5", "product": "LETTER"}, "discount", "does not apply"),
    ],
)
def test_calculator_says_what_is_wrong_where(client, world, typed, at, says):
    answer = ask(client, **typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert says in text
    assert f'href="#id_{at}"' in text
    assert "<script>" not in text.split("<main")[1]


def test_calculator_in_hindi_and_at_one_price_an_asking(client, world):
    client.cookies["apt_language"] = "hi"
    text = ask(client, services=["REG"]).content.decode()
    assert "स्पीड पोस्ट" in text
    assert "Why this price" not in text
    with statements() as one:
        ask(client)
    assert one.count == 2  # which sheet is in force, for the list of products; who delivers


def test_calculator_at_a_branch_office_insures_little(client, world):
    assert ask(client, origin=BRANCH_PIN, services=["INS"], declared="601").status_code == 422
    assert ask(client, origin=BRANCH_PIN, services=["INS"], declared="600").status_code == 200


# --- sheets -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def administrator(client, world) -> Client:
    client.force_login(world.administrator)
    return client


def test_sheets_are_listed_and_the_front_door_leads_there(administrator):
    assert "No sheet is loaded" in administrator.get(SHEETS).content.decode()
    sheet = installed()
    text = administrator.get(SHEETS).content.decode()
    assert f"/tariff/sheets/{sheet.pk}/" in text
    assert "at installation" in text
    assert SHEETS in administrator.get("/").content.decode()


@pytest.mark.parametrize("who", ["clerk", "supervisor", "idle"])
def test_sheets_are_for_the_directorate(client, world, who):
    sheet = installed()
    client.force_login(getattr(world, who))
    for path in (SHEETS, f"{SHEETS}{sheet.pk}/", f"{SHEETS}{sheet.pk}/replay.csv"):
        assert client.get(path).status_code == 403
    with nothing_changes():
        for path in ("replay", "propose"):
            assert client.post(f"{SHEETS}{sheet.pk}/{path}/", {"reason": "x"}).status_code == 403
    assert SHEETS not in client.get("/").content.decode()


def test_a_draft_from_its_page_to_the_counter(administrator, world):
    installed()
    shift = begin_shift(office=world.mysuru, counter_number=1, by=world.clerk, now=now())  # of today: its day counts
    book(shift, item(BENGALURU_PIN, 48), now=now())
    sheet = dearer_from_tomorrow()
    page = f"{SHEETS}{sheet.pk}/"
    text = administrator.get(page).content.decode()
    for said in ("No gaps, no overlaps", "≤ 50 g LOCAL", "₹19.00", "₹22.00", "Replay it over past bookings first"):
        assert said in text, said
    administrator.post(f"{page}propose/", {"reason": "S.O. 1"})
    assert not Approval.objects.exists()
    answer = administrator.post(f"{page}replay/", days_around(ist_date(now())))
    assert answer["Location"] == page
    assert 'hx-trigger="every 2s"' in administrator.get(page).content.decode()
    while serve_due(REACTIONS, now=now()):
        pass
    text = administrator.get(page).content.decode()
    assert "hx-trigger" not in text.split('id="replayed"')[1]
    for said in ("SP_DOC", "Karnataka Circle", "+₹3.00", "Ask a second person"):
        assert said in text, said
    answer = administrator.get(f"{page}replay.csv")
    (row,) = csv.DictReader(io.StringIO(answer.content.decode()))
    assert (row["circle"], row["articles"], row["change_paise"], row["dearer"]) == ("Karnataka Circle", "1", "300", "1")
    assert administrator.post(f"{page}propose/", {"reason": "S.O. 1"})["Location"] == "/staff/approvals/"
    approval = Approval.objects.get()
    administrator.force_login(second_administrator(world))
    assert "₹47.00 -&gt; ₹50.00" in administrator.get("/staff/approvals/").content.decode()
    administrator.post(f"/staff/approvals/{approval.pk}/", {"decision": "approved", "reason": "read"})
    assert tariff() != packaged()
    assert "in force" in administrator.get(page).content.decode()


def test_a_sheet_with_errors_says_them_and_offers_nothing(administrator):
    installed()
    sheet = draft(changed(lambda found: product_in(found, "LETTER")["versions"][0].update(source_ids=[])))
    page = f"{SHEETS}{sheet.pk}/"
    text = administrator.get(page).content.decode()
    assert "LETTER" in text
    assert "No source is named" in text
    assert "Ask a second person" not in text
    for path, form in (("replay", days_around(ist_date(now()))), ("propose", {"reason": "x"})):
        with nothing_changes():
            answer = administrator.post(f"{page}{path}/", form)
        assert answer.status_code == 409
        assert "Errors found: 1." in answer.content.decode()
    assert not TariffReplay.objects.exists()
    assert TariffSheet.objects.get(pk=sheet.pk).state == "draft"


@pytest.mark.parametrize(
    ("path", "form"),
    [("replay", {}), ("replay", {"first_day": "x", "last_day": "2026-11-01"}),
     ("replay", {"first_day": "2026-11-02", "last_day": "2026-11-01"}),
     ("replay", {"first_day": "2026-11-01", "last_day": "2999-01-01"}),
     ("propose", {}), ("propose", {"reason": "x" * 201})],
)  # fmt: skip
def test_sheet_forms_take_no_nonsense(administrator, path, form):
    installed()
    sheet = draft()
    with nothing_changes():
        answer = administrator.post(f"{SHEETS}{sheet.pk}/{path}/", form)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not TariffReplay.objects.exists()
    assert not Approval.objects.exists()


def test_a_sheet_that_is_not_there(administrator, world):
    sheet = installed()
    assert administrator.get(f"{SHEETS}999999/").status_code == 404
    assert administrator.get(f"{SHEETS}{sheet.pk}/replay.csv").status_code == 404


def test_the_sheets_page_costs_the_same_for_one_and_two(administrator, world):
    counts = []
    for make in (installed, draft):
        make()
        with statements() as asked:
            administrator.get(SHEETS)
        counts.append(asked.count)
    assert counts[0] == counts[1]
