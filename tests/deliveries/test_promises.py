"""What trust.md promises about rounds without signal (section 4) and codes (section 6), where no other test has it."""

import random
import uuid
from datetime import timedelta

import pytest
from django.conf import settings

from apt.core.clock import now as clock
from bookings.models import Article, Parties
from bookings.rules import Status
from deliveries import errors
from deliveries.models import Attempt, KeptEntry, Phone, SheetItem
from deliveries.rules import SetAside, receipt_of
from deliveries.services import Outcome, meet_phone, revoke_phone, sync_round
from tests.world import NOW, arrived, claim, nothing_changes, out
from tracking.models import TrackingEvent

from .test_held import hand_out, kept
from .test_office import failed

LATER = NOW + timedelta(hours=3)


def meet(world, who=None):
    return meet_phone(key=uuid.uuid4(), label="x", office=world.bengaluru, by=who or world.postman, now=NOW)


def send(world, phone, claims, *, now=LATER, clock_off=False):
    return sync_round(key=phone.key, claims=claims, clock_off=clock_off, by=world.postman, now=now)


@pytest.mark.parametrize("seed", [3, 4])
def test_o1_o7_whatever_the_network_does_each_event_is_held_once_and_the_receipts_agree(world, seed):
    """Pieces are lost on the way there or on the way back, sent again, and out of order; the app dies in between."""
    lot = random.Random(seed)
    articles = arrived(world, 24)
    out(world, articles)
    queues = {
        meet(world): [
            claim(one, seq=n, now=NOW + timedelta(minutes=n), **({"remark": "refused"} if n % 4 == 0 else {}))
            for n, one in enumerate(articles[start::4], 1)
        ]
        for start in range(4)
    }
    told = {}
    for phone, queue in queues.items():
        waiting = list(queue)
        while waiting:
            lot.shuffle(waiting)
            piece = waiting[: lot.randint(1, 4)]
            if lot.random() < 0.3:
                continue  # lost before it came
            synced = send(world, phone, piece)
            if lot.random() < 0.4:
                continue  # the answer was lost: the phone sends it again
            told[phone.pk] = synced
            waiting = [one for one in waiting if one not in piece]
        told[phone.pk] = send(world, phone, queue[:1])
    assert Attempt.objects.count() == 24
    assert set(SheetItem.objects.values_list("outcome", flat=True)) == {"delivered", "not_delivered"}
    for phone, queue in queues.items():
        mine = (len(queue), sum(receipt_of(one.client_uuid) for one in queue))
        assert (told[phone.pk].received, told[phone.pk].receipt) == mine


def test_o7_a_row_that_the_server_lost_is_noticed(world):
    (article,) = arrived(world)
    out(world, [article])
    phone, said = meet(world), claim(article, seq=1)
    send(world, phone, [said])
    Phone.objects.filter(pk=phone.pk).update(received=0, receipt=0)  # as after an older backup
    synced = send(world, phone, [])
    assert synced.received < 1  # the phone counts one, and sends its day again (static/js/round/sync.js, disagree)
    assert synced.receipt != receipt_of(said.client_uuid)


_HEARD, _ASIDE = Outcome, SetAside.OVERTAKEN
# What a phone says late, against where the article is by then: heard, or kept for the supervisor. Nothing is lost.
MATRIX = {
    Status.BOOKED: _ASIDE, Status.BAGGED: _ASIDE, Status.AT_OFFICE: _ASIDE, Status.ON_SHEET: _ASIDE,
    Status.OUT: _HEARD, Status.HELD: _ASIDE, Status.DELIVERED: _ASIDE, Status.CANCELLED: _ASIDE,
}  # fmt: skip


def test_o3_every_claim_against_every_state_has_its_rule_and_nothing_is_overwritten(world):
    assert MATRIX.keys() == set(Status)
    for status, rule in MATRIX.items():
        for said in ({}, {"remark": "door_locked"}):
            (article,) = arrived(world)
            out(world, [article])
            Article.objects.filter(pk=article.pk).update(status=status)
            (answer,) = send(world, meet(world), [claim(article, seq=1, **said)]).answers
            article.refresh_from_db()
            if rule is Outcome:
                assert isinstance(answer, Outcome)
                assert article.status == (Status.HELD if said else Status.DELIVERED)
            else:
                assert (answer, article.status) == (rule, status)
                assert KeptEntry.objects.filter(article_number=article.number).exists()


@pytest.mark.parametrize("off", [timedelta(hours=-26), timedelta(hours=26), timedelta(days=365 * 40)])
def test_o2_no_clock_of_a_phone_puts_a_delivery_before_its_booking(world, off):
    """The time is corrected at the edge by what the phone thinks it is; what cannot be is kept, not lost."""
    (article,) = arrived(world)
    out(world, [article])
    (answer,) = send(world, meet(world), [claim(article, seq=1, now=NOW + off)]).answers
    assert isinstance(answer, SetAside)
    assert KeptEntry.objects.get().article_number == article.number
    assert not TrackingEvent.objects.filter(code="ITEM_DELIVERY").exists()


def test_o4_what_a_revoked_or_late_phone_says_is_kept_and_not_applied(world):
    one, two = arrived(world, 2)
    out(world, [one, two])
    phone = meet(world)
    (late,) = send(world, phone, [claim(one, seq=1)], now=NOW + timedelta(hours=25)).answers
    revoke_phone(key=phone.key, office=world.bengaluru, reason="lost", by=world.supervisor, now=NOW)
    (revoked,) = send(world, phone, [claim(two, seq=2)]).answers
    assert (late, revoked) == (SetAside.TOO_LATE, SetAside.REVOKED)
    assert set(Article.objects.values_list("status", flat=True)) == {Status.OUT}
    with nothing_changes(), pytest.raises(errors.TooManyEntries):
        send(world, phone, [claim(two, seq=n) for n in range(settings.OFFLINE_ROUNDS["entries_at_most"] + 1)])


def test_d8_without_the_code_an_otp_article_needs_document_proof_and_a_second_person(world):
    article, photo = failed(world, arrived(world, 1, "OTP")[0]), kept(world)
    for refusal, changed in (
        (errors.DocumentNeeded, {"last4": ""}), (errors.PhotoNeeded, {"photo": ""}), (errors.WindowNotAllowed, {}),
    ):  # fmt: skip
        with nothing_changes(), pytest.raises(refusal):
            hand_out(world, article, **{"photo": photo} | changed)


def test_a_days_list_is_under_60_kb_for_a_hundred_articles(world, client):
    """Issue 7: measured in bytes, as they go over the line without compression; addresses of the usual length."""
    moment = clock()
    articles = arrived(world, 100, "OTP", now=moment)
    Parties.objects.filter(article__in=articles).update(
        addressee_name="Lakshmi Venkatesh Subramaniam", addressee_company="Mysore Sandal Traders",
        addressee_address="No 112/4, 3rd floor, 12th cross, Bull Temple road, Basavanagudi",
    )  # fmt: skip
    Article.objects.update(digipin="4P3JK852C9", cod_paise=120_000)
    out(world, articles, now=moment)
    client.force_login(world.postman)
    day = client.get("/delivery/round/day/")
    assert len(day.json()["sheets"][0]["items"]) == 100
    assert len(day.content) < 60_000
    assert len(client.get("/delivery/round/").content) < 60_000
