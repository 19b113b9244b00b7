"""Cash and stamps that a branch asks of its head office: asked, packed into a pouch, or refused with a word."""

import uuid

import pytest
from django.test import Client

from offices.rules import Role
from payments import errors
from payments.models import Indent, Pouch
from payments.queries import indents_at, treasury_paise, treasury_stock
from payments.rules.stock import IndentState
from payments.services import ask_indent, end_indent, receive_pouch, send_pouch
from tests.world import NOW, give_post, nothing_changes, statements

from .days import people
from .stamps import bring, two_items


@pytest.fixture
def staff(world):
    found = people(world)
    give_post(world.idle, world.branch, Role.BRANCH_POSTMASTER, number=1)
    return found


@pytest.fixture
def items(world, staff):
    found = two_items(world.administrator)
    bring(world.mysuru, {found.five.pk: 50, found.card.pk: 50}, staff.treasurer)
    return found


def ask(world, pieces, cash=10_000, **more):
    given = {"office": world.branch, "of": world.mysuru, "request_id": uuid.uuid4(), "by": world.idle} | more
    return ask_indent(cash_paise=cash, pieces=pieces, now=NOW, **given)


def send(world, staff, indent, pieces, **more):
    cash = 10_000
    worth = sum(item.face_paise * pieces.get(item.pk, 0) for item in vars(two_items(world.administrator)).values())
    given = {"sender": world.mysuru, "receiver": world.branch} | more
    return send_pouch(
        barcode="PCH00000001", cash_paise=cash, pieces=pieces, declared_paise=cash + worth, request_id=uuid.uuid4(),
        by=staff.treasurer, now=NOW, indent=indent, **given,
    )  # fmt: skip


def test_asked_packed_and_received(world, staff, items):
    asked = ask(world, {items.five.pk: 4})
    assert [one.pk for one in indents_at(world.mysuru)] == [asked.pk]
    assert treasury_paise(world.branch) == 0
    pouch = send(world, staff, asked, {items.five.pk: 3})  # as much as there is
    asked.refresh_from_db()
    assert (asked.state, asked.pouch, asked.answered_by) == (IndentState.SENT, pouch, staff.treasurer)
    receive_pouch(pouch=pouch, cash_paise=10_000, pieces={items.five.pk: 3}, by=world.idle, now=NOW)
    assert treasury_paise(world.branch) == 10_000
    assert treasury_stock(world.branch) == {items.five.pk: 3}
    assert indents_at(world.mysuru) == []


def test_h01_the_same_form_is_the_same_request(world, staff, items):
    request_id = uuid.uuid4()
    first = ask(world, {items.five.pk: 4}, request_id=request_id)
    with nothing_changes():
        assert ask(world, {items.five.pk: 4}, request_id=request_id) == first
        with pytest.raises(errors.StampsReused):
            ask(world, {items.five.pk: 5}, request_id=request_id)


@pytest.mark.parametrize(
    ("cash", "pieces", "refusal"),
    [(-100, {}, errors.BadMoveAmount), (33, {}, errors.BadMoveAmount), (0, {}, errors.BadPieces)],
)
def test_nothing_or_nonsense_is_not_asked_for(world, items, cash, pieces, refusal):
    with nothing_changes(), pytest.raises(refusal):
        ask(world, pieces, cash)


def test_only_the_office_that_it_gets_its_cash_from_is_asked(world, staff, items):
    with nothing_changes(), pytest.raises(errors.NotLinked):
        ask(world, {items.five.pk: 4}, of=world.hassan)


def test_an_answer_is_given_once(world, staff, items):
    asked = ask(world, {items.five.pk: 4})
    with nothing_changes(), pytest.raises(errors.WordsMissing):
        end_indent(indent=asked, to=IndentState.REFUSED, words=" ", by=staff.treasurer, now=NOW)
    end_indent(indent=asked, to=IndentState.REFUSED, words="None left", by=staff.treasurer, now=NOW)
    with nothing_changes():
        end_indent(indent=asked, to=IndentState.REFUSED, words="Again", by=staff.treasurer, now=NOW)
        with pytest.raises(errors.IndentEnded):
            end_indent(indent=asked, to=IndentState.WITHDRAWN, words="", by=world.idle, now=NOW)
    with nothing_changes(), pytest.raises(errors.IndentEnded):
        send(world, staff, asked, {items.five.pk: 1})
    assert not Pouch.objects.exists(), "and no pouch is left half sent"


def test_a_pouch_to_somebody_else_answers_nothing(world, staff, items):
    asked = ask(world, {})
    Indent.objects.filter(pk=asked.pk).update(office=world.hassan)
    with nothing_changes(), pytest.raises(errors.NotLinked):
        send(world, staff, asked, {})


def test_a_list_of_three_costs_what_a_list_of_one_costs(world, staff, items):
    ask(world, {items.five.pk: 4})
    with statements() as one:
        [one_line.item.name for asked in indents_at(world.mysuru) for one_line in asked.lines.all()]
    for _ in range(2):
        ask(world, {items.five.pk: 4, items.card.pk: 1})
    with statements() as three:
        [one_line.item.name for asked in indents_at(world.mysuru) for one_line in asked.lines.all()]
    assert one.count == three.count


def test_by_the_pages(world, staff, items):
    branch, head = Client(), Client()
    branch.force_login(world.idle)
    head.force_login(staff.treasurer)
    box, request_id = f"i{items.five.pk}", uuid.uuid4()
    form = {"of": world.mysuru.code, "cash": "100", box: "2", "request_id": request_id}
    assert branch.post("/money/indents/", form).status_code == 302
    with nothing_changes():
        branch.post("/money/indents/", form)
        assert branch.post("/money/indents/", form | {"cash": "0.33", "request_id": uuid.uuid4()}).status_code == 422
        assert branch.post("/money/indents/", form | {"cash": "x"}).status_code == 422
    asked = Indent.objects.get()
    page = head.get("/money/indents/").content.decode()
    assert "2 × Stamp of 5 rupees" in page
    packed = head.get(f"/money/pouches/?for={asked.pk}").content.decode()
    assert f'name="indent" value="{asked.pk}"' in packed
    assert 'name="declared" value="110' in packed
    assert head.get("/money/pouches/?for=999999999").status_code == 404
    sent = {"barcode": "PCH00000009", "receiver": world.branch.code, "cash": "100", box: "2", "declared": "110",
            "request_id": uuid.uuid4(), "indent": asked.pk}  # fmt: skip
    assert head.post("/money/pouches/", sent).status_code == 302
    asked.refresh_from_db()
    assert asked.state == IndentState.SENT
    assert "PCH00000009" in branch.get("/money/indents/").content.decode()
    with nothing_changes():
        assert (
            "already"
            in branch.post(f"/money/indents/{asked.pk}/", {"action": "withdraw"}, follow=True).content.decode()
        )
