"""What reaches the callback address: rows 63 to 67 of the attacks that must be refused, and goals P2 and P4."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from payments.models import Case, PspNotice, PspRefused, UpiPayment
from payments.rules import AttemptState
from tests.payments.upi import attempt_of, balances, body_of, deliver, sign
from tests.world import nothing_changes, statements


def call(body: bytes, *, signature: str | None = None, kind: str = "application/json", method: str = "post"):
    headers = {"X-Psp-Signature": sign(body) if signature is None else signature}
    return getattr(Client(), method)(reverse("payments-api:callback"), body, kind, headers=headers)


def refused(response, status: int, code: str) -> None:
    assert response.status_code == status
    assert response.json()["code"] == code
    assert response.json()["money_moved"] in ("no", "unknown"), "every error about money says whether it moved"
    assert PspRefused.objects.get().code == code
    assert PspRefused.objects.get().count == 1
    assert not PspNotice.objects.exists()


@pytest.fixture
def attempt(world):
    return attempt_of(world)


def test_row_63_without_a_signature_nothing_happens(attempt):
    with nothing_changes():
        refused(call(body_of(attempt), signature=""), 401, "bad_signature")


def test_row_63_a_signature_of_another_key_is_none(attempt):
    body = body_of(attempt)
    with nothing_changes():
        refused(call(body, signature=sign(body, "another-merchant")), 401, "bad_signature")


def test_row_63_a_signature_of_the_same_json_written_anew_is_none(attempt):
    body = body_of(attempt)
    other = json.dumps(json.loads(body), sort_keys=True).encode()
    with nothing_changes():
        refused(call(body, signature=sign(other)), 401, "bad_signature")


def test_row_63_a_truncated_body_is_refused(attempt):
    body = body_of(attempt)
    with nothing_changes():
        refused(call(body[:-20], signature=sign(body)), 401, "bad_signature")


def test_row_63_a_signature_with_other_letters_is_no_error_of_ours(attempt):
    with nothing_changes():
        refused(call(body_of(attempt), signature="ä" * 64), 401, "bad_signature")


def test_p4_more_than_64_kb_is_refused_before_it_is_read(attempt):
    with nothing_changes():
        refused(call(b"[" + b" " * 65_536 + b"]"), 413, "notice_too_large")


def test_another_content_type_is_refused(attempt):
    with nothing_changes():
        refused(call(body_of(attempt), kind="text/xml"), 415, "not_json")


def test_get_is_no_notice(attempt):
    assert Client().get(reverse("payments-api:callback")).status_code == 405


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": "55"}, {"amount": "55.0"}, {"amount": "5.5e1"}, {"amount": "-55.00"}, {"amount": "1,055.00"},
        {"amount": "٥٥.00"}, {"amount": "0.00"}, {"amount": ""}, {"event": "payment.celebrated"}, {"at": "yesterday"},
        {"at": "2026-11-20T11:00:00"}, {"event_id": ""}, {"payment_id": ""}, {"payment_id": "1" * 31},
        {"tr": "a\0b"}, {"payee": ["a"]},
    ],
    ids=str,
)  # fmt: skip
def test_an_authentic_word_that_cannot_be_read_is_said_back_so_that_it_is_told_again(attempt, changes):
    with nothing_changes():
        refused(call(body_of(attempt, **changes)), 422, "bad_notice")


@pytest.mark.parametrize("body", [b"[]", b"not json", b'"text"', b"\xff\xfe", b"[" * 50_000], ids=repr)
def test_signed_nonsense_is_refused(attempt, body):
    with nothing_changes():
        refused(call(body), 422, "bad_notice")


def test_row_66_a_thousand_repeats_are_one_payment(attempt):
    body = body_of(attempt)
    assert call(body).json() == {"new": True}
    with nothing_changes():
        assert {call(body).json()["new"] for _ in range(100)} == {False}
    assert UpiPayment.objects.count() == PspNotice.objects.count() == 1
    assert balances() == {"upi_clearing": 5500, "upi_held": -5500}


def test_row_66_the_same_event_with_another_body_about_the_same_money_is_a_case_and_no_second_credit(attempt):
    assert deliver(*signed(body_of(attempt))) == 200
    assert deliver(*signed(body_of(attempt, amount="56.00"))) == 200
    assert UpiPayment.objects.get().paise == 5500
    assert Case.objects.get().kind == "contradiction"
    assert balances() == {"upi_clearing": 5500, "upi_held": -5500}


def test_p4_an_old_notice_is_taken_all_the_same(attempt):
    assert deliver(*signed(body_of(attempt, at="2026-11-18T05:30:00+00:00"))) == 200
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.PAID


def test_row_67_a_forged_call_costs_little_and_leaves_one_number(attempt):
    body = body_of(attempt)
    with statements() as one:
        call(body, signature="0" * 64)
    for _ in range(9):
        call(body, signature="0" * 64)
    assert PspRefused.objects.get().count == 10
    assert one.count <= 6


def signed(body: bytes) -> tuple[bytes, str]:
    return body, sign(body)
