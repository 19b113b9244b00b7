"""Trust goal D10: "nobody came", "I did not receive this", another number of the addressee; who may have the proof."""

import pytest
from django.urls import reverse

from apt.core.services import serve_due
from apt.wiring import ON_APPROVAL, REACTIONS
from bookings.errors import BadMobile
from bookings.models import Article, Parties
from bookings.rules import Status
from deliveries import errors, services
from deliveries.models import Attempt, DeliveryCode, MobileChange, Sheet, SheetItem
from deliveries.queries import articles_to_deliver, pasts_of
from deliveries.rules import Verdict
from offices.access import get_duty_for
from offices.services import decide
from payments.errors import CodTaken
from payments.models import Case, CodCollection
from tests.world import MOBILE, NOW, TODAY, arrived, attempt, nothing_changes, out
from tracking.access import link_token
from tracking.errors import NothingToComplain, OtherOutcome
from tracking.models import Complaint
from tracking.queries import standing, timeline
from tracking.rules import Outcome
from tracking.services import answer_complaint, open_complaint

from .test_held import kept
from .test_office import DAY, at, back, failed, verify
from .test_sms import gateway  # noqa: F401
from .test_window import hand_out


def complain(article, *, now=NOW):
    return open_complaint(number=article.number, words="", by_link=True, by=None, now=now)


def answer(world, complaint, outcome, *, now=NOW):
    answered = answer_complaint(
        office=world.bengaluru, number=complaint.number, outcome=outcome, text="Asked the postman", by=world.supervisor,
        now=now,
    )  # fmt: skip
    react()
    return answered


def react():
    while serve_due(REACTIONS, now=NOW):
        pass


def test_d10_nobody_came_opens_the_attempt_again(world):
    (article,) = at(world, "1, A")
    for _time in (1, 2):
        failed(world, article)
    assert pasts_of([article])[article.pk].for_window
    complaint = complain(article)
    assert complaint.event.code == "ITEM_NONDELIVER"
    with nothing_changes():
        assert complain(article) == complaint
        with pytest.raises(OtherOutcome):
            answer(world, complaint, Outcome.DELIVERED)
    answer(world, complaint, Outcome.NOBODY_CAME)
    assert pasts_of([article])[article.pk].attempts == 1
    assert articles_to_deliver(world.bengaluru) == [article]
    assert complaint.event_id not in {line.id for line in standing(timeline(article.number))}
    with nothing_changes():
        assert not services.reopen_attempt(complaint_id=complaint.pk, now=NOW)
    out(world, [article], now=NOW + DAY)
    with nothing_changes(), pytest.raises(NothingToComplain):
        complain(article)


def test_d10_a_delivery_that_did_not_arrive_is_on_the_list_again(world):
    (article,) = arrived(world)
    out(world, [article])
    attempt(world.postman, article)
    answer(world, complain(article), Outcome.WRONG_ENTRY)
    article.refresh_from_db()
    assert (article.status, SheetItem.objects.get().reopened_at) == (Status.HELD, NOW)
    assert standing(timeline(article.number))[-1].code == "ITEM_ONHOLD"
    out(world, [article], now=NOW + DAY)
    assert attempt(world.postman, article, now=NOW + DAY).verdict == Verdict.DELIVERED
    assert Attempt.objects.filter(verdict=Verdict.DELIVERED).count() == 2  # both claims are kept


def paid_and_opened_again(world):
    """Delivered against cash, which was a wrong entry: a case about the money, and the article is on hold."""
    (article,) = arrived(world)
    Article.objects.filter(pk=article.pk).update(cod_paise=120_000)
    out(world, [article])
    attempt(world.postman, article, cod="cash")
    answer(world, complain(article), Outcome.WRONG_ENTRY)
    asked = Case.objects.get(kind="cod_reopened")
    assert (asked.about, asked.paise, asked.office) == (article.number, 120_000, world.bengaluru)
    return article


def test_d10_what_was_paid_at_the_door_is_not_collected_again(world, client):
    article = paid_and_opened_again(world)
    out(world, [article], now=NOW + DAY)
    client.force_login(world.delivery)
    page = client.get(reverse("deliveries:sheet", args=[Sheet.objects.last().number]))
    assert "collect nothing" in page.content.decode()
    with nothing_changes(), pytest.raises(CodTaken):
        attempt(world.postman, article, cod="cash", now=NOW + DAY)
    assert attempt(world.postman, article, cod="", now=NOW + DAY).verdict == Verdict.DELIVERED
    assert CodCollection.objects.get().paise == 120_000


def test_d10_at_the_window_too(world, client):
    article = paid_and_opened_again(world)
    client.force_login(world.delivery)
    page = client.get(reverse("deliveries:held", args=[article.number])).content.decode()
    assert "collect nothing" in page
    assert "Paid by" not in page
    hand_out(world, article, kept(world), document="voter", last4="12ab")
    article.refresh_from_db()
    assert article.status == Status.DELIVERED
    assert CodCollection.objects.get().paise == 120_000


@pytest.mark.parametrize("outcome", [Outcome.ATTEMPTED, Outcome.NOBODY_CAME])
def test_d10_what_stands_or_has_moved_on_is_not_opened(world, outcome):
    article = failed(world, at(world, "1, A")[0], "refused")
    complaint = complain(article)
    if outcome == Outcome.NOBODY_CAME:
        verify(world, article, "refused")
        back(world, [article])
    answer(world, complaint, outcome)
    assert SheetItem.objects.get().reopened_at is None


def test_d10_the_public_page_offers_it(world, client):
    article = failed(world, at(world, "1, A")[0])
    page = reverse("tracking:article", args=[article.number])
    assert "Nobody came" in client.get(page).content.decode()
    assert client.post(reverse("tracking:complain", args=[article.number]))["Location"] == page
    assert Complaint.objects.get().number in client.get(page).content.decode()
    client.force_login(world.supervisor)
    assert "it goes out again" in client.get(reverse("complaints:list")).content.decode()


# --- another number -------------------------------------------------------------------------------------------------


def ask(world, article, mobile="+91 98450 99999", **changed):
    said = {"asked_by_whom": "addressee", "document": "voter", "last4": "12ab"} | changed
    return services.ask_mobile_change(
        office=world.bengaluru, number=article.number, mobile=mobile, by=world.delivery, now=NOW, **said
    )


def test_d10_another_number_needs_a_second_person_and_the_old_one_is_told(world, gateway):  # noqa: F811
    article = failed(world, arrived(world, 1, "OTP")[0])
    services.send_window_code(office=world.bengaluru, number=article.number, by=world.delivery, now=NOW + DAY)
    asked = ask(world, article)
    with nothing_changes():
        assert ask(world, article) == asked
    assert Parties.objects.get(article=article).addressee_mobile == MOBILE
    duty = get_duty_for(world.supervisor, on=TODAY)
    decide(approval_id=asked.pk, approve=True, reason="", duty=duty, by=world.supervisor, now=NOW, topics=ON_APPROVAL)
    assert Parties.objects.get(article=article).addressee_mobile == "9845099999"
    assert not DeliveryCode.objects.filter(expires_at__gt=NOW).exists()  # what was on its way to the old one is dead
    react()
    told = [one for one in gateway.inbox.messages if "was changed" in one["text"]]
    assert [one["to"] for one in told] == [MOBILE]
    change = MobileChange.objects.get()
    assert (change.mobile, change.old_mobile, change.allowed_by) == ("", "", world.supervisor)


def test_d9_a_code_goes_to_nobody_who_works_here(world):
    article = failed(world, arrived(world, 1, "OTP")[0])
    world.postman.mobile = "9845011111"
    world.postman.save()
    with nothing_changes():
        for refusal, changed in (
            (errors.MobileOfStaff, {"mobile": "9845011111"}),
            (errors.SameMobile, {"mobile": MOBILE}),
            (BadMobile, {"mobile": "5845011111"}),
            (errors.DocumentNeeded, {"last4": "1"}),
        ):
            with pytest.raises(refusal):
                ask(world, article, **changed)


# --- the proof ------------------------------------------------------------------------------------------------------


def test_the_proof_is_for_whoever_booked_it_and_whoever_holds_the_link(world, client):
    article, other, photo = *arrived(world, 2), kept(world)
    out(world, [article, other])
    attempt(world.postman, article, signature=photo)
    link = reverse("deliveries:proof-by-link", args=[link_token(article.number), photo])
    assert link in client.get(reverse("tracking:signed", args=[link_token(article.number)])).content.decode()
    assert link not in client.get(reverse("tracking:article", args=[article.number])).content.decode()
    assert client.get(link)["Content-Disposition"].startswith("attachment")
    for strange in (
        reverse("deliveries:proof-by-link", args=[link_token(other.number), photo]),
        reverse("deliveries:proof-by-link", args=[article.number + "-AAAAAAAAAAAAAAAA", photo]),
    ):
        assert client.get(strange).status_code == 404
    booked = reverse("deliveries:proof-booked", args=[photo])
    for who, status in ((world.supervisor, 200), (world.clerk, 404)):
        client.force_login(who)
        assert client.get(booked).status_code == status
    assert Article.objects.get(pk=article.pk).status == Status.DELIVERED
