"""What no door took: the undelivered list, the way back, another address, the window, verifying, the pages."""

import hashlib
import io
import uuid

import pytest
from django.utils.translation import override
from PIL import Image

from apt.core.clock import now as clock
from apt.wiring import ON_APPROVAL
from bookings.models import Article, Parties
from bookings.rules import Status
from deliveries import errors, services
from deliveries.models import CallBack, Proof, SentBack, Sheet, SheetItem, WindowDelivery
from deliveries.queries import undelivered_at
from deliveries.rules import CallResult
from offices.access import get_duty_for
from offices.errors import UnknownPin
from offices.services import decide
from tests.world import MYSURU_PIN, NOW, TODAY, arrived, attempt, nothing_changes, out, statements
from tracking.queries import timeline

from .test_office import DAY, at, back, failed, verify

# --- undelivered, the way back --------------------------------------------------------------------------------------


def test_undelivered_list_names_bucket_reason_and_days(world):
    received, taken, held = at(world, "1, A", "2, A", "3, A")
    failed(world, held)
    out(world, [taken])
    lines = {one.article: one for one in undelivered_at(world.bengaluru, now=NOW + 3 * DAY)}
    assert [lines[one].bucket for one in (received, taken, held)] == ["R", "T", "O"]
    assert {one.days for one in lines.values()} == {3}
    assert (lines[held].reason, lines[held].due_on) == ("Door locked", TODAY + 7 * DAY)
    with statements() as few:
        undelivered_at(world.bengaluru, now=NOW)
    at(world, *[f"{n}, B" for n in range(9)])
    with statements() as many:
        undelivered_at(world.bengaluru, now=NOW)
    assert few.count == many.count


def test_after_seven_days_it_goes_back_to_the_office_of_the_sender(world):
    (article,) = at(world, "1, A")
    failed(world, article)
    with nothing_changes(), pytest.raises(errors.NotDueBack):
        back(world, [article], now=NOW + 6 * DAY)
    back(world, [article], now=NOW + 7 * DAY)
    article.refresh_from_db()
    assert (article.status, article.returning, article.destination) == (Status.AT_OFFICE, True, world.mysuru)
    assert SentBack.objects.get().reason == "unclaimed"
    line = timeline(article.number)[-1]
    assert (line.code, line.next_office_name) == ("ITEM_RETURN", "Mysuru HO")
    with nothing_changes(), pytest.raises(errors.UnknownHeld):
        back(world, [article], now=NOW + 8 * DAY)


def test_what_ended_at_the_door_goes_at_once_when_the_remark_is_verified(world):
    (article,) = at(world, "1, A")
    failed(world, article, "refused")
    with nothing_changes(), pytest.raises(errors.RemarkNotVerified):
        back(world, [article])
    verify(world, article, "refused")
    back(world, [article])
    assert SentBack.objects.get().reason == "refused"


def test_the_sender_gets_it_back_without_code_or_money_and_tracking_says_so(world):
    (article,) = at(world, "1, A")
    Article.objects.filter(pk=article.pk).update(services=["OTP"], cod_paise=50_000)
    Parties.objects.filter(article=article).update(sender_pincode="560004")
    failed(world, article)
    back(world, [article], recalled=True)  # at once: the sender asked
    article.refresh_from_db()
    assert (article.destination, article.otp_delivery, article.due_paise) == (world.bengaluru, False, 0)
    out(world, [article], now=NOW + DAY)
    attempt(world.postman, article, now=NOW + DAY)
    last = timeline(article.number)[-1]
    assert (last.code, last.is_returned) == ("ITEM_DELIVERY", True)
    with override("en"):
        assert last.text == "Item Delivered(Sender)"


def test_sending_back_costs_the_same_for_one_and_five(world):
    counts = []
    for size in (1, 5):
        articles = [failed(world, one) for one in at(world, *[f"{n}, Street {size}" for n in range(size)])]
        with statements() as asked:
            back(world, articles, now=NOW + 7 * DAY)
        counts.append(asked.count)
    assert counts[0] == counts[1]


def test_redirection_once_and_never_of_a_passport(world):
    (article,) = at(world, "1, A")
    failed(world, article)
    redirect = {"office": world.bengaluru, "number": article.number, "by": world.delivery, "now": NOW}
    with nothing_changes(), pytest.raises(UnknownPin):
        services.redirect_article(pincode="999999", address="5, B", **redirect)
    Article.objects.filter(pk=article.pk).update(contents="Passport of K. Sharma")
    with nothing_changes(), pytest.raises(errors.NeverRedirected):
        services.redirect_article(pincode=MYSURU_PIN, address="5, B", **redirect)
    Article.objects.filter(pk=article.pk).update(contents="Books")
    services.redirect_article(pincode="560004", address="5, B", **redirect)
    article.refresh_from_db()
    assert (article.status, article.parties.addressee_address) == (Status.AT_OFFICE, "5, B")
    assert timeline(article.number)[-1].code == "ITEM_REDIRECT"
    failed(world, article, now=NOW + DAY)
    with nothing_changes(), pytest.raises(errors.RedirectedOnce):
        services.redirect_article(pincode=MYSURU_PIN, address="6, C", **redirect)


# --- the window -----------------------------------------------------------------------------------------------------


def picture():
    made = io.BytesIO()
    Image.new("RGB", (32, 32), "white").save(made, "JPEG")
    return made.getvalue()


def kept(world):
    sha256 = hashlib.sha256(picture()).hexdigest()
    Proof.objects.create(
        sha256=sha256, kind="photo", media_type="image/jpeg", content=picture(), received_at=NOW,
        received_from=world.delivery,
    )  # fmt: skip
    return sha256


def hand_out(world, article, photo, **changed):
    said = {"document": "voter", "last4": "12ab", "received_by": "K. Sharma", "relation": "self", "photo": photo}
    handing = services.Handing(**{"request_id": uuid.uuid4()} | said | changed)
    services.deliver_at_window(
        office=world.bengaluru, number=article.number, handing=handing, by=world.delivery, now=NOW
    )
    return WindowDelivery.objects.filter(article=article).last()


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"last4": "12a"}, errors.DocumentNeeded),
        ({"document": "library card"}, errors.DocumentNeeded),
        ({"received_by": " "}, errors.RecipientNeeded),
        ({"relation": "neighbour"}, errors.RelationNeeded),
        ({"photo": "0" * 64}, errors.PhotoNeeded),
    ],
)
def test_the_window_asks_for_the_document(world, changed, refusal):
    (article,) = at(world, "1, A")
    failed(world, article)
    photo = kept(world)
    with nothing_changes(), pytest.raises(refusal):
        hand_out(world, article, **{"photo": photo} | changed)


def test_the_window_hands_out_once(world):
    (article,) = at(world, "1, A")
    photo = kept(world)
    with nothing_changes(), pytest.raises(errors.UnknownHeld):
        hand_out(world, article, photo)  # it has not been tried
    failed(world, article)
    made = hand_out(world, article, photo)
    article.refresh_from_db()
    assert (article.status, made.last4, made.approval) == (Status.DELIVERED, "12AB", None)
    assert timeline(article.number)[-1].code == "ITEM_DELIVERY"
    with nothing_changes(), pytest.raises(errors.UnknownHeld):
        hand_out(world, article, photo)


def test_an_otp_article_needs_a_second_person(world):
    article = failed(world, arrived(world, 1, "OTP")[0])
    photo = kept(world)
    with nothing_changes(), pytest.raises(errors.WindowNotAllowed):
        hand_out(world, article, photo)
    asked = services.ask_window(
        office=world.bengaluru, number=article.number, reason="Phone lost", by=world.delivery, now=NOW
    )
    with nothing_changes(), pytest.raises(errors.WindowNotAllowed):
        hand_out(world, article, photo)
    duty = get_duty_for(world.supervisor, on=TODAY)
    decide(approval_id=asked.pk, approve=True, reason="", duty=duty, by=world.supervisor, now=NOW, topics=ON_APPROVAL)
    assert hand_out(world, article, photo).approval == asked


# --- verifying ------------------------------------------------------------------------------------------------------


def test_a_remark_is_verified_by_another_and_only_then_final(world):
    (article,) = at(world, "1, A")
    failed(world, article)
    assert timeline(article.number)[-1].to_verify
    with nothing_changes(), pytest.raises(errors.OwnRemark):
        verify(world, article, by=world.postman)
    with nothing_changes(), pytest.raises(errors.RemarkNeeded):
        verify(world, article, "poste_restante")
    verify(world, article, "absent")  # corrected: the attempt keeps what was said
    made = SheetItem.objects.get()
    assert (made.remark, made.standing.remark, made.verified_by) == ("absent", "door_locked", world.supervisor)
    assert not any(line.to_verify for line in timeline(article.number))
    with nothing_changes(), pytest.raises(errors.NothingToVerify):
        verify(world, article)


@pytest.mark.parametrize(
    ("remark", "lacks", "refusal"),
    [
        ("no_such_person", {"photo": ""}, errors.PhotoNeeded),
        ("moved", {"position": None}, errors.PositionNeeded),
        ("absent", {"called_at": None}, errors.CallNeeded),
    ],
)
def test_a_corrected_remark_needs_its_proof_all_the_same(world, remark, lacks, refusal):
    (article,) = at(world, "1, A")
    out(world, [article])
    attempt(world.postman, article, remark="beat_change", **lacks)
    with nothing_changes(), pytest.raises(refusal):
        verify(world, article, remark)
    verify(world, article, "beat_change")


def test_five_are_drawn_once_a_day(world):
    for one in at(world, *[f"{n}, A" for n in range(7)]):
        failed(world, one)
    drawn = services.draw_call_backs(office=world.bengaluru, by=world.supervisor, now=NOW)
    assert len(drawn) == 5
    with nothing_changes():
        assert services.draw_call_backs(office=world.bengaluru, by=world.supervisor, now=NOW) == drawn
    assert len(services.draw_call_backs(office=world.bengaluru, by=world.supervisor, now=NOW + DAY)) == 2
    about = {"office": world.bengaluru, "number": drawn[0].item.article.number, "by": world.supervisor, "now": NOW}
    services.record_call(result=CallResult.NOBODY_CAME, **about)
    assert CallBack.objects.get(pk=drawn[0].pk).result == "nobody_came"
    with nothing_changes(), pytest.raises(errors.CallAnswered):
        services.record_call(result=CallResult.CAME, **about)


# --- pages ----------------------------------------------------------------------------------------------------------


def test_the_pages_of_a_day(client, world):
    today = clock()
    client.force_login(world.supervisor)
    said = client.post("/delivery/beats/", {"beat-number": "7", "beat-name": "Gavipuram", "beat-batch": ""})
    assert said.status_code == 302
    assert client.post("/delivery/beats/area/", {"beat_number": "7", "area": "560004"}).status_code == 302
    assert "560004" in client.get("/delivery/beats/").content.decode()
    (article,) = at(world, "1, A Street", now=today)
    assert "Gavipuram" in client.get("/delivery/sort/").content.decode()
    assert client.post("/delivery/sort/", {"beat-7": world.postman.pk})["Location"] == "/delivery/"
    made = Sheet.objects.get()
    services.acknowledge_sheet(number=made.number, by=world.postman, now=today)
    attempt(world.postman, article, remark="refused", now=today)
    assert client.post(f"/delivery/sheets/{made.number}/returns/", {}).status_code == 302
    assert "closed" in client.get(f"/delivery/sheets/{made.number}/returns/").content.decode()
    assert client.post("/delivery/verify/", {"number": article.number, "remark": "refused"}).status_code == 302
    assert client.post("/delivery/verify/draw/").status_code == 302
    assert client.post(f"/delivery/verify/call/{article.number}/", {"result": "came"}).status_code == 302
    assert "The postman came" in client.get("/delivery/verify/").content.decode()
    assert article.number in client.get("/delivery/undelivered/").content.decode()
    assert "Notice of arrival" in client.get(f"/delivery/held/{article.number}/notice/").content.decode()
    photo = io.BytesIO(picture())
    photo.name = "slip.jpg"
    form = {"document": "voter", "last4": "12AB", "received_by": "K. Sharma", "relation": "self", "photo": photo}
    form["request_id"] = str(uuid.uuid4())
    assert client.post(f"/delivery/held/{article.number}/", {**form, "last4": "1-AB"}).status_code == 422
    photo.seek(0)
    assert client.post(f"/delivery/held/{article.number}/", form)["Location"] == "/delivery/undelivered/"
    assert WindowDelivery.objects.get().article == article
