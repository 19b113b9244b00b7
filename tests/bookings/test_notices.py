"""Messages to sender and addressee: noted with the event, true when sent, in their language, until they want none."""

from datetime import timedelta

import pytest

from bookings.access import get_side_for, notice_token
from bookings.models import Article, Notice, SmsOptOut
from bookings.rules.notices import WORDS, Dropped, Moment, Side, language_of, words_of
from bookings.services import choose_messages, notices, send_due_notices
from deliveries.errors import RemarkNeeded
from offices.models import Office
from tests.deliveries.test_sms import gateway  # noqa: F401
from tests.world import (
    BENGALURU_PIN,
    MOBILE,
    NOW,
    arrived,
    attempt,
    book,
    item,
    nothing_changes,
    out,
    shift_of,
    statements,
)
from tracking.errors import UnknownNumber

SENDER = "9880011224"


def noted(**of):
    return sorted(Notice.objects.filter(**of).values_list("moment", "side", "language"))


def two_sided(world):
    sale = book(shift_of(world.clerk), item(BENGALURU_PIN, sender_mobile=SENDER))
    return Article.objects.get(sale=sale)


def deliver(world, article, **how):
    attempt(world.postman, article, **how)


# --- noted with the event --------------------------------------------------------------------------------------------


def test_booking_notes_both_who_gave_a_mobile_number(world):
    two_sided(world)
    assert noted() == [("booked", "addressee", "en"), ("booked", "sender", "en")]
    book(shift_of(world.clerk), item(BENGALURU_PIN, mobile=""))
    assert Notice.objects.count() == 2


def test_a_round_notes_each_step(world):
    articles = arrived(world, 2)
    Notice.objects.all().delete()
    out(world, articles)
    assert noted() == [("out", "addressee", "en")] * 2
    deliver(world, articles[0])
    deliver(world, articles[1], delivered=False, remark="door_locked", received_by="")
    assert noted(article=articles[0])[0] == ("delivered", "addressee", "en")
    assert noted(article=articles[1])[0] == ("not_delivered", "addressee", "en")


def test_each_is_written_to_in_the_language_of_the_state(world):
    Office.objects.filter(pk=world.mysuru.pk).update(state="Uttar Pradesh")
    two_sided(world)
    assert noted() == [("booked", "addressee", "en"), ("booked", "sender", "hi")]
    assert language_of("DELHI") == "hi"
    assert language_of("KARNATAKA") == "kn"
    assert language_of("") == "en"


@pytest.mark.parametrize(("state", "language"), [("Delhi", "hi"), ("Karnataka", "kn"), ("Goa", "en")])
def test_the_database_and_the_rule_choose_the_same_language(world, state, language):
    Office.objects.filter(pk=world.bengaluru.pk).update(state=state)
    articles = arrived(world, 1)
    out(world, articles)
    assert {language for _moment, _side, language in noted()} == {language_of(state)} == {language}


def test_no_event_no_message(world):
    article = arrived(world, 1)[0]
    out(world, [article])
    with nothing_changes(), pytest.raises(RemarkNeeded):
        deliver(world, article, delivered=False, remark="", received_by="")


# --- sent ------------------------------------------------------------------------------------------------------------


def test_messages_arrive_with_their_template_and_a_link_that_opens(world, gateway, client, settings):  # noqa: F811
    article = two_sided(world)
    assert send_due_notices(now=NOW) == 2
    assert send_due_notices(now=NOW + timedelta(minutes=2)) == 0
    by_mobile = {message["to"]: message for message in gateway.inbox.messages}
    assert set(by_mobile) == {MOBILE, SENDER}
    message = by_mobile[SENDER]
    assert message["template"] == settings.DLT_TEMPLATES["booked-en"]
    assert article.number in message["text"]
    path = next(word for word in message["text"].split() if word.startswith("http")).removeprefix(
        settings.PUBLIC_BASE_URL
    )
    page = client.get(path).content.decode()
    assert "/track/s/" in page
    assert MOBILE not in page + message["text"]


def test_a_gateway_that_is_away_is_asked_again(world, gateway):  # noqa: F811
    two_sided(world)
    gateway.fault(503)
    send_due_notices(now=NOW)
    assert gateway.inbox.messages == []
    gateway.fault(0)
    assert send_due_notices(now=NOW + timedelta(minutes=1)) == 2
    assert len(gateway.inbox.messages) == 2


@pytest.mark.parametrize("moment", list(Moment))
def test_what_is_late_is_dropped(world, gateway, moment):  # noqa: F811
    article = two_sided(world)
    Article.objects.filter(pk=article.pk).update(status={"out": "out", "delivered": "delivered"}.get(moment, "held"))
    Notice.objects.update(moment=moment)
    send_due_notices(now=NOW + timedelta(hours=25))
    assert gateway.inbox.messages == []
    assert set(Notice.objects.values_list("dropped", flat=True)) == {Dropped.LATE}


def test_what_is_no_longer_true_is_dropped(world, gateway):  # noqa: F811
    article = arrived(world, 1)[0]
    out(world, [article])
    deliver(world, article)
    send_due_notices(now=NOW + timedelta(minutes=1))
    assert [message["text"].split(",")[0] for message in gateway.inbox.messages] == [
        f"Article {article.number} was delivered"
    ]
    dropped = Notice.objects.filter(dropped=Dropped.OVERTAKEN).order_by("id").values_list("moment", flat=True)
    assert list(dropped) == ["booked", "out"]


def test_two_workers_send_nothing_twice(world, gateway):  # noqa: F811
    two_sided(world)
    assert [send_due_notices(now=NOW) for _ in range(2)] == [2, 0]
    assert len(gateway.inbox.messages) == 2


def test_what_a_slow_gateway_leaves_over_is_due_at_once(world, gateway, monkeypatch):  # noqa: F811
    two_sided(world)
    with monkeypatch.context() as patch:
        patch.setattr(notices, "HELD_S", 0)
        assert send_due_notices(now=NOW) == 2
    assert gateway.inbox.messages == []
    assert list(Notice.objects.values_list("tries", "next_at")) == [(0, NOW)] * 2
    send_due_notices(now=NOW)
    assert len(gateway.inbox.messages) == 2


def test_sending_costs_the_same_for_one_and_for_five(world, gateway):  # noqa: F811
    counts = []
    for count in (1, 5):
        Notice.objects.all().delete()
        book(shift_of(world.clerk), *[item(BENGALURU_PIN) for _ in range(count)])
        with statements() as asked:
            assert send_due_notices(now=NOW) == count
        counts.append(asked.count)
    assert counts[0] == counts[1]


# --- wanted no more --------------------------------------------------------------------------------------------------


def test_whoever_got_a_message_can_stop_them_and_have_them_again(world, gateway, client):  # noqa: F811
    article = two_sided(world)
    path = f"/sms/{notice_token(article.number, Side.SENDER)}/"
    for _ in range(2):
        assert client.post(path, {"wanted": "no"}).status_code == 302
    assert SENDER not in SmsOptOut.objects.get().mobile_digest
    send_due_notices(now=NOW)
    assert [message["to"] for message in gateway.inbox.messages] == [MOBILE]
    assert Notice.objects.get(side=Side.SENDER).dropped == Dropped.OPTED_OUT
    client.post(path, {"wanted": "yes"})
    assert not SmsOptOut.objects.exists()


@pytest.mark.parametrize("change", ["{number}", "{number}-s-AAAAAAAAAAAA", "{number}-a-", "x"])
def test_a_link_that_we_did_not_make_stops_nothing(world, client, change):
    number = two_sided(world).number
    token = change.format(number=number)
    with nothing_changes():
        assert client.post(f"/sms/{token}/", {"wanted": "no"}).status_code == 404
        with pytest.raises(UnknownNumber):
            choose_messages(token=token, wanted=False, by=None, now=NOW)


def test_the_link_of_one_side_is_not_the_others(world):
    number = two_sided(world).number
    tokens = {side: notice_token(number, side) for side in Side}
    assert len(set(tokens.values())) == 2
    assert {side: get_side_for(token)[1] for side, token in tokens.items()} == {side: side for side in Side}


# --- words -----------------------------------------------------------------------------------------------------------


def test_every_message_has_words_and_a_template_in_each_language(settings):
    for moment in Moment:
        for language in ("en", "hi", "kn"):
            text = words_of(moment, language, number="EK123456785IN", place="Mysuru HO", link="https://x/")
            assert "EK123456785IN" in text
            assert "https://x/" in text
            assert len(settings.DLT_TEMPLATES[f"{moment}-{language}"]) == 19
    assert len(WORDS) == 12
