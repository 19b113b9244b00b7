"""The demonstration: loaded once, harmless twice, closed while it is switched off."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apt.core.clock import ist_date, now
from apt.core.services import serve_due
from apt.demo.contract import load_contract
from apt.demo.journey import JourneyStopped, walk_an_article
from apt.demo.load import load_demonstration
from apt.demo.people import PLAYERS
from apt.demo.programme import load_programme
from apt.demo.stamps import load_stamps
from apt.wiring import REACTIONS
from bookings.models import Article, BulkBatch, NumberBlock
from bookings.services import book_batch, upload_batch, work_on_due
from deliveries.models import Beat
from offices.models import Office, PincodeService, Posting, Seat, User, Wave
from partners.models import Contract, Terms
from payments.models import Case, Shift, TreasuryCount
from payments.queries import day_board, drawer_stock, held
from tests.deliveries.test_sms import gateway  # noqa: F401
from tests.world import MYSURU_PIN, make_world, nothing_changes
from tracking.queries import timeline


@pytest.fixture
def demonstration(world):
    load_demonstration(now=now())
    return world


def counts():
    return [model.objects.count() for model in (User, Posting, NumberBlock, Beat)]


def test_load_demonstration_twice_changes_nothing(demonstration):
    before = counts()
    with nothing_changes():
        load_demonstration(now=now())
    assert counts() == before
    assert User.objects.filter(is_demonstration=True).count() == len(PLAYERS)


def test_load_demonstration_gives_everybody_their_office(demonstration):
    clerk = Posting.objects.select_related("post__office").get(user__employee_id="90000001")
    assert (clerk.post.office.pincode, clerk.post.office.kind) == (MYSURU_PIN, "HO")
    assert not User.objects.filter(is_demonstration=True, is_superuser=True).exists()


def cut_off(**_: object) -> None:
    raise RuntimeError


def test_the_programme_tells_the_ladder_and_is_loaded_once(demonstration, monkeypatch):
    Office.objects.filter(pk=demonstration.mandya.pk).update(rolled_out_on=None)
    with monkeypatch.context() as cut:
        cut.setattr("apt.demo.programme._training", cut_off)
        with pytest.raises(RuntimeError):
            load_programme(now=now())
    assert len(load_programme(now=now())) == 1, "what was missing, and no more"
    assert Wave.objects.get(number=0).offices.filter(pk=demonstration.mysuru.pk).exists()
    assert Seat.objects.count() == 3
    with nothing_changes():
        assert load_programme(now=now()) == []


def test_stamps_lie_in_the_treasury_and_in_one_drawer_counted(demonstration):
    assert len(load_stamps(now=now())) == 1
    with nothing_changes():
        assert load_stamps(now=now()) == []
    shift = Shift.objects.select_related("office").get()
    assert (
        sum(one.paise for one in held(drawer_stock(shift)))
        == 200 * 100 + 500 * 500 + 100_000 + 20_000 + 15_000 + 50_000
    )
    assert TreasuryCount.objects.get().office == shift.office
    assert not Case.objects.exists()
    assert "stamps_uncounted" not in [one.code for one in day_board(shift.office, ist_date(now()), now=now()).blockers]


def test_the_contract_customer_is_made_once_and_books_a_sample(demonstration, tmp_path):
    assert len(load_contract(now=now())) == 1
    with nothing_changes():
        assert load_contract(now=now()) == []
    contract = Contract.objects.get()
    terms = Terms.objects.get(contract=contract)
    assert (terms.asked_by.employee_id, terms.approved_by.employee_id) == ("90000010", "90000008")
    for name in ("sample.csv", "sample.xlsx"):
        call_command("make_bulk_sample", rows=20, out=tmp_path / name, faulty_every=10, verbosity=0)
        with (tmp_path / name).open("rb") as content:
            place = contract.places.select_related("office").get()
            upload_batch(place=place, file_name=name, content=content, by=terms.asked_by, now=now())
        while work_on_due(now=now()):
            pass
    first, second = BulkBatch.objects.order_by("id")
    assert (first.rows_good, first.rows_bad, first.layout) == (18, 2, "2026-04")
    assert second.content_hash == first.content_hash, "a workbook and a CSV file of one seed say the same"
    book_batch(batch=first, meant_again=False, by=terms.asked_by, now=now())
    while work_on_due(now=now()):
        pass
    assert Article.objects.filter(sale__contract=contract).count() == 18


def test_a_sample_has_its_limits(demonstration, tmp_path):
    for count in (0, 100_001):
        with pytest.raises(CommandError, match="--rows"):
            call_command("make_bulk_sample", rows=count, out=tmp_path / "x.csv")
    PincodeService.objects.all().delete()
    with pytest.raises(CommandError, match="load the offices first"):
        call_command("make_bulk_sample", rows=1, out=tmp_path / "x.csv")


def test_load_demo_needs_the_switch(world, settings):
    settings.DEMO = False
    with nothing_changes(), pytest.raises(CommandError, match="APT_DEMO"):
        call_command("load_demo")
    assert not User.objects.filter(is_demonstration=True).exists()


def test_sign_in_with_one_press_only_while_the_demonstration_is_on(client, demonstration, settings):
    press = {"employee_id": "90000001"}
    settings.DEMO = False
    assert client.post("/staff/sign-in/demonstration/", press).status_code == 404
    assert "90000001" not in client.get("/staff/sign-in/").content.decode()
    assert "_auth_user_id" not in client.session
    settings.DEMO = True
    assert (
        client.post("/staff/sign-in/demonstration/", {"employee_id": demonstration.clerk.employee_id}).status_code
        == 404
    )
    assert "_auth_user_id" not in client.session
    assert client.post("/staff/sign-in/demonstration/", press)["Location"] == "/counter/"
    assert client.session["_auth_user_id"]


def test_walk_says_what_is_missing(world):
    with pytest.raises(JourneyStopped, match="load_demo"):
        walk_an_article(lambda line: None)


@pytest.mark.django_db(transaction=True)
def test_walk_leads_an_article_to_its_door(gateway):  # noqa: F811
    make_world()
    load_demonstration(now=now())
    done, said = threading.Event(), []

    def worker():
        try:
            while not done.is_set():
                serve_due(REACTIONS, now=now())
                done.wait(0.05)
        finally:
            connection.close()

    thread = threading.Thread(target=worker)
    thread.start()
    try:
        number = walk_an_article(said.append)
    finally:
        done.set()
        thread.join(10)
    assert Article.objects.get(number=number).status == "delivered"
    codes = [line.code.value for line in timeline(number)]
    hop = ["BAG_CLOSE", "BAG_DISPATCH", "BAG_RECEIVE", "BAG_OPEN"]
    assert codes == ["ITEM_BOOK", *hop * 3, "ITEM_INVOICE", "BEAT_DISPATCH", "ITEM_DELIVERY"]
    assert any("wrong code" in line for line in said)
