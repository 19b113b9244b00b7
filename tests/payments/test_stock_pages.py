"""Pages of stamps, pouches and the short day, as people use them without JavaScript."""

import csv
import html
import io
import re
import uuid

import pypdfium2
import pytest
from django.test import Client

from apt.core.clock import now
from offices.models import Device, LiveSession
from offices.rules import Role
from payments.models import OfficeDay, Pouch, Shift, StockItem
from payments.queries import drawer_paise, drawer_stock, treasury_stock
from payments.services import begin_shift, bring_in_stamps
from tests.world import NOW, TODAY, give_post, nothing_changes

from .days import begun, people, sell
from .stamps import bring, hand, two_items


@pytest.fixture
def staff(world):
    return people(world)


@pytest.fixture
def items(world):
    return two_items(world.administrator)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def text(answer):
    return answer.content.decode()


def test_from_the_depot_to_the_customer_by_the_pages(world, staff, items):
    shift = begin_shift(office=world.mysuru, counter_number=1, by=world.clerk, now=now())
    clerk, treasurer = signed_in(world.clerk), signed_in(staff.treasurer)
    box, request_id = f"i{items.five.pk}", uuid.uuid4()
    for _ in range(2):
        treasurer.post("/money/stock/", {"action": "bring", box: "30", "request_id": request_id})
    assert treasury_stock(world.mysuru) == {items.five.pk: 30}
    clerk.post("/money/stamps/", {"action": "ask", box: "10"})
    move = shift.moves.get()
    assert "10 × Stamp of 5 rupees" in text(treasurer.get("/money/stock/"))
    treasurer.post("/money/stock/", {"action": "give", "move": move.pk})
    with nothing_changes():
        treasurer.post("/money/stock/", {"action": "accept", "move": move.pk})
    clerk.post("/money/stamps/", {"action": "accept", "move": move.pk})
    assert drawer_stock(shift) == {items.five.pk: 10}
    sale = {"action": "sell", box: "3", "request_id": uuid.uuid4()}
    assert "Take <strong>₹15.00</strong> in cash" in text(clerk.post("/money/stamps/", sale, follow=True))
    with nothing_changes():
        clerk.post("/money/stamps/", sale)
    with nothing_changes():
        assert "only 7 are there" in text(clerk.post("/money/stamps/", sale | {box: "8", "request_id": uuid.uuid4()},
                                                     follow=True))  # fmt: skip
    page = text(clerk.get(f"/money/count/{shift.pk}/"))
    assert box in page
    clerk.post(f"/money/count/{shift.pk}/", {"p1000": "1", "p500": "1", box: "7"})
    assert "Stamp of 5 rupees" in text(signed_in(staff.supervisor).get(f"/money/verify/{shift.pk}/"))
    signed_in(staff.supervisor).post(f"/money/verify/{shift.pk}/")
    assert treasury_stock(world.mysuru) == {items.five.pk: 27}
    on = shift.business_date.isoformat()
    assert "The stamps in the treasury are not counted." in text(signed_in(staff.supervisor).get("/money/"))
    assert f'href="/money/stock/count/?on={on}"' in text(signed_in(staff.supervisor).get("/money/"))
    treasurer.post("/money/stock/count/", {"on": on, box: "27"})
    assert "Nothing is missing." in text(signed_in(staff.supervisor).get("/money/"))
    for bad in ("-1", "x"):
        with nothing_changes():
            assert treasurer.post("/money/stock/count/", {"on": on, box: bad}).status_code == 422


def test_stock_is_in_the_daily_account_csv_and_paper_and_each_figure_opens(world, staff, items):
    shift, _ = begun(world)
    device = Device.objects.create(
        office=world.mysuru, label="Counter one", token_hash="x", registered_by=world.clerk, registered_at=NOW
    )
    bring(world.mysuru, {items.five.pk: 30}, staff.treasurer)
    client, base = signed_in(staff.supervisor), f"/money/accounts/{world.mysuru.code}/"
    LiveSession.objects.create(user=world.clerk, session_key="k", device=device, begun_at=NOW)
    hand(shift, {items.five.pk: 10}, staff.treasurer)
    sell(shift, "a", 700)
    on = {"on": TODAY.isoformat()}
    page = text(client.get(base, on))
    for what in ("Stamps and stationery in drawers", "₹50.00", "₹100.00", "account=stock_safe"):
        assert what in page, what
    rows = {row["account"]: row for row in csv.DictReader(io.StringIO(text(client.get(base, on | {"format": "csv"}))))}
    assert (rows["stock"]["closing_paise"], rows["stock_safe"]["closing_paise"]) == ("5000", "10000")
    document = pypdfium2.PdfDocument(client.get(base, on | {"format": "pdf"}).content)
    assert "Stamps and stationery in drawers" in document[0].get_textpage().get_text_bounded()
    document.close()
    behind = text(client.get(f"{base}explain/", on | {"account": "stock"}))
    assert "10 × Stamp of 5 rupees" in behind
    assert "Counter one" in behind
    (row,) = csv.DictReader(
        io.StringIO(text(client.get(f"{base}explain/", on | {"account": "postage", "format": "csv"})))
    )
    assert (row["machine"], bool(row["version"])) == ("Counter one", True)


def test_each_link_of_the_daily_account_leads_to_entries_that_sum_up_to_its_figure(world, staff, items):
    """H3: the figure and what is behind it are the same rows, opening, closing and by purpose."""
    shift, _ = begun(world)
    bring(world.mysuru, {items.five.pk: 30}, staff.treasurer)
    hand(shift, {items.five.pk: 10}, staff.treasurer)
    sell(shift, "a", 700)
    client, base = signed_in(staff.supervisor), f"/money/accounts/{world.mysuru.code}/"
    on = {"on": TODAY.isoformat()}
    totals = list(csv.DictReader(io.StringIO(text(client.get(base, on | {"format": "csv"})))))
    assert {"stock", "stock_safe", "depot", "cash", "postage"} <= {row["account"] for row in totals}
    for row in totals:
        asked = on | {"account": row["account"], "format": "csv", "whole": "on"}
        behind = csv.DictReader(io.StringIO(text(client.get(f"{base}explain/", asked))))
        assert sum(int(one["paise"]) for one in behind) == int(row["closing_paise"]), row
    page = text(client.get(base, on))
    links = re.findall(r'href="([^"]+explain/[^"]+)">(-?₹[0-9,.]+)<', page)
    assert sum("purpose=" in url for url, _ in links) == 8
    for url, figure in links:
        behind = list(csv.DictReader(io.StringIO(text(client.get(html.unescape(url) + "&format=csv")))))
        paise = [int(one["paise"]) for one in behind]
        sums = {sum(paise), sum(one for one in paise if one > 0), -sum(one for one in paise if one < 0)}
        assert round(float(re.sub("[₹,]", "", figure)) * 100) in sums, (url, figure)
    stock = csv.DictReader(io.StringIO(text(client.get(f"{base}explain/", on | {"account": "stock", "format": "csv"}))))
    assert [row["pieces"] for row in stock] == ["10 x D-500"]


def test_an_administrator_keeps_the_master(world, items):
    client = signed_in(world.administrator)
    typed = {"code": "ENV-500", "name": "Embossed envelope", "kind": "envelope", "rupees": "5"}
    for _ in range(2):
        assert client.post("/money/stock/items/", typed).status_code == 302
    item = StockItem.objects.get(code="ENV-500")
    assert item.face_paise == 500
    with nothing_changes():
        said = client.post("/money/stock/items/", typed | {"rupees": "6"})
    assert (said.status_code, "already" in text(said)) == (409, True)
    with nothing_changes():
        assert client.post("/money/stock/items/", typed | {"code": "a b"}).status_code == 422
    client.post("/money/stock/items/ENV-500/withdraw/")
    item.refresh_from_db()
    assert item.withdrawn_at
    assert client.post("/money/stock/items/NONE/withdraw/").status_code == 404


def test_a_pouch_by_its_pages_from_both_ends(world, staff, items):
    give_post(world.idle, world.branch, Role.BRANCH_POSTMASTER, number=1)
    bring(world.mysuru, {items.five.pk: 30}, staff.treasurer)
    head, branch, box = signed_in(staff.treasurer), signed_in(world.idle), f"i{items.five.pk}"
    typed = {
        "request_id": uuid.uuid4(), "barcode": "pch00000001", "receiver": world.branch.code, "cash": "100", box: "4",
        "declared": "120",
    }  # fmt: skip
    with nothing_changes():
        said = head.post("/money/pouches/", typed | {"declared": "119"})
    assert "sums up to ₹120.00" in text(said)
    for _ in range(2):
        assert head.post("/money/pouches/", typed).headers["Location"] == "/money/pouches/PCH00000001/"
    assert "PCH00000001" in text(branch.get("/money/pouches/"))
    page = text(branch.get("/money/pouches/PCH00000001/"))
    assert "4 × Stamp of 5 rupees" not in page  # it is counted, not copied
    branch.post("/money/pouches/PCH00000001/", {"action": "receive", "cash": "100", box: "3"})
    with nothing_changes():  # the button of an older page
        assert head.post("/money/pouches/PCH00000001/", {"action": "back"}).status_code == 409
    assert Pouch.objects.get().state == "held"
    said = text(head.get("/money/pouches/PCH00000001/"))
    assert "3 × Stamp of 5 rupees" in said
    assert "4 × Stamp of 5 rupees" in said
    head.post("/money/pouches/PCH00000001/", {"action": "agree"})
    assert Pouch.objects.get().state == "received"
    assert treasury_stock(world.branch) == {items.five.pk: 3}
    assert signed_in(world.hassan_clerk).get("/money/pouches/PCH00000001/").status_code == 403
    with nothing_changes():
        assert branch.post("/money/pouches/PCH00000001/", {"cash": "-1"}).status_code == 422


def test_one_person_begins_and_ends_the_day_on_one_page(world, items):
    bpm, client = world.idle, signed_in(world.idle)
    give_post(bpm, world.branch, Role.BRANCH_POSTMASTER, number=1)
    bring_in_stamps(office=world.branch, pieces={items.five.pk: 5}, request_id=uuid.uuid4(), by=bpm, now=now())
    assert "Office and counter begin together" in text(client.get("/money/alone/"))
    for _ in range(2):  # the second press is no empty count
        client.post("/money/alone/", {"action": "begin"})
    shift = Shift.objects.get()
    assert OfficeDay.objects.get().begun_by == bpm
    sell(shift, "a", 1_500, now())
    with nothing_changes():
        assert client.post("/money/alone/", {"action": "end", "p500": "-1"}).status_code == 422
    client.post("/money/alone/", {"action": "end", "p1000": "1", "p500": "1", f"i{items.five.pk}": "5"})
    day = OfficeDay.objects.get()
    assert (day.ended_by, day.disputed, drawer_paise(shift)) == (bpm, False, 0)


def test_where_somebody_else_stands_the_short_form_sends_to_the_long_one(world, staff):
    assert "Somebody else stands here today" in text(signed_in(staff.supervisor).get("/money/alone/"))
