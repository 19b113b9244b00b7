"""Sheets by scanning, the branch office, and a bulk addressee with one code for all."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from apt.core.clock import now as clock
from apt.core.services import serve_due
from apt.wiring import REACTIONS
from bookings.errors import MoveRefused, UnknownArticle
from bookings.models import Article, Parties
from bookings.rules import Status
from deliveries import errors, services
from deliveries.models import Attempt, DeliveryCode, Sheet, SheetItem
from deliveries.queries import round_of
from deliveries.rules import Channel, Verdict
from deliveries.services import Outcome, acknowledge_sheet, code_for
from offices.rules import Role
from tests.world import (
    NOW,
    TODAY,
    arrived,
    attempt,
    booked,
    give_post,
    nothing_changes,
    numbers_of,
    sheet,
    statements,
)
from tracking.queries import timeline

from .test_office import failed
from .test_sms import gateway  # noqa: F401


def begin(world, channel=Channel.POSTMAN, taker=None, *, beat=None):
    return services.begin_sheet(
        office=world.bengaluru, channel=channel, beat=beat or (world.beat if channel == Channel.POSTMAN else None),
        taker=taker or world.postman, by=world.delivery, now=NOW,
    )  # fmt: skip


def scan(world, made, *codes):
    return services.scan_onto_sheet(office=world.bengaluru, number=made.number, codes=codes, by=world.delivery, now=NOW)


def said(scanned):
    return [one.refusal.code if one.refusal else one.verdict for one in scanned]


def test_codes_go_onto_the_sheet_as_they_are_scanned(world):
    made, (one, two) = begin(world), arrived(world, 2)
    elsewhere = booked(world)[0]
    codes = [two.number.lower(), one.number, two.number, elsewhere.number, "EK999999990IN", "§§"]
    assert said(scan(world, made, *codes)) == ["in", "in", "repeat", *[UnknownArticle.code] * 3]
    items = list(SheetItem.objects.order_by("position").values_list("article__number", "position"))
    assert items == [(two.number, 1), (one.number, 2)]
    assert timeline(one.number)[-1].code == "ITEM_INVOICE"
    services.take_off_sheet(
        office=world.bengaluru, number=made.number, article_number=two.number, by=world.delivery, now=NOW
    )
    two.refresh_from_db()
    assert two.status == Status.AT_OFFICE
    acknowledge_sheet(number=made.number, by=world.postman, now=NOW)
    for refusal, act in (
        (errors.AlreadyAcknowledged, lambda: scan(world, made, two.number)),
        (errors.EmptySheet, lambda: acknowledge_sheet(number=begin(world).number, by=world.postman, now=NOW)),
    ):
        with pytest.raises(refusal):
            act()


def test_what_ended_at_its_door_goes_out_with_nobody(world):
    refused, twice, locked = arrived(world, 3)
    failed(world, refused, "refused")
    for _time in (1, 2):
        failed(world, twice)
    failed(world, locked)
    made = begin(world)
    assert said(scan(world, made, refused.number, twice.number, locked.number)) == [
        errors.DeliveryEnded.code, errors.ThirdAttempt.code, "in",
    ]  # fmt: skip
    for article, refusal in ((refused, errors.DeliveryEnded), (twice, errors.ThirdAttempt), (locked, MoveRefused)):
        with nothing_changes(), pytest.raises(refusal):
            sheet(world, [article])


def test_scanning_costs_the_same_for_one_and_twenty(world):
    counts = []
    for size in (1, 20):
        made, articles = begin(world), arrived(world, size)
        with statements() as asked:
            scan(world, made, *numbers_of(articles))
        counts.append(asked.count)
    assert counts[0] == counts[1]


def test_a_branch_office_gets_its_own_sheet(world):
    world.branch.accounts_to = world.bengaluru
    world.branch.save()
    give_post(world.idle, world.branch, Role.BRANCH_POSTMASTER, number=9)
    with nothing_changes():
        for channel, taker in (
            (Channel.BRANCH, world.postman), (Channel.POSTMAN, world.idle), (Channel.POSTMAN, world.hassan_clerk)
        ):  # fmt: skip
            with pytest.raises(errors.NoPostman):
                begin(world, channel, taker)
    made, (article,) = begin(world, Channel.BRANCH, world.idle), arrived(world)
    scan(world, made, article.number)
    acknowledge_sheet(number=made.number, by=world.idle, now=NOW)
    assert (made.branch, made.goes_to, made.beat) == (world.branch, str(world.branch), None)
    assert round_of(world.idle, on=TODAY) == [made]
    assert attempt(world.idle, article).verdict == Verdict.DELIVERED
    services.close_sheet(office=world.bengaluru, number=made.number, with_postman=[], by=world.delivery, now=NOW)


# --- bulk -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def bulk(world):
    """Three articles for one addressee, two of them with OTP, taken over by the delivery clerk."""
    made, articles = begin(world, Channel.BULK, world.delivery), [*arrived(world), *arrived(world, 2, "OTP")]
    scan(world, made, *numbers_of(articles))
    return acknowledge_sheet(number=made.number, by=world.delivery, now=NOW)


def hand_over(world, made, code, *, now=NOW, kept_back=(), request_id=None, received_by="R. Iyer"):
    return services.deliver_bulk(
        office=world.bengaluru, number=made.number, code=code, received_by=received_by, kept_back=kept_back,
        request_id=request_id or uuid.uuid4(), by=world.delivery, now=now,
    )  # fmt: skip


def wrong(made, step=1):
    return f"{(int(code_for(made.number, 1)) + step) % 10**6:06d}"


def test_one_code_opens_all_articles_of_a_bulk_addressee(world, bulk, gateway):  # noqa: F811
    assert (DeliveryCode.objects.get().sheet, round_of(world.delivery, on=TODAY)) == (bulk, [])
    while serve_due(REACTIONS, now=NOW):
        pass
    codes = [one["text"] for one in gateway.inbox.messages if "delivery code" in one["text"]]
    assert [text.split()[0] for text in codes] == [code_for(bulk.number, 1)]
    back = bulk.items.last().article
    uid = uuid.uuid4()
    assert hand_over(world, bulk, codes[0].split()[0], kept_back=[back.number], request_id=uid) == Outcome(
        Verdict.DELIVERED
    )
    with nothing_changes():
        assert hand_over(world, bulk, "123456", request_id=uid) == Outcome(Verdict.DELIVERED)  # a second press
        with pytest.raises(errors.SheetClosed):
            hand_over(world, bulk, codes[0].split()[0])
    assert sorted(Article.objects.values_list("status", flat=True)) == ["delivered", "delivered", "held"]
    assert bulk.items.get(article=back).remark == "from_bulk"
    assert timeline(bulk.items.first().article.number)[-1].code == "ITEM_DELIVERY"
    assert Attempt.objects.filter(verdict=Verdict.DELIVERED, received_by="R. Iyer").count() == 2


def test_d1_a_bulk_code_has_three_tries_and_five_a_day(world, bulk):
    with nothing_changes():
        for refusal, code in ((errors.CodeNeeded, " "), (errors.BadCodeShape, "12345")):
            with pytest.raises(refusal):
                hand_over(world, bulk, code)
    assert [hand_over(world, bulk, wrong(bulk, n)).tries_left for n in (1, 2, 3, 4)] == [2, 1, 0, 0]
    assert hand_over(world, bulk, code_for(bulk.number, 1)).verdict == Verdict.CODE_LOCKED
    services.resend_sheet_code(
        office=world.bengaluru, number=bulk.number, by=world.delivery, now=NOW + timedelta(minutes=1)
    )
    later = NOW + timedelta(minutes=9)
    assert [hand_over(world, bulk, wrong(bulk, n), now=later).tries_left for n in (1, 2)] == [1, 0]
    assert set(Article.objects.values_list("status", flat=True)) == {Status.OUT}
    expired = hand_over(world, bulk, code_for(bulk.number, 2), now=NOW + timedelta(hours=12))
    assert expired == Outcome(Verdict.CODE_EXPIRED, 0)


def test_money_and_strangers_stay_out_of_bulk(world):
    made, (due, other, plain, blank) = begin(world, Channel.BULK, world.delivery), arrived(world, 4)
    Article.objects.filter(pk=due.pk).update(cod_paise=100)
    Parties.objects.filter(article=other).update(addressee_mobile="9845099999")
    Parties.objects.filter(article=blank).update(addressee_mobile="")
    assert said(scan(world, made, plain.number, due.number, other.number, blank.number)) == [
        "in", errors.CodInBulk.code, errors.AnotherAddressee.code, errors.NoMobile.code,
    ]  # fmt: skip


def test_handing_over_costs_the_same_for_two_and_twenty(world):
    counts = []
    for size in (2, 20):
        made, articles = begin(world, Channel.BULK, world.delivery), arrived(world, size)
        scan(world, made, *numbers_of(articles))
        acknowledge_sheet(number=made.number, by=world.delivery, now=NOW)
        with statements() as asked:
            hand_over(world, made, code_for(made.number, 1), kept_back=[articles[0].number])
        counts.append(asked.count)
    assert counts[0] == counts[1]


def test_the_pages_of_a_scanned_sheet(world, client):
    client.force_login(world.delivery)
    assert client.post("/delivery/begin/", {"target": "nonsense", "taker": world.postman.pk}).status_code == 302
    client.post("/delivery/begin/", {"target": "bulk", "taker": world.delivery.pk})
    made = Sheet.objects.get()
    one, two = arrived(world, 2, now=clock())
    page = reverse("deliveries:sheet", args=[made.number])
    client.post(reverse("deliveries:scan", args=[made.number]), {"code": one.number})
    codes = reverse("deliveries:codes", args=[made.number])
    answer = client.post(codes, {"code": [two.number, "EK999999990IN"]}).json()["codes"]
    assert [one["verdict"] for one in answer] == ["in", "refused"]
    assert client.post(codes, {"code": ["x"] * 101}).json()["error"] == "too_many_entries"
    client.post(reverse("deliveries:off", args=[made.number]), {"article": two.number})
    shown = client.get(page).content.decode()
    assert one.number in shown
    assert two.number not in shown
    bulk = reverse("deliveries:bulk", args=[made.number])
    assert client.post(bulk, {"action": "take"}).status_code == 302
    assert client.post(bulk, {"action": "resend"}).status_code == 429
    said = {"action": "hand_over", "request_id": str(uuid.uuid4()), "received_by": "R. Iyer"}
    wrong_one = client.post(bulk, {**said, "code": wrong(made)})
    assert wrong_one.status_code == 422
    assert said["request_id"] not in wrong_one.content.decode()  # the next try is another
    assert client.post(bulk, {**said, "code": "x"}).status_code == 422
    right = {**said, "request_id": str(uuid.uuid4()), "code": code_for(made.number, 1)}
    assert client.post(bulk, right).status_code == 302
    assert "Handed over" in client.get(bulk).content.decode()
