"""Remittances: the value of a pouch is on its way until it is received whole; what differs is held, with a case at both
ends. Acceptance: H2, H5 of trust.md, section 8.
"""

import random
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from offices.rules import Role
from payments import errors
from payments.models import Case, Entry, Pouch
from payments.queries import first_broken_number, on_the_way_paise, pouches_of, treasury_paise, treasury_stock
from payments.rules import Account
from payments.rules.stock import PouchState
from payments.services import agree_to_pouch, receive_pouch, send_pouch, take_pouch_back
from tests.world import NOW, give_post, nothing_changes, statements

from .days import BROUGHT_IN, people
from .stamps import bring, two_items


@pytest.fixture
def staff(world):
    found = people(world)
    give_post(world.idle, world.branch, Role.BRANCH_POSTMASTER, number=1)
    return found


@pytest.fixture
def items(world, staff):
    found = two_items(world.administrator)
    bring(world.mysuru, {found.five.pk: 5_000, found.card.pk: 5_000}, staff.treasurer)
    return found


def send(world, by, pieces, *, cash=10_000, barcode="PCH00000001", declared=None, **more):
    """From the head office to its branch."""
    given = {"sender": world.mysuru, "receiver": world.branch, "request_id": uuid.uuid4()} | more
    worth = {item.pk: item.face_paise for item in two_items(world.administrator).__dict__.values()}
    total = cash + sum(worth.get(item, 0) * count for item, count in pieces.items())
    return send_pouch(
        barcode=barcode, cash_paise=cash, pieces=pieces, declared_paise=total if declared is None else declared, by=by,
        now=NOW, **given,
    )  # fmt: skip


def in_transit():
    return Entry.objects.filter(account=Account.IN_TRANSIT).aggregate(sum=Sum("paise"))["sum"] or 0


def on_the_way():
    """What the open pouches say: it must be what the books of all offices say together (H2)."""
    found = Pouch.objects.filter(state__in=[PouchState.SENT, PouchState.HELD])
    return found.aggregate(sum=Sum("total_paise"))["sum"] or 0


def test_h02_a_pouch_is_on_its_way_and_then_there(world, staff, items):
    pouch = send(world, staff.treasurer, {items.five.pk: 4, items.card.pk: 2})
    assert (pouch.total_paise, in_transit(), on_the_way_paise(world.mysuru)) == (12_100, 12_100, 12_100)
    assert treasury_paise(world.mysuru) == BROUGHT_IN - 10_000
    assert treasury_stock(world.mysuru) == {items.five.pk: 4_996, items.card.pk: 4_998}
    assert list(pouches_of(world.branch)) == list(pouches_of(world.mysuru)) == [pouch]
    got = receive_pouch(
        pouch=pouch, cash_paise=10_000, pieces={items.five.pk: 4, items.card.pk: 2}, by=world.idle, now=NOW
    )
    assert (got.state, in_transit(), on_the_way()) == (PouchState.RECEIVED, 0, 0)
    assert treasury_paise(world.branch) == 10_000
    assert treasury_stock(world.branch) == {items.five.pk: 4, items.card.pk: 2}
    with nothing_changes():  # the second press, with whatever is in the boxes then
        assert receive_pouch(pouch=pouch, cash_paise=0, pieces={}, by=world.idle, now=NOW) == got
    assert (first_broken_number(world.mysuru), first_broken_number(world.branch)) == (None, None)


def test_h05_what_is_not_as_declared_is_held_and_both_ends_have_a_case(world, staff, items):
    pouch = send(world, staff.treasurer, {items.five.pk: 4})
    held = receive_pouch(pouch=pouch, cash_paise=1_000, pieces={items.five.pk: 4}, by=world.idle, now=NOW)
    assert (held.state, in_transit(), treasury_paise(world.branch)) == (PouchState.HELD, 12_000, 0)
    assert treasury_stock(world.branch) == {}
    assert set(Case.objects.values_list("office", "kind", "paise")) == {
        (world.mysuru.pk, "pouch", 9_000), (world.branch.pk, "pouch", 9_000),
    }  # fmt: skip
    with nothing_changes(), pytest.raises(errors.PouchEnded):  # its receiver has opened it
        take_pouch_back(pouch=pouch, by=staff.treasurer, now=NOW)
    found = receive_pouch(pouch=pouch, cash_paise=10_000, pieces={items.five.pk: 4}, by=world.idle, now=NOW)
    assert (found.state, in_transit(), treasury_paise(world.branch)) == (PouchState.RECEIVED, 0, 10_000)
    assert Case.objects.filter(closed_at=None).count() == 2  # people close them, in words


def test_the_sender_agrees_and_what_differs_is_its_own_entry(world, staff, items):
    """Less cash and more cards: one does not make up for the other."""
    pouch = send(world, staff.treasurer, {items.five.pk: 4, items.card.pk: 1})
    counted = {items.five.pk: 4, items.card.pk: 3}
    receive_pouch(pouch=pouch, cash_paise=9_000, pieces=counted, by=world.idle, now=NOW)
    agreed = agree_to_pouch(pouch=pouch, by=staff.treasurer, now=NOW)
    assert dict(agreed.end_journal.entries.values_list("account", "paise")) == {
        "treasury": 9_000, "stock_safe": 2_150, "shortage": 1_000, "excess": -100, "in_transit": -12_050,
    }  # fmt: skip
    assert (in_transit(), on_the_way()) == (0, 0)
    assert treasury_stock(world.branch) == counted
    with nothing_changes():
        assert agree_to_pouch(pouch=pouch, by=staff.treasurer, now=NOW) == agreed


def test_a_pouch_that_came_back_unopened_is_in_the_treasury_again(world, staff, items):
    pouch = send(world, staff.treasurer, {items.five.pk: 4})
    back = take_pouch_back(pouch=pouch, by=staff.treasurer, now=NOW)
    assert (back.state, in_transit(), treasury_paise(world.mysuru)) == (PouchState.RETURNED, 0, BROUGHT_IN)
    assert treasury_stock(world.mysuru)[items.five.pk] == 5_000
    with nothing_changes():
        assert take_pouch_back(pouch=pouch, by=staff.treasurer, now=NOW) == back
    with nothing_changes(), pytest.raises(errors.PouchEnded):
        receive_pouch(pouch=pouch, cash_paise=10_000, pieces={items.five.pk: 4}, by=world.idle, now=NOW)
    with nothing_changes(), pytest.raises(errors.PouchEnded):
        agree_to_pouch(pouch=pouch, by=staff.treasurer, now=NOW)


def test_row15_a_barcode_is_used_once_and_a_second_press_sends_once(world, staff, items):
    request_id = uuid.uuid4()
    first = send(world, staff.treasurer, {items.five.pk: 4}, request_id=request_id)
    with nothing_changes():
        assert send(world, staff.treasurer, {items.five.pk: 4}, request_id=request_id) == first
    with nothing_changes(), pytest.raises(errors.StampsReused):
        send(world, staff.treasurer, {items.five.pk: 5}, request_id=request_id)
    with nothing_changes(), pytest.raises(errors.BarcodeUsed):
        send(world, staff.treasurer, {items.five.pk: 4})
    with pytest.raises(IntegrityError), transaction.atomic():
        Pouch.objects.filter(pk=first.pk).update(sender=world.branch)  # to itself


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        ({"declared": 11_999}, errors.PouchTotal),
        ({"barcode": "short"}, errors.BadBarcode),
        ({"cash": 10_025}, errors.BadMoveAmount),
        ({"cash": BROUGHT_IN + 50}, errors.NotEnoughCash),
        ({"cash": 0, "pieces": {}}, errors.BadPieces),
        ({"pieces": "too many"}, errors.NotEnoughPieces),
        ({"receiver": "hassan"}, errors.NotLinked),
    ],
)
def test_what_is_not_sent(world, staff, items, wrong, refused):
    given = {"pieces": {items.five.pk: 4}} | wrong
    if given["pieces"] == "too many":
        given["pieces"] = {items.five.pk: 5_001}
    if "receiver" in given:
        given["receiver"] = getattr(world, given["receiver"])
    with nothing_changes(), pytest.raises(refused) as said:
        send(world, staff.treasurer, **given)
    assert said.value.money_moved == "no"


def test_h05_planted_faults_in_many_pouches_are_all_caught_and_none_is_posted_partly(world, staff, items):
    dice, planted, held = random.Random(7), 0, 0
    for number in range(60):
        listed = {items.five.pk: dice.randint(1, 9), items.card.pk: dice.randint(1, 9)}
        cash = dice.choice((0, 50, 5_000))
        pouch = send(world, staff.treasurer, listed, cash=cash, barcode=f"PCH{number:08d}")
        found, found_cash = dict(listed), cash
        fault = dice.choice(("none", "short", "twice", "cash", "swapped"))
        if fault == "short":
            found[items.five.pk] -= 1
        elif fault == "twice":
            found[items.card.pk] += 1
        elif fault == "cash":
            found_cash += 50
        elif fault == "swapped":  # the value agrees, the list does not
            found = {items.five.pk: listed[items.five.pk] - 1, items.card.pk: listed[items.card.pk] + 10}
        planted += fault != "none"
        before = (treasury_paise(world.branch), treasury_stock(world.branch))
        opened = receive_pouch(pouch=pouch, cash_paise=found_cash, pieces=found, by=world.idle, now=NOW)
        held += opened.state == PouchState.HELD
        if opened.state == PouchState.HELD:
            assert (treasury_paise(world.branch), treasury_stock(world.branch)) == before
        assert in_transit() == on_the_way()
    assert planted == held > 20
    assert Case.objects.filter(kind="pouch").count() == 2 * planted


def test_a_pouch_costs_the_same_with_one_item_and_with_two(world, staff, items):
    costs = []
    one, two = {items.five.pk: 1}, {items.five.pk: 1, items.card.pk: 1}
    for number, pieces in enumerate((one, one, two)):
        with statements() as sending:
            pouch = send(world, staff.treasurer, pieces, barcode=f"PCH{number:08d}")
        with statements() as receiving:
            receive_pouch(pouch=pouch, cash_paise=10_000, pieces=pieces, by=world.idle, now=NOW)
        costs.append((sending.count, receiving.count))
    assert costs[1] == costs[2], costs  # the first begins the branch's books
