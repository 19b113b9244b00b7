"""H1 (Dalmellington): a money form that is pressed again and again has one effect.

Every form is found from the URLconf: one that is neither pressed here nor named with the test that proves it fails.
"""

import re
import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from django.test import Client

from apt.core.clock import now
from offices.models import User
from offices.rules import Role
from payments.models import Breach, Case, CashMove, Incident
from payments.queries import known_defects
from payments.services import (
    ask_cash,
    ask_indent,
    begin_shift,
    end_shift,
    give_cash,
    note_defect,
    raise_incidents,
    send_pouch,
    verify_shift,
)
from payments.services.stamp_bills import note_bill
from tests.access.matrix import addresses
from tests.access.routes import ROUTES
from tests.house.sources import ROOT
from tests.world import BENGALURU_PIN, NOW, TODAY, everything, give_post, nothing_changes

from .days import people, pieces, sell
from .stamps import bring, hand, two_items
from .test_h15 import INCIDENT_OFFICES, case_at, offices
from .test_orders import PAYEE, PAYER

PRESSES = 50
MONEY = ("money", "upi", "contracts", "bulk")
COUNTER = ("bookings:pay", "bookings:pay-out", "bookings:give-up-upi")

# What takes more than a form to get there is pressed where that stands; a check below finds each of these tests.
ELSEWHERE = {
    "money:undo": "tests/payments/test_day_undo.py",
    "money:answer-correction": "tests/payments/test_corrections.py",
    "money:correct": "tests/payments/test_corrections.py::test_h01_the_same_form_twice_is_one_request",
    "money:pay-order": "tests/payments/test_orders.py::test_h01_paid_once_however_often_it_is_pressed",
    "money:give-back-order": "tests/payments/test_orders.py::"
    "test_a_payee_not_found_is_waited_for_a_week_then_the_payer_gets_the_amount_not_the_commission",
    "upi:settlements": "tests/payments/test_upi_p8.py::test_row_71_by_its_page_once_and_at_the_nodal_office_alone",
    "money:recover": "tests/payments/test_disputes.py",
    "bookings:pay": "tests/browser/test_killed_worker.py::test_five_presses_over_http",
    "bookings:pay-out": "tests/bookings/test_cancel.py::test_cancel_twice_pays_once",
    "bookings:give-up-upi": "tests/bookings/test_upi.py",
    "contracts:deposit": "tests/races/test_contracts.py::test_a_deposit_pressed_twice_is_taken_once",
    "contracts:make-bills": "tests/bookings/test_bills.py",
    "contracts:range": "tests/bookings/test_bulk_numbers.py",
    "bulk:batches": "tests/races/test_contracts.py::test_one_file_handed_in_twice_at_once_is_one_batch",
    "bulk:book": "tests/bookings/test_bulk_checks.py::test_a_second_press_of_book_is_refused_and_harmless",
    "bulk:check": "tests/bookings/test_bulk_checks.py",
    "bulk:cancel": "tests/bookings/test_bulk_checks.py",
    "bulk:cancel-article": "tests/bookings/test_cancel_booked.py",
    "upi:cancel": "tests/payments/test_upi_slice.py",
    "upi:close-case": "tests/payments/test_upi_p9.py",
    "upi:refund-again": "tests/payments/test_upi_p9.py",
    "upi:refund-case": "tests/payments/test_upi_p9.py",
    "upi:take-up-case": "tests/payments/test_upi_p9.py",
}


class Form(NamedTuple):
    """Who presses what: the person, the address, what stands in the boxes."""

    by: User
    url: str
    body: dict[str, Any]


@pytest.fixture
def set_up(world):
    """Mysuru with a drawer of cash and stamps, and somebody at its branch."""
    staff = people(world)
    items = two_items(world.administrator)
    give_post(world.idle, world.branch, Role.BRANCH_POSTMASTER, number=1)
    bring(world.mysuru, {items.five.pk: 50}, staff.treasurer)
    return SimpleNamespace(world=world, staff=staff, box=f"i{items.five.pk}", five=items.five.pk, **vars(staff))


def running(on, paise=0):
    shift = begin_shift(office=on.world.mysuru, counter_number=1, by=on.world.clerk, now=now())
    if paise:
        sell(shift, "takings", paise, now())
    return shift


def stamped(on):
    shift = running(on)
    hand(shift, {on.five: 10}, on.treasurer, now())
    return shift


def billed(on):
    """Stamps for which a QR was asked, with the provider away."""
    request_id = uuid.uuid4()
    note_bill(shift=stamped(on), pieces={on.five: 1}, request_id=request_id, by=on.world.clerk, now=now())
    return request_id


def asked_for(on):
    return ask_indent(
        office=on.world.branch, of=on.world.mysuru, cash_paise=1_000, pieces={}, request_id=uuid.uuid4(),
        by=on.world.idle, now=now(),
    ).pk  # fmt: skip


def ended(on, counted=500):
    shift = running(on, 500)
    end_shift(shift=shift, pieces=pieces(counted), by=on.world.clerk, now=now())
    return shift


def short_case(on):
    shift = ended(on, 0)
    verify_shift(shift=shift, by=on.supervisor, now=now())
    return Case.objects.get()


def on_its_way(on):
    return send_pouch(
        sender=on.world.mysuru, receiver=on.world.branch, barcode="PCH00000001", cash_paise=1_000, pieces={},
        declared_paise=1_000, request_id=uuid.uuid4(), by=on.treasurer, now=now(),
    )  # fmt: skip


def given(on, *, to_drawer):
    shift = running(on, 500)
    by = on.treasurer if to_drawer else on.world.clerk
    return give_cash(shift=shift, to_drawer=to_drawer, paise=500, by=by, now=now())


def defect(on):
    note_defect(title="Counts twice", words="x", kinds=["excess"], offices=[], since=TODAY, by=on.supervisor, now=now())
    return next(iter(known_defects())).pk


def breach():
    return Breach.objects.create(invariant="I1", about="00000006/7", found_at=now(), seen_at=now()).pk


def incident(on):
    Case.objects.bulk_create(case_at(office, 100) for office in offices(on.world, INCIDENT_OFFICES))
    raise_incidents(now=NOW)
    return Incident.objects.get().pk


def order_form(on):
    running(on)
    names = {"payer_name": PAYER.name, "payer_mobile": PAYER.mobile, "payer_address": PAYER.address}
    payee = {"payee_name": PAYEE.name, "payee_address": PAYEE.address, "payee_pincode": BENGALURU_PIN}
    return Form(on.world.clerk, "/money/orders/", {"request_id": uuid.uuid4(), "rupees": "1000", **names, **payee})


def booked_order(on):
    form = order_form(on)
    client = Client()
    client.force_login(form.by)
    number = client.post(form.url, form.body).headers["Location"].split("/")[-2]
    return Form(on.world.supervisor, f"/money/orders/{number}/send-back/", {"why": "refused"})


def verified_day(on):
    verify_shift(shift=ended(on), by=on.supervisor, now=now())
    client = Client()
    client.force_login(on.treasurer)
    shift = on.world.mysuru.shifts.get()
    client.post("/money/stock/count/", {"on": shift.business_date.isoformat(), on.box: "50"})
    return Form(on.supervisor, "/money/end/", {"on": shift.business_date.isoformat()})


def cash(on, **body):
    return Form(on.treasurer, "/money/cash/", body)


def drawer(on, **body):
    return Form(on.world.clerk, "/money/drawer/", body)


# URL name, what is done there: how it comes about.
PRESSED: dict[tuple[str, str], Callable[[Any], Form]] = {
    ("money:begin", ""): lambda on: Form(on.supervisor, "/money/begin/", {}),
    ("money:end", ""): verified_day,
    ("money:count", ""): lambda on: Form(on.world.clerk, f"/money/count/{running(on, 500).pk}/", {"p500": "1"}),
    ("money:verify", ""): lambda on: Form(on.supervisor, f"/money/verify/{ended(on).pk}/", {}),
    ("money:drawer", "ask"): lambda on: running(on) and drawer(on, action="ask", rupees="5"),
    ("money:drawer", "give"): lambda on: running(on, 500) and drawer(on, action="give", rupees="5"),
    ("money:drawer", "accept"): lambda on: drawer(on, action="accept", move=given(on, to_drawer=True).pk),
    ("money:cash", "bring"): lambda on: Form(
        on.world.idle, "/money/cash/", {"action": "bring", "rupees": "500"}
    ),
    ("money:cash", "give"): lambda on: cash(on, action="give", rupees="5", shift=running(on).pk),
    ("money:cash", "give what was asked"): lambda on: cash(
        on, action="give", move=ask_cash(shift=running(on), paise=500, by=on.world.clerk, now=now()).pk
    ),
    ("money:cash", "accept"): lambda on: cash(on, action="accept", move=given(on, to_drawer=False).pk),
    ("money:cash", "refuse"): lambda on: cash(on, action="refuse", move=given(on, to_drawer=False).pk),
    ("money:stamps", "sell"): lambda on: stamped(on) and Form(
        on.world.clerk, "/money/stamps/", {"action": "sell", on.box: "1", "request_id": uuid.uuid4()}
    ),
    ("money:stamp-bill", "cash"): lambda on: Form(
        on.world.clerk, f"/money/stamps/bills/{billed(on)}/", {"action": "cash"}
    ),
    ("money:indents", ""): lambda on: Form(
        on.world.idle, "/money/indents/", {"of": on.world.mysuru.code, "cash": "10", "request_id": uuid.uuid4()}
    ),
    ("money:answer-indent", "refuse"): lambda on: Form(
        on.treasurer, f"/money/indents/{asked_for(on)}/", {"action": "refuse", "words": "None left"}
    ),
    ("money:stamps", "ask"): lambda on: stamped(on) and Form(
        on.world.clerk, "/money/stamps/", {"action": "ask", on.box: "1"}
    ),
    ("money:stamps", "give"): lambda on: stamped(on) and Form(
        on.world.clerk, "/money/stamps/", {"action": "give", on.box: "1"}
    ),
    ("money:stock", "bring"): lambda on: Form(
        on.treasurer, "/money/stock/", {"action": "bring", on.box: "1", "request_id": uuid.uuid4()}
    ),
    ("money:stock", "give"): lambda on: Form(
        on.treasurer, "/money/stock/", {"action": "give", on.box: "1", "shift": running(on).pk}
    ),
    ("money:count-stamps", ""): lambda on: Form(on.treasurer, "/money/stock/count/", {on.box: "49"}),
    ("money:items", ""): lambda on: Form(
        on.world.administrator, "/money/stock/items/",
        {"code": "ENV", "name": "Envelope", "kind": "envelope", "rupees": "5"},
    ),
    ("money:withdraw-item", ""): lambda on: Form(on.world.administrator, "/money/stock/items/CARD/withdraw/", {}),
    ("money:pouches", ""): lambda on: Form(
        on.treasurer, "/money/pouches/",
        {"request_id": uuid.uuid4(), "barcode": "PCH00000001", "receiver": on.world.branch.code, "cash": "10",
         "declared": "10"},
    ),
    ("money:pouch", "receive"): lambda on: Form(
        on.world.idle, f"/money/pouches/{on_its_way(on)}/", {"action": "receive", "cash": "10"}
    ),
    ("money:pouch", "receive less"): lambda on: Form(
        on.world.idle, f"/money/pouches/{on_its_way(on)}/", {"action": "receive", "cash": "9"}
    ),
    ("money:pouch", "back"): lambda on: Form(
        on.treasurer, f"/money/pouches/{on_its_way(on)}/", {"action": "back"}
    ),
    ("money:alone", "begin"): lambda on: Form(on.world.idle, "/money/alone/", {"action": "begin"}),
    ("money:orders", ""): order_form,
    ("money:send-back", ""): booked_order,
    ("money:case-word", ""): lambda on: Form(
        on.world.clerk, f"/money/cases/{short_case(on).pk}/word/", {"word": "disputed"}
    ),
    ("money:take-up", ""): lambda on: Form(on.supervisor, f"/money/cases/{short_case(on).pk}/take-up/", {}),
    ("money:close-case", ""): lambda on: Form(
        on.supervisor, f"/money/cases/{short_case(on).pk}/close/", {"verdict": "unknown", "outcome": "Not found"}
    ),
    ("money:close-breach", ""): lambda on: Form(
        on.world.administrator, f"/money/alarms/{breach()}/close/", {"words": "A row of a test"}
    ),
    ("money:close-incident", ""): lambda on: Form(
        on.world.administrator, f"/money/incidents/{incident(on)}/close/", {"words": "No common cause"}
    ),
    ("money:defects", ""): lambda on: Form(
        on.world.administrator, "/money/defects/",
        {"title": "Counts twice", "words": "x", "kinds": ["excess"], "since": TODAY.isoformat()},
    ),
    ("money:defect-fixed", ""): lambda on: Form(
        on.world.administrator, f"/money/defects/{defect(on)}/fixed/", {"on": TODAY.isoformat(), "version": "0.2"}
    ),
}  # fmt: skip
# A word to a case carries the time at which it was last given: pressed again, it is given again.
MAY_MOVE_ON = {"word_at"}


def test_every_money_form_is_pressed_here_or_proved_elsewhere():
    takes_post = {row.name for row in ROUTES if row.post}
    named = {name for name, _route in addresses() if name}
    forms = {name for name in takes_post & named if name.split(":")[0] in MONEY or name in COUNTER}
    proved = {name for name, _what in PRESSED} | ELSEWHERE.keys()
    assert not forms - proved, f"press these in {__file__}, or name the test that does: {sorted(forms - proved)}"
    assert not proved - named, f"there are no such forms: {sorted(proved - named)}"


@pytest.mark.parametrize("where", sorted(set(ELSEWHERE.values())))
def test_what_is_proved_elsewhere_is_there(where):
    path, _, test = where.partition("::")
    source = (ROOT / path).read_text(encoding="utf-8")
    assert re.search(rf"^def {test or 'test_'}", source, re.MULTILINE)


@pytest.mark.parametrize(("name", "what"), PRESSED)
def test_h01_pressed_again_and_again_a_form_has_one_effect(set_up, name, what):
    form = PRESSED[name, what](set_up)
    client = Client()
    client.force_login(form.by)
    before = everything()
    first = client.post(form.url, form.body)
    assert first.status_code == 302, first.content.decode()[:2_000]
    assert everything() != before, "the first press has its effect"
    once = _without_times(everything())
    for _ in range(PRESSES):
        client.post(form.url, form.body)
    client.get(form.url)  # and the page is opened again
    assert _without_times(everything()) == once


def _without_times(rows):
    return {
        table: [{key: value for key, value in row.items() if key not in MAY_MOVE_ON} for row in found]
        for table, found in rows.items()
    }


def test_a_move_that_was_refused_is_not_moved_by_a_later_press(set_up):
    """The page of the treasurer is old: the clerk has said no."""
    move = given(set_up, to_drawer=False)
    client = Client()
    client.force_login(set_up.treasurer)
    client.post("/money/cash/", {"action": "refuse", "move": move.pk})
    with nothing_changes():
        client.post("/money/cash/", {"action": "accept", "move": move.pk})
    assert CashMove.objects.get().state == "refused"
