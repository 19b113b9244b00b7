"""P3: however often and by whatever way a payment is told, it is one credit."""

import random

import pytest

from payments.models import UpiPayment
from payments.rules import Source
from payments.services import apply_notice
from tests.payments.upi import VPA, attempt_of, balances, notice
from tests.world import NOW

PAYMENTS = 60
WAYS = (*[Source.CALLBACK] * 3, *[Source.POLL] * 2, *[Source.FILE] * 2)


@pytest.mark.parametrize("seed", [11])
def test_p3_sixty_payments_each_told_seven_times_in_any_order_are_sixty_credits(world, settings, seed):
    settings.UPI_VPA = VPA
    words = []
    for number in range(PAYMENTS):
        attempt = attempt_of(world, f"bill-{number}")
        words += [
            notice(attempt, payment=f"{number + 1:012}", event_id=f"{number}-{way}", source=source)
            for way, source in enumerate(WAYS)
        ]
    random.Random(seed).shuffle(words)
    for word in words:
        apply_notice(notice=word, now=NOW)
    assert UpiPayment.objects.count() == PAYMENTS
    assert balances() == {"upi_clearing": PAYMENTS * 5500, "upi_held": -PAYMENTS * 5500}
