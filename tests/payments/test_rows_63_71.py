"""Row 68 of the attacks that must be refused: nobody says "paid" but the provider. Other rows bear their numbers."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from payments.models import UpiPayment
from tests.payments.upi import attempt_of
from tests.world import nothing_changes

SAYS_PAID = re.compile(r"(mark|set|make|confirm)[-_]?(as[-_]?)?paid", re.IGNORECASE)


def addresses(resolver, before=""):
    for one in resolver.url_patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield f"{here} {one.name or ''}"
        else:
            yield from addresses(one, here)


def test_row_68_no_address_marks_anything_as_paid():
    every = list(addresses(get_resolver()))
    assert any("callback" in one for one in every)
    assert not [one for one in every if SAYS_PAID.search(one)]


@pytest.mark.parametrize("claim", [{"paid": "1"}, {"state": "paid"}, {"event": "payment.success"}], ids=str)
def test_row_68_who_says_paid_without_the_providers_key_changes_nothing(world, claim):
    attempt = attempt_of(world)
    with nothing_changes():
        answer = Client().post(reverse("payments-api:callback"), claim | {"tr": attempt.tr}, "application/json")
    assert answer.status_code == 401
    attempt.refresh_from_db()
    assert attempt.state == "qr_shown"
    assert not UpiPayment.objects.exists()
