"""The window with code, signature and money; what the office keeps back; the way to the letter office."""

import base64
import io
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from PIL import Image, ImageDraw

from bookings.models import Article
from bookings.rules import Status
from deliveries import errors, services
from deliveries.models import Attempt, DeliveryCode, Hold, Proof, ToLetterOffice, WindowDelivery
from deliveries.queries import sort_into_beats, undelivered_at
from deliveries.rules import Verdict
from deliveries.services import Outcome, code_for
from payments.errors import CodNotPaid
from payments.models import Case, CodCollection
from tests.world import NOW, TODAY, arrived, attempt, nothing_changes, out, sheet

from .test_held import kept
from .test_office import DAY, at, back, failed, verify

LATER = NOW + timedelta(minutes=5)


def hand_out(world, article, photo, *, now=LATER, **said):
    told = {"request_id": uuid.uuid4(), "received_by": "K. Sharma", "relation": "self", "photo": photo, **said}
    return services.deliver_at_window(
        office=world.bengaluru, number=article.number, handing=services.Handing(**told), by=world.delivery, now=now
    )


def send_code(world, article, *, now=LATER):
    return services.send_window_code(office=world.bengaluru, number=article.number, by=world.delivery, now=now)


def hold(world, article, remark, *, now=NOW, office=None):
    return services.hold_article(
        office=office or world.bengaluru, number=article.number, remark=remark, by=world.delivery, now=now
    )


# --- with a code ----------------------------------------------------------------------------------------------------


def test_a_code_opens_the_window_without_a_second_person(world):
    article, photo = failed(world, arrived(world, 1, "OTP")[0]), kept(world)
    made = send_code(world, article)
    assert (made.issue_number, made.item, made.expires_at) == (2, None, LATER + timedelta(minutes=30))
    uid = uuid.uuid4()
    right = code_for(article.number, 2)
    assert hand_out(world, article, photo, code=right, request_id=uid) == Outcome(Verdict.DELIVERED)
    with nothing_changes():
        assert hand_out(world, article, photo, code="000000", request_id=uid) == Outcome(Verdict.DELIVERED)
    window = WindowDelivery.objects.get()
    assert (window.document, window.approval, window.photo) == ("", None, photo)


def test_d1_the_window_counts_tries_with_the_door(world):
    (article,) = arrived(world, 1, "OTP")
    photo = kept(world)
    out(world, [article])
    right = int(code_for(article.number, 1))
    for step in (1, 2, 3):
        attempt(world.postman, article, code=f"{(right + step) % 10**6:06d}")
    attempt(world.postman, article, remark="door_locked")
    send_code(world, article)
    wrong = [f"{(int(code_for(article.number, 2)) + step) % 10**6:06d}" for step in (1, 2)]
    assert [hand_out(world, article, photo, code=one).tries_left for one in wrong] == [1, 0]
    assert hand_out(world, article, photo, code=code_for(article.number, 2)) == Outcome(Verdict.CODE_LOCKED, 0)
    assert Attempt.objects.filter(item__isnull=True, verdict=Verdict.WRONG_CODE).count() == 2
    article.refresh_from_db()
    assert article.status == Status.HELD
    out(world, [article], now=NOW + timedelta(minutes=20))
    last = DeliveryCode.objects.latest("id").issue_number
    told = attempt(world.postman, article, code=code_for(article.number, last), now=NOW + timedelta(minutes=21))
    assert told == Outcome(Verdict.CODE_LOCKED, 0)  # whatever the path


def test_a_window_code_ends(world):
    article, photo = failed(world, arrived(world, 1, "OTP")[0]), kept(world)
    send_code(world, article)
    late = LATER + timedelta(minutes=31)
    assert hand_out(world, article, photo, code=code_for(article.number, 2), now=late).verdict == Verdict.CODE_EXPIRED
    plain = failed(world, arrived(world)[0])
    with nothing_changes(), pytest.raises(errors.NoCodeDue):
        send_code(world, plain)


# --- with money -----------------------------------------------------------------------------------------------------


def test_money_is_taken_with_the_article(world):
    article, photo = failed(world, at(world, "1, A")[0]), kept(world)
    Article.objects.filter(pk=article.pk).update(cod_paise=120_000)
    papers = {"document": "voter", "last4": "12AB"}
    with nothing_changes():
        for refusal, cod in ((errors.CodModeNeeded, ""), (CodNotPaid, "upi")):
            with pytest.raises(refusal):
                hand_out(world, article, photo, cod=cod, **papers)
    assert hand_out(world, article, photo, cod="cash", **papers) == Outcome(Verdict.DELIVERED)
    kept_one = CodCollection.objects.get()
    assert (kept_one.paise, kept_one.mode, kept_one.postman) == (120_000, "cash", world.delivery)


# --- what the office keeps ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("remark", "days", "cases"), [("damaged", 7, 1), ("poste_restante", 14, 0)])
def test_what_is_kept_goes_out_with_nobody_and_back_in_time(world, remark, days, cases):
    (article,) = at(world, "1, A")
    hold(world, article, remark)
    article.refresh_from_db()
    assert (article.status, Hold.objects.get().remark) == (Status.HELD, remark)
    assert Case.objects.filter(kind="damaged", about=article.number).count() == cases
    with nothing_changes(), pytest.raises(errors.KeptAtOffice):
        sheet(world, [article])
    assert [one for one, _past in sort_into_beats(world.bengaluru, on=TODAY).window] == [article]
    (line,) = undelivered_at(world.bengaluru, now=NOW)
    assert (line.due_on, line.past.attempts) == (TODAY + days * DAY, 0)
    back(world, [article], now=NOW + days * DAY)


def test_the_window_hands_out_what_was_called_for(world):
    (article,) = at(world, "1, A")
    hold(world, article, "poste_restante")
    done = hand_out(world, article, kept(world), document="voter", last4="12AB")
    assert done == Outcome(Verdict.DELIVERED)


def test_only_what_is_delivered_here_is_kept(world):
    (article,) = at(world, "1, A")
    with nothing_changes(), pytest.raises(errors.NotAHold):
        hold(world, article, "door_locked")
    Article.objects.filter(pk=article.pk).update(destination=world.hassan)
    with nothing_changes(), pytest.raises(errors.NotForDelivery):
        hold(world, article, "damaged")


# --- to the letter office -------------------------------------------------------------------------------------------


def test_what_the_sender_refuses_goes_to_the_letter_office(world, settings):
    article = failed(world, at(world, "1, A")[0], "refused")
    verify(world, article, "refused")
    rlo = {"office": world.bengaluru, "numbers": [article.number], "by": world.delivery}
    with nothing_changes(), pytest.raises(errors.NotReturned):
        services.send_to_letter_office(now=NOW, **rlo)
    back(world, [article], now=LATER)
    Article.objects.filter(pk=article.pk).update(destination=world.bengaluru)  # its sender lives here
    tomorrow = NOW + DAY
    failed(world, article, "refused", now=tomorrow)
    with nothing_changes(), pytest.raises(errors.RemarkNotVerified):
        services.send_to_letter_office(now=tomorrow, **rlo)
    verify(world, article, "refused", now=tomorrow)
    with nothing_changes(), pytest.raises(errors.NoLetterOffice):
        services.send_to_letter_office(now=tomorrow, **rlo)
    settings.DELIVERY_OFFICE = settings.DELIVERY_OFFICE | {"letter_offices": {world.circle.code: world.mysuru.code}}
    services.send_to_letter_office(now=tomorrow, **rlo)
    article.refresh_from_db()
    assert (article.status, article.destination, ToLetterOffice.objects.get().to_office) == (
        Status.AT_OFFICE, world.mysuru, world.mysuru,
    )  # fmt: skip


# --- pages ----------------------------------------------------------------------------------------------------------


def test_the_pages_of_the_window(world, client):
    client.force_login(world.delivery)
    (article,) = arrived(world, 1, "OTP")
    answer = client.post(reverse("deliveries:hold"), {"number": article.number.lower(), "remark": "damaged"})
    held = reverse("deliveries:held", args=[article.number])
    assert answer["Location"] == held
    assert client.post(reverse("deliveries:window-code", args=[article.number]))["Location"] == held
    code = int(code_for(article.number, 1))
    signed = "data:image/png;base64," + base64.b64encode(_signature()).decode()
    said = {"received_by": "K. Sharma", "relation": "self", "signature": signed}
    for wrong in ({"code": f"{(code + 1) % 10**6:06d}"}, {"signature": "?"}, {"received_by": ""}):
        form = {"request_id": uuid.uuid4(), "code": f"{code:06d}", **said, **wrong}
        assert client.post(held, form).status_code == 422, wrong
    assert WindowDelivery.objects.count() == 0
    done = client.post(held, {"request_id": uuid.uuid4(), "code": f"{code:06d}", **said})
    assert done["Location"] == reverse("deliveries:undelivered")
    assert WindowDelivery.objects.get().signature == Proof.objects.get(kind="signature").sha256


def _signature():
    made, image = io.BytesIO(), Image.new("RGB", (200, 80), "white")
    ImageDraw.Draw(image).line([(10, 60), (80, 20), (190, 70)], fill="black", width=4)
    image.save(made, "PNG")
    return made.getvalue()
