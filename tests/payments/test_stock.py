"""Stamps and stationery: pieces beside their face value, in treasury and drawers; sold, handed over, counted."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from offices.errors import NotRolledOut
from offices.models import Device, LiveSession, Office
from offices.rules import Role
from payments import errors
from payments.models import Case, CashMove, Journal, StockItem, StockMovement, TreasuryCount
from payments.queries import (
    account_totals,
    day_board,
    drawer_paise,
    drawer_stock,
    first_broken_number,
    treasury_stock,
)
from payments.rules import Account, CaseKind, Line, Purpose
from payments.rules.stock import StockKind
from payments.services import (
    add_item,
    answer_cash,
    ask_cash,
    ask_stamps_upi,
    ask_to_correct,
    begin_shift,
    bring_in_stamps,
    count_treasury,
    end_alone,
    end_day,
    end_shift,
    give_cash,
    post_journal,
    sell_stamps,
    verify_shift,
    withdraw_item,
)
from tests.world import NOW, TODAY, give_post, nothing_changes, statements

from .days import begun, float_of, people, pieces
from .stamps import bring, hand, two_items
from .test_services import triggers_off


@pytest.fixture
def staff(world):
    return people(world)


@pytest.fixture
def items(world):
    return two_items(world.administrator)


@pytest.fixture
def shift(world, staff, items):
    """A drawer with 20 stamps of ₹5 and 10 cards, of 100 and 50 that came."""
    shift, _ = begun(world)
    bring(world.mysuru, {items.five.pk: 100, items.card.pk: 50}, staff.treasurer)
    hand(shift, {items.five.pk: 20, items.card.pk: 10}, staff.treasurer)
    return shift


def sell(shift, pieces, request_id=None):
    return sell_stamps(shift=shift, pieces=pieces, request_id=request_id or uuid.uuid4(), by=shift.clerk, now=NOW)


def closing(office, account):
    return account_totals(office, on=TODAY)[account].closing


def test_a_sale_moves_pieces_and_their_face_value_and_no_tax(world, items, shift):
    journal = sell(shift, {items.five.pk: 3, items.card.pk: 2})
    assert dict(journal.entries.values_list("account", "paise")) == {"cash": 1_600, "stock": -1_600}
    assert drawer_stock(shift) == {items.five.pk: 17, items.card.pk: 8}
    assert drawer_paise(shift) == 1_600
    assert closing(world.mysuru, Account.STOCK) == 17 * 500 + 8 * 50
    assert closing(world.mysuru, Account.STOCK_SAFE) == 80 * 500 + 40 * 50
    assert closing(world.mysuru, Account.DEPOT) == -(100 * 500 + 50 * 50)
    assert first_broken_number(world.mysuru) is None


def test_h01_a_second_press_sells_once_and_another_content_is_refused(items, shift):
    request_id = uuid.uuid4()
    first = sell(shift, {items.five.pk: 3}, request_id)
    with nothing_changes():
        assert sell(shift, {items.five.pk: 3}, request_id) == first
    with nothing_changes(), pytest.raises(errors.StampsReused):
        sell(shift, {items.five.pk: 4}, request_id)


def test_what_is_not_there_is_neither_sold_nor_handed_over(world, staff, items, shift):
    with nothing_changes(), pytest.raises(errors.NotEnoughPieces) as refused:
        sell(shift, {items.five.pk: 21})
    assert refused.value.money_moved == "no"
    for to_drawer, by in ((True, staff.treasurer), (False, world.clerk)):
        with nothing_changes(), pytest.raises(errors.NotEnoughPieces):
            give_cash(shift=shift, to_drawer=to_drawer, stamps={items.five.pk: 81}, by=by, now=NOW)


@pytest.mark.parametrize("wanted", [{}, {"five": 0}, {"five": -1}, {"five": 1_000_001}, {"none": 1}])
def test_pieces_are_of_items_on_sale_and_more_than_none(items, shift, wanted):
    typed = {getattr(items, name).pk if name != "none" else 0: count for name, count in wanted.items()}
    with nothing_changes(), pytest.raises(errors.BadPieces):
        sell(shift, typed)


def test_a_withdrawn_item_is_not_sold_but_goes_home(world, staff, items, shift):
    withdraw_item(item=items.five, by=world.administrator, now=NOW)
    with nothing_changes(), pytest.raises(errors.BadPieces):
        sell(shift, {items.five.pk: 1})
    back = give_cash(shift=shift, to_drawer=False, stamps={items.five.pk: 20}, by=world.clerk, now=NOW)
    answer_cash(move=back, accept=True, by=staff.treasurer, now=NOW)
    assert treasury_stock(world.mysuru)[items.five.pk] == 100


def test_stamps_that_were_asked_for_move_when_the_clerk_acknowledges(world, staff, items, shift):
    wanted = {items.five.pk: 5, items.card.pk: 1}
    asked = ask_cash(shift=shift, stamps=wanted, by=world.clerk, now=NOW)
    assert ask_cash(shift=shift, stamps=wanted, by=world.clerk, now=NOW) == asked
    assert ask_cash(shift=shift, stamps={items.five.pk: 5}, by=world.clerk, now=NOW) != asked
    assert asked.paise == 2_550
    given = give_cash(shift=shift, to_drawer=True, by=staff.treasurer, now=NOW, asked=asked)
    assert drawer_stock(shift)[items.five.pk] == 20
    board = day_board(world.mysuru, TODAY, now=NOW)
    assert (board.blockers[0].code, board.blockers[0].page) == ("stamps_open", "money:stock")
    with nothing_changes(), pytest.raises(errors.OneHand):
        answer_cash(move=given, accept=True, by=staff.treasurer, now=NOW)
    taken = answer_cash(move=given, accept=True, by=world.clerk, now=NOW)
    with nothing_changes():
        assert answer_cash(move=given, accept=True, by=world.clerk, now=NOW) == taken
    assert taken.journal.purpose == Purpose.STAMPS_MOVE
    assert drawer_stock(shift) == {items.five.pk: 25, items.card.pk: 11}
    assert sum(taken.journal.entries.values_list("paise", flat=True)) == 0


def test_a_count_of_the_drawer_brings_all_home_and_differences_are_entries_and_cases(world, staff, items, shift):
    """Two stamps too few and four cards too many: one does not make up for the other."""
    end_shift(
        shift=shift, pieces={}, stamps={items.five.pk: 18, items.card.pk: 14}, by=world.clerk, now=NOW
    )  # fmt: skip
    verify_shift(shift=shift, by=staff.supervisor, now=NOW)
    journal = Journal.objects.get(purpose=Purpose.STAMPS_COUNT)
    assert dict(journal.entries.values_list("account", "paise")) == {"shortage": 1_000, "excess": -200, "stock": -800}
    assert set(Case.objects.values_list("kind", "paise", "shift")) == {
        (CaseKind.SHORTAGE, 1_000, shift.pk), (CaseKind.EXCESS, 200, shift.pk),
    }  # fmt: skip
    assert drawer_stock(shift) == {}
    assert treasury_stock(world.mysuru) == {items.five.pk: 98, items.card.pk: 54}
    assert closing(world.mysuru, Account.STOCK) == 0
    assert closing(world.mysuru, Account.STOCK_SAFE) == 98 * 500 + 54 * 50


def test_cash_and_stamps_of_a_drawer_go_home_in_one_journal(world, staff, items, shift):
    float_of(shift, 5_000, staff.treasurer)
    end_shift(shift=shift, pieces=pieces(5_000), stamps=drawer_stock(shift), by=world.clerk, now=NOW)
    verify_shift(shift=shift, by=staff.supervisor, now=NOW)
    journal = Journal.objects.get(purpose=Purpose.HAND_OVER)
    assert dict(journal.entries.values_list("account", "paise")) == {
        "cash": -5_000, "treasury": 5_000, "stock": -10_500, "stock_safe": 10_500,
    }  # fmt: skip
    assert not Case.objects.exists()


def test_the_day_waits_for_a_count_of_the_treasury_and_for_another_after_stamps_moved(world, staff, items, shift):
    day = shift.office.days.get()
    end_shift(shift=shift, pieces={}, stamps=drawer_stock(shift), by=world.clerk, now=NOW)
    early = {items.five.pk: 80, items.card.pk: 40}
    count_treasury(office=world.mysuru, on=TODAY, pieces=early, by=staff.treasurer, now=NOW)
    verify_shift(shift=shift, by=staff.supervisor, now=NOW)  # the drawer comes home after the count
    assert [one.code for one in end_day(day=day, by=staff.supervisor, now=NOW)] == ["stamps_uncounted"]
    late = {items.five.pk: 99, items.card.pk: 50}
    count_treasury(office=world.mysuru, on=TODAY, pieces=late, by=staff.treasurer, now=NOW)
    with nothing_changes():
        count_treasury(office=world.mysuru, on=TODAY, pieces=late, by=staff.treasurer, now=NOW)
    assert Case.objects.get().paise == 500
    assert end_day(day=day, by=staff.supervisor, now=NOW) == []
    day.refresh_from_db()
    assert day.disputed
    assert TreasuryCount.objects.count() == 2
    assert dict(day.balances.values_list("account", "paise"))["stock_safe"] == 99 * 500 + 50 * 50


def test_yesterday_is_counted_today_under_its_own_date(world, staff, items, shift):
    day, tomorrow = shift.office.days.get(), NOW + timedelta(days=1)
    end_shift(shift=shift, pieces={}, stamps=drawer_stock(shift), by=world.clerk, now=NOW)
    verify_shift(shift=shift, by=staff.supervisor, now=NOW)
    count_treasury(office=world.mysuru, on=TODAY, pieces={items.five.pk: 100}, by=staff.treasurer, now=tomorrow)
    assert Journal.objects.get(purpose=Purpose.STAMPS_COUNT).business_date == TODAY
    assert end_day(day=day, by=staff.supervisor, now=tomorrow) == []


def test_one_person_ends_shift_and_day_with_one_count(world, items):
    bpm = world.idle
    give_post(bpm, world.branch, Role.BRANCH_POSTMASTER, number=1)
    bring(world.branch, {items.five.pk: 10}, bpm)
    shift = begin_shift(office=world.branch, counter_number=1, by=bpm, now=NOW)
    hand(shift, {items.five.pk: 4}, bpm)
    sell(shift, {items.five.pk: 1})
    assert end_alone(shift=shift, pieces=pieces(500), stamps={items.five.pk: 9}, by=bpm, now=NOW) == []
    day = world.branch.days.get()
    assert (day.ended_by, day.disputed) == (bpm, False)
    assert treasury_stock(world.branch) == {items.five.pk: 9}
    with nothing_changes(), pytest.raises(errors.AlreadyVerified):
        end_alone(shift=shift, pieces=pieces(500), stamps={items.five.pk: 9}, by=bpm, now=NOW)


def test_the_short_form_is_for_those_who_stand_alone(world, staff, shift):
    with nothing_changes(), pytest.raises(errors.NotOwnCount):
        end_alone(shift=shift, pieces={}, stamps={}, by=world.clerk, now=NOW)


def test_the_database_refuses_pieces_that_are_not_worth_their_entries(world, staff, items, shift):
    lines = [Line(Account.STOCK_SAFE, 700), Line(Account.DEPOT, -700)]
    with transaction.atomic():
        post_journal(office=world.mysuru, purpose=Purpose.STAMPS_IN, ref="x", lines=lines, by=staff.treasurer, now=NOW)
        with connection.cursor() as cursor, pytest.raises(IntegrityError, match="not worth what its entries say"):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_what_an_item_is_worth_never_changes(items):
    assert add_item(
        code="CARD", name="Post card", kind=StockKind.CARD, face_paise=50, by=items.card.added_by, now=NOW
    ) == items.card  # fmt: skip
    with nothing_changes(), pytest.raises(errors.ItemExists):
        add_item(code="CARD", name="Post card", kind=StockKind.CARD, face_paise=60, by=items.card.added_by, now=NOW)
    with nothing_changes(), pytest.raises(errors.BadItem):
        add_item(code="a card", name="Post card", kind=StockKind.CARD, face_paise=60, by=items.card.added_by, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        StockItem.objects.update(face_paise=60)


def test_stamps_are_never_corrected_by_hand(staff, items, shift):
    sale = sell(shift, {items.five.pk: 1})
    end_shift(shift=shift, pieces=pieces(500), stamps=drawer_stock(shift), by=shift.clerk, now=NOW)
    verify_shift(shift=shift, by=staff.supervisor, now=NOW)
    with nothing_changes(), pytest.raises(errors.NotByHand):
        ask_to_correct(
            office=shift.office, number=sale.number, lines=[], reason="Wrong", evidence=b"x", evidence_name="x",
            request_id=uuid.uuid4(), by=shift.clerk, now=NOW,
        )  # fmt: skip


def test_h12_pieces_and_machine_are_in_the_hash(world, items, shift):
    device = Device.objects.create(
        office=world.mysuru, label="Counter one", token_hash="x", registered_by=world.clerk, registered_at=NOW
    )
    LiveSession.objects.create(user=world.clerk, session_key="k", device=device, begun_at=NOW)
    sale = sell(shift, {items.five.pk: 3})
    sale.refresh_from_db()
    assert sale.device == device
    for sql in (
        f"UPDATE payments_stockmovement SET count = count + 1 WHERE journal_id = {sale.pk}",
        f"UPDATE payments_journal SET device_id = NULL WHERE id = {sale.pk}",
    ):
        assert first_broken_number(world.mysuru) is None
        with transaction.atomic():
            with triggers_off() as cursor:
                cursor.execute(sql)
            assert first_broken_number(world.mysuru) == sale.number
            transaction.set_rollback(True)


def test_selling_and_closing_cost_the_same_for_one_item_and_for_many(world, staff, items):
    many = [
        add_item(code=f"D-{paise}", name=f"Stamp {paise}", kind=StockKind.DEFINITIVE, face_paise=paise,
                 by=world.administrator, now=NOW)
        for paise in (100, 200, 300, 400)
    ]  # fmt: skip
    costs = []
    for counter, (clerk, wanted) in enumerate(((world.clerk, [items.five]), (world.second_clerk, many)), start=1):
        shift = begin_shift(office=world.mysuru, counter_number=counter, by=clerk, now=NOW)
        asked = {one.pk: 4 for one in wanted}
        with statements() as bringing:
            bring(world.mysuru, asked, staff.treasurer)
        with statements() as moving:
            hand(shift, asked, staff.treasurer)
        with statements() as selling:
            sell(shift, {one.pk: 1 for one in wanted})
        with statements() as ending:
            end_shift(
                shift=shift, pieces=pieces(sum(one.face_paise for one in wanted)),
                stamps={one.pk: 2 for one in wanted}, by=clerk, now=NOW,
            )  # fmt: skip
            verify_shift(shift=shift, by=staff.supervisor, now=NOW)
        costs.append((bringing.count, moving.count, selling.count, ending.count))
    assert costs[0] == costs[1], costs
    assert StockMovement.objects.exists()
    assert CashMove.objects.count() == 2


def test_a_repeat_of_what_the_depot_sent_is_the_first(world, staff, items):
    request_id = uuid.uuid4()
    given = {"office": world.mysuru, "request_id": request_id, "by": staff.treasurer, "now": NOW}
    first = bring_in_stamps(pieces={items.five.pk: 3}, **given)
    with nothing_changes():
        assert bring_in_stamps(pieces={items.five.pk: 3}, **given) == first
    with nothing_changes(), pytest.raises(errors.StampsReused):
        bring_in_stamps(pieces={items.five.pk: 4}, **given)


def test_before_its_day_an_office_sells_no_stamps(world, shift, items):
    Office.objects.filter(pk=shift.office_id).update(rolled_out_on=TODAY + timedelta(days=7))
    shift.office.refresh_from_db()
    for sale in (sell_stamps, ask_stamps_upi):
        with nothing_changes(), pytest.raises(NotRolledOut):
            sale(shift=shift, pieces={items.five.pk: 1}, request_id=uuid.uuid4(), by=shift.clerk, now=NOW)
