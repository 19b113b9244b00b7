"""What payments does when an outbox message of its own arrives."""

from datetime import datetime

from payments import services
from payments.models import PaymentAttempt
from payments.rules import AttemptState, Why


def send_refund(ref: str, now: datetime) -> None:
    """Hand a refund to the provider; a repeat after a crash is known there by its reference."""
    services.send_refund(refund_id=int(ref), now=now)


def sell_paid_stamps(ref: str, now: datetime) -> None:
    """Stamps were paid by UPI: they are sold. What cannot be is left for the reaction that gives it back."""
    services.sell_paid_stamps(attempt_id=int(ref), now=now)


def give_back_unclaimed(ref: str, now: datetime) -> None:
    """Last of those who react to money that came: what no app has booked by then goes back to who paid it."""
    attempt = PaymentAttempt.objects.get(pk=ref)
    why = Why.LATE if attempt.state == AttemptState.LATE_PAID else Why.UNCLAIMED
    services.give_back(attempt=attempt, why=why, by=None, now=now)
