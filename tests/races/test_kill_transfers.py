"""H2: a process killed (SIGKILL) at any statement of a transfer leaves it whole or not begun, never one-sided."""

import os
import signal
import uuid

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from offices.rules import Role
from payments.models import CashMove, Entry, Journal, Pouch, StockMovement
from payments.queries import drawer_paise, first_broken_number, treasury_paise
from payments.rules import Account
from payments.rules.stock import PouchState
from payments.services import answer_cash, give_cash, pouches, receive_pouch, send_pouch
from tests.payments.days import begun, people
from tests.payments.stamps import bring, two_items
from tests.world import NOW, give_post


def killed_at(statement, act) -> bool:
    """Run `act` in a process of its own that dies before its `statement`-th statement; False: it came to its end."""
    connection.close()
    child = os.fork()
    if child == 0:
        done = 1
        try:
            # Where Playwright's loop runs in this process, the parent's thread has two connections: the one that it
            # closed, and an older one, which is what a child without the loop is given. It must have its own.
            _parents = connection.connection
            connection.connect()
            asked = iter(range(1, 10_000))

            def die(execute, sql, parameters, many, context):
                if next(asked) == statement:
                    os.kill(os.getpid(), signal.SIGKILL)
                return execute(sql, parameters, many, context)

            with connection.execute_wrapper(die):
                act()
            done = 0
        finally:
            os._exit(done)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "it neither died nor came to its end"
    return os.WIFSIGNALED(status)


def killed_everywhere(act, whole) -> int:
    """Kill `act` at each of its statements, and look each time; then let it through. How many points there were."""
    point = 1
    while killed_at(point, act):
        whole(done=False)
        point += 1
    whole(done=True)
    return point - 1


@pytest.fixture
def people_and_items(world):
    staff = people(world)
    give_post(world.idle, world.branch, Role.BRANCH_POSTMASTER, number=1)
    items = two_items(world.administrator)
    bring(world.mysuru, {items.five.pk: 100}, staff.treasurer)
    return staff, items


def books_agree(world):
    assert Entry.objects.aggregate(sum=Sum("paise"))["sum"] == 0
    way = Pouch.objects.filter(state__in=[PouchState.SENT, PouchState.HELD]).aggregate(sum=Sum("total_paise"))["sum"]
    found = Entry.objects.filter(account=Account.IN_TRANSIT).aggregate(sum=Sum("paise"))["sum"]
    assert (found or 0) == (way or 0)
    for office in (world.mysuru, world.branch):
        assert first_broken_number(office) is None
        pieces = StockMovement.objects.filter(office=office, shift=None).values_list("count", "item__face_paise")
        stock = Entry.objects.filter(account=Account.STOCK_SAFE, journal__office=office)
        assert sum(count * face for count, face in pieces) == (stock.aggregate(sum=Sum("paise"))["sum"] or 0)


def test_h02_a_pouch_that_is_killed_on_sending_or_receiving_is_never_one_sided(world, people_and_items):
    staff, items = people_and_items
    before = Journal.objects.count()

    def send():
        send_pouch(
            sender=world.mysuru, receiver=world.branch, barcode="PCH00000001", cash_paise=10_000,
            pieces={items.five.pk: 4}, declared_paise=12_000, request_id=uuid.uuid4(), by=staff.treasurer, now=NOW,
        )  # fmt: skip

    def sent(*, done):
        books_agree(world)
        assert (Pouch.objects.count(), Journal.objects.count() - before) == (int(done), int(done))

    def received(*, done):
        books_agree(world)
        assert treasury_paise(world.branch) == (10_000 if done else 0)

    points = killed_everywhere(send, sent)
    pouch = Pouch.objects.get()
    points += killed_everywhere(
        lambda: receive_pouch(pouch=pouch, cash_paise=10_000, pieces={items.five.pk: 4}, by=world.idle, now=NOW),
        received,
    )
    assert points >= 20


def test_h02_a_move_to_a_drawer_that_is_killed_is_never_one_sided(world, people_and_items):
    staff, _ = people_and_items
    shift, _ = begun(world)
    move = give_cash(shift=shift, to_drawer=True, paise=5_000, by=staff.treasurer, now=NOW)
    safe = treasury_paise(world.mysuru)

    def taken(*, done):
        books_agree(world)
        moved = 5_000 if done else 0
        assert (drawer_paise(shift), treasury_paise(world.mysuru)) == (moved, safe - moved)
        assert CashMove.objects.get().state == ("acknowledged" if done else "given")

    points = killed_everywhere(lambda: answer_cash(move=move, accept=True, by=world.clerk, now=NOW), taken)
    assert points >= 5


def test_control_in_two_transactions_a_pouch_is_one_sided_when_killed_between_them(
    world, people_and_items, monkeypatch
):
    """Without the one transaction: the value has left the treasury, and no pouch holds it."""
    staff, items = people_and_items
    post = pouches._post

    def post_by_itself(*arguments, **more):
        with transaction.atomic():
            return post(*arguments, **more)

    monkeypatch.setattr(pouches, "lock_chain", lambda **_: None)
    monkeypatch.setattr(pouches, "_post", post_by_itself)

    def send():
        send_pouch.__wrapped__(
            sender=world.mysuru, receiver=world.branch, barcode="PCH00000001", cash_paise=10_000,
            pieces={items.five.pk: 4}, declared_paise=12_000, request_id=uuid.uuid4(), by=staff.treasurer, now=NOW,
        )  # fmt: skip

    point = 1
    while killed_at(point, send) and not Entry.objects.filter(account=Account.IN_TRANSIT).exists():
        point += 1
    assert Entry.objects.filter(account=Account.IN_TRANSIT).exists()
    assert not Pouch.objects.exists()
