"""The code on its way to the addressee: a real gateway, the outbox in between, and nothing secret left behind."""

import json
import logging
import threading
import urllib.request
import uuid
from collections.abc import Iterator
from datetime import timedelta
from http.server import ThreadingHTTPServer

import pytest
from django.db import connection

from apt.core.models import OutboxMessage
from apt.core.services import serve_due
from apt.core.sms import send_sms
from apt.simulators.sms_gateway import Handler, Inbox
from apt.wiring import REACTIONS
from bookings.rules.notices import LANGUAGE_OF_STATE
from deliveries.models import DeliveryCode
from deliveries.reactions import send_otp
from deliveries.rules import CODE_TEXTS, MOBILE_TEXTS, Handed
from deliveries.services import code_for
from offices.models import Office
from tests.world import MOBILE, NOW, arrived, attempt, out

from .test_services import miss, try_code, wrong_code


class Gateway:
    """The simulator in a thread: a real server behind a real socket."""

    def __init__(self) -> None:
        self.inbox = Inbox()
        handler = type("GatewayHandler", (Handler,), {"inbox": self.inbox})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True)
        self.thread.start()

    def fault(self, status: int) -> None:
        body = json.dumps({"status": status}).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url + "/faults", body), timeout=5):
            return

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)


@pytest.fixture
def gateway(settings) -> Iterator[Gateway]:
    server = Gateway()
    settings.SMS_GATEWAY_URL = server.url
    yield server
    server.close()


@pytest.fixture
def article(world):
    found = arrived(world, 1, "OTP")[0]
    out(world, [found])
    return found


ONLY_AT_THE_DOOR = {"en": "only at the door", "hi": "केवल दरवाज़े पर", "kn": "ಬಾಗಿಲಲ್ಲಿ ಮಾತ್ರ"}


@pytest.mark.parametrize(("state", "language"), [("Goa", "en"), ("Bihar", "hi"), ("Karnataka", "kn")])
def test_message_with_the_code_arrives_in_the_language_of_the_state(gateway, article, settings, state, language):
    Office.objects.filter(pk=article.destination_id).update(state=state)
    assert serve_due(REACTIONS, now=NOW) == 1
    message = gateway.inbox.messages[0]
    assert (message["to"], message["template"]) == (MOBILE, settings.DLT_TEMPLATES[f"code_door-{language}"])
    assert message["text"].startswith(code_for(article.number, 1) + " ")
    assert article.number in message["text"]
    assert ONLY_AT_THE_DOOR[language] in message["text"]
    assert DeliveryCode.objects.get().sent_at == NOW
    assert OutboxMessage.objects.get().done_at
    assert serve_due(REACTIONS, now=NOW + timedelta(hours=1)) == 0


def test_each_message_has_its_words_and_its_own_template_in_each_language(settings):
    languages = {*LANGUAGE_OF_STATE.values(), "en"}
    assert set(CODE_TEXTS) == {(where, language) for where in Handed for language in languages}
    assert set(MOBILE_TEXTS) == languages
    for text in CODE_TEXTS.values():
        assert text.format(code="123456", number="EK123456785IN").startswith("123456 ")
        assert "{number}" in text
    names = {f"code_{where}-{language}" for where, language in CODE_TEXTS} | {f"mobile-{one}" for one in languages}
    ids = [settings.DLT_TEMPLATES[name] for name in names]
    assert all(len(one) == 19 for one in ids)
    assert len(set(settings.DLT_TEMPLATES.values())) == len(settings.DLT_TEMPLATES) == 24


def test_repeat_after_a_crash_is_kept_once_by_the_gateway(gateway, article):
    code = DeliveryCode.objects.get()
    send_otp(str(code.pk), NOW)
    DeliveryCode.objects.update(sent_at=None)  # the worker died between sending and noting it
    send_otp(str(code.pk), NOW)
    assert len(gateway.inbox.messages) == 1
    assert DeliveryCode.objects.get().sent_at == NOW


def test_message_noted_as_sent_is_not_sent_again(gateway, article):
    code = DeliveryCode.objects.get()
    send_otp(str(code.pk), NOW)
    gateway.inbox.messages.clear()
    send_otp(str(code.pk), NOW)
    assert gateway.inbox.messages == []


@pytest.mark.parametrize("status", [503, 500, 429])
def test_message_stays_due_while_the_gateway_fails_and_is_sent_later(gateway, article, status):
    gateway.fault(status)
    assert serve_due(REACTIONS, now=NOW) == 1
    waiting = OutboxMessage.objects.get()
    assert (waiting.done_at, waiting.tries) == (None, 1)
    assert DeliveryCode.objects.get().sent_at is None
    gateway.fault(0)
    assert serve_due(REACTIONS, now=NOW + timedelta(minutes=2)) == 1
    assert len(gateway.inbox.messages) == 1
    assert OutboxMessage.objects.get().dead_reason == ""


def test_message_outlives_an_hour_without_a_gateway(gateway, article):
    """Trust goal D6: the gateway is away for an hour; the code is still good, so the addressee gets it."""
    gateway.fault(503)
    for minute in range(61):
        serve_due(REACTIONS, now=NOW + timedelta(minutes=minute))
    assert OutboxMessage.objects.get().done_at is None
    gateway.fault(0)
    serve_due(REACTIONS, now=NOW + timedelta(minutes=75))
    assert len(gateway.inbox.messages) == 1


def test_message_stays_due_when_nobody_answers(settings, article):
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:1"
    serve_due(REACTIONS, now=NOW)
    assert OutboxMessage.objects.get().done_at is None
    with pytest.raises(OSError, match="refused"):
        send_sms(mobile=MOBILE, text="x", template="t", reference="r")


def test_dead_code_is_not_sent(gateway, world, article):
    first = DeliveryCode.objects.get()
    send_otp(str(first.pk), first.expires_at + timedelta(seconds=1))  # expired
    miss(world, article)
    out(world, [article])
    second = DeliveryCode.objects.latest("issue_number")
    send_otp(str(first.pk), NOW)  # replaced by a newer issue
    try_code(world, article, code_for(article.number, 2))
    send_otp(str(second.pk), NOW)  # spent
    assert gateway.inbox.messages == []
    assert not DeliveryCode.objects.filter(sent_at__isnull=False).exists()


def test_code_of_an_article_that_is_no_longer_out_is_not_sent(gateway, world, article):
    miss(world, article)
    send_otp(str(DeliveryCode.objects.get().pk), NOW)
    assert gateway.inbox.messages == []


def _secrets(articles):
    """The codes, and the keys they come from in every spelling that might be written down."""
    import base64

    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF
    from django.conf import settings

    for article in articles:
        info = f"delivery-otp:{article.number}".encode()
        key = HKDF(hashes.SHA256(), 20, salt=None, info=info).derive(settings.OTP_MASTER_KEY.encode())
        yield code_for(article.number, 1)
        yield from (key.hex(), base64.b32encode(key).decode(), base64.b64encode(key).decode())


def _everything_stored() -> str:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [table + row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


def test_no_code_and_no_key_is_stored_or_logged(gateway, world, caplog, settings):
    settings.OTP_MASTER_KEY = "a master key that no other text holds"
    caplog.set_level(logging.DEBUG)
    articles = arrived(world, 30, "OTP")
    out(world, articles)
    gateway.fault(503)
    serve_due(REACTIONS, now=NOW)
    gateway.fault(0)
    while serve_due(REACTIONS, now=NOW + timedelta(minutes=5)):
        pass
    sent = {message["text"].split()[0] for message in gateway.inbox.messages}
    for article in articles[:10]:
        try_code(world, article, wrong_code(article))
        try_code(world, article, code_for(article.number, 1))
    stored, secrets = _everything_stored(), list(_secrets(articles))
    assert sent == set(secrets[::4])  # the scan below looks for what was really sent
    assert articles[0].number in stored
    assert "deliveries.otp_issued" in stored
    logged = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert "A reaction failed" in logged
    for secret in [*secrets, settings.OTP_MASTER_KEY]:
        assert not _stands_alone(secret, stored)
        assert not _stands_alone(secret, logged)


def _stands_alone(secret: str, text: str) -> bool:
    """Six digits happen to stand inside hashes and times; a code that was written down stands between other signs."""
    import re

    return re.search(rf"(?<![0-9a-f.]){re.escape(secret)}(?![0-9a-f])", text) is not None


def test_the_scan_for_secrets_would_find_one(world):
    assert _stands_alone("012345", '(1,"012345 is your code")')
    assert _stands_alone("012345", "(7,012345,)")
    assert not _stands_alone("012345", "(7,9f012345ab,)")


def test_repeat_of_an_attempt_is_told_without_the_code(world, article):
    uid = uuid.uuid4()
    attempt(world.postman, article, code=code_for(article.number, 1), client_uuid=uid)
    import hashlib

    plain = "\x1f".join([article.number, "True", code_for(article.number, 1), "", ""]).encode()
    assert hashlib.sha256(plain).hexdigest() not in _everything_stored()
