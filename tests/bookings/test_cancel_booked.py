"""Cancelling what a contract booked: two people, the account gets it back, the month's bill takes it off."""

from datetime import date, timedelta

import pytest

from bookings.errors import TooLateToCancel, UnknownArticle
from bookings.models import Article, Bill, Cancellation
from bookings.rules import Status
from bookings.services import ask_to_cancel_booked, bill_contract
from offices.errors import AlreadyDecided, OwnRequest
from offices.models import User
from offices.rules import Role
from partners.rules import Payment
from payments.models import Entry
from payments.queries import first_broken_number, standing_of
from tests.bookings.bulk import as_csv, booked_batch, make_contract, rows
from tests.bookings.labels import allow
from tests.bookings.test_bulk_money import _deposit
from tests.world import BENGALURU_PIN, NOW, close_bag, filled_bag, give_post, nothing_changes, statements
from tracking.queries import timeline

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
def manager(world):
    give_post(world.idle, world.mysuru, Role.PARTNER_MANAGER, number=90)
    return world.idle


@pytest.fixture
def supervisor(world):
    user = User.objects.create(employee_id="10000077", name="Second person", password="!")
    give_post(user, world.mysuru, Role.SUPERVISOR, number=95)
    return user


def booked(world, count=3, **kwargs):
    contract = make_contract(world, limit_rupees=kwargs.pop("limit_rupees", 10_000), **kwargs)
    if contract.payment == Payment.ADVANCE:
        _deposit(world, contract, 10_000_00)
    batch = booked_batch(contract, as_csv(rows(count, pins=[BENGALURU_PIN])), by=world.supervisor)
    return batch, list(Article.objects.filter(bulk__batch=batch).order_by("bulk__line"))


def ask(batch, article, by, now=NOW):
    return ask_to_cancel_booked(batch=batch, number=article.number, reason="Posted twice", by=by, now=now)


@pytest.mark.parametrize("payment", [Payment.BNPL, Payment.ADVANCE])
def test_the_account_gets_back_exactly_what_the_article_cost(world, manager, supervisor, payment):
    batch, (article, *_) = booked(world, payment=payment)
    before = standing_of(batch.contract, limit_paise=10_000_00)
    asked = ask(batch, article, manager)
    assert ask(batch, article, manager) == asked
    assert standing_of(batch.contract, limit_paise=10_000_00) == before, "asking moves no money"
    allow(asked, supervisor)
    after = standing_of(batch.contract, limit_paise=10_000_00)
    assert after.available_paise == before.available_paise + article.total_paise
    done = Cancellation.objects.get(article=article)
    assert (done.refund_paise, done.upi_paise, done.shift, done.reason) == (
        article.total_paise,
        0,
        None,
        "Posted twice",
    )
    assert (done.approval, done.cancelled_by) == (asked, supervisor)
    assert (done.journal.purpose, done.journal.ref, done.journal.shift) == ("refund", article.number, None)
    entries = {entry.account: (entry.paise, entry.contract) for entry in Entry.objects.filter(journal=done.journal)}
    assert entries == {
        payment.value: (-article.total_paise, batch.contract), "postage": (article.postage_paise, None),
        "cgst": (article.cgst_paise, None), "sgst": (article.sgst_paise, None),
        **({"services": (article.services_paise, None)} if article.services_paise else {}),
    }  # fmt: skip
    assert first_broken_number(world.mysuru) is None
    article.refresh_from_db()
    assert article.status == Status.CANCELLED
    assert [line.code for line in timeline(article.number)] == ["ITEM_BOOK", "ITEM_CANCEL"]


def test_nobody_allows_it_to_themselves_and_it_is_done_once(world, manager, supervisor):
    batch, (article, *_) = booked(world)
    own, asked = ask(batch, article, supervisor), ask(batch, article, manager)
    with nothing_changes(), pytest.raises(OwnRequest):
        allow(own, supervisor)
    allow(asked, supervisor)
    with nothing_changes(), pytest.raises(AlreadyDecided):
        allow(asked, supervisor)
    with nothing_changes(), pytest.raises(TooLateToCancel):
        ask(batch, article, manager)


def test_a_refused_request_moves_nothing(world, manager, supervisor):
    batch, (article, *_) = booked(world)
    asked = ask(batch, article, manager)
    before = standing_of(batch.contract, limit_paise=0)
    allow(asked, supervisor, approve=False)
    assert standing_of(batch.contract, limit_paise=0) == before
    assert not Cancellation.objects.exists()
    assert Article.objects.get(pk=article.pk).status == Status.BOOKED


def test_what_left_the_office_is_recalled_not_cancelled(world, manager, supervisor):
    batch, (article, other, _) = booked(world)
    asked = ask(batch, article, manager)
    bag = filled_bag(world, [article, other])
    close_bag(office=world.mysuru, number=bag.number, by=world.mails, now=NOW)
    for refused in (lambda: allow(asked, supervisor), lambda: ask(batch, other, manager)):
        with nothing_changes(), pytest.raises(TooLateToCancel) as error:
            refused()
        assert error.value.money_moved == "no"


def test_only_articles_of_the_batch(world, manager):
    first, _ = booked(world)
    _, (strange, *_) = booked(world, count=4, first=50_000)
    with nothing_changes(), pytest.raises(UnknownArticle):
        ask(first, strange, manager)


def test_the_bill_of_the_month_takes_it_off(world, manager, supervisor):
    batch, (one, two, *_) = booked(world, count=4)
    allow(ask(batch, one, manager), supervisor)
    (november,) = bill_contract(contract=batch.contract, month=NOVEMBER, by=manager, now=NOW + timedelta(days=14))
    assert november.total_paise == batch.booked_paise - one.total_paise
    (off,) = november.lines.filter(cancelled=True)
    assert (off.total_paise, off.articles, off.postage_paise) == (-one.total_paise, 1, -one.postage_paise)
    # Cancelled after its month was billed: the next bill has it, and the sum of bills is what is owed.
    later = NOW + timedelta(days=15)
    allow(ask(batch, two, manager, now=later), supervisor, now=later)
    (december,) = bill_contract(contract=batch.contract, month=DECEMBER, by=manager, now=NOW + timedelta(days=50))
    assert december.total_paise == -two.total_paise
    owed = standing_of(batch.contract, limit_paise=0).balance_paise
    assert owed == sum(bill.total_paise for bill in Bill.objects.all())


def test_from_the_page_of_the_batch(world, manager, supervisor, client):
    batch, (article, *_) = booked(world)
    client.force_login(manager)
    base = f"/bulk/{batch.number}/"
    for typed, status in (
        ({"number": article.number}, 422), ({"reason": "x"}, 422), ({"number": "EK999999990IN", "reason": "x"}, 404),
    ):  # fmt: skip
        with nothing_changes():
            assert client.post(base + "cancel-article/", typed).status_code == status
    typed = {"number": f" {article.number.lower()} ", "reason": "Posted twice"}
    assert client.post(base + "cancel-article/", typed).status_code == 302
    assert "waits for another person" in client.get(base).content.decode()
    allow(ask(batch, article, manager), supervisor)
    page = client.get(base).content.decode()
    assert "waits for another person" not in page
    assert page.count("cancelled</span>") == 2, "in the list of articles and in that of requests"
    client.force_login(world.clerk)
    assert client.get(f"/counter/refunds/{article.number}/").status_code == 404, "no drawer paid: there is no slip"


def test_cancelling_costs_the_same_statements_in_a_small_and_a_large_batch(world, manager, supervisor):
    counted = []
    for count, first in ((2, 0), (60, 50_000)):
        batch, (article, *_) = booked(world, count=count, first=first)
        asked = ask(batch, article, manager)
        with statements() as used:
            allow(asked, supervisor)
        counted.append(used.count)
    assert counted[0] == counted[1] < 25
