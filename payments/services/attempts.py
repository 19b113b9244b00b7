"""An attempt under its lock, and the one place where it changes its state."""

from datetime import datetime

from django.conf import settings

from apt.core.db import step
from payments.models import PaymentAttempt
from payments.rules import ATTEMPT_MOVES, AttemptState
from payments.rules.upi import WAITING, next_question


@step
def lock_attempt(*, pk: int) -> PaymentAttempt:
    attempts = PaymentAttempt.objects.select_for_update(of=("self",))
    return attempts.select_related("office", "shift__clerk", "opened_by").get(pk=pk)


@step
def lock_attempt_by(*, tr: str) -> PaymentAttempt | None:
    attempts = PaymentAttempt.objects.select_for_update(of=("self",))
    return attempts.select_related("office", "shift__clerk", "opened_by").filter(tr=tr).first()


@step
def move_attempt(*, attempt: PaymentAttempt, to: AttemptState) -> None:
    """Along the table; once nothing is awaited, the provider is not asked again."""
    if to not in ATTEMPT_MOVES[AttemptState(attempt.state)]:
        raise ValueError(f"{attempt.tr}: {attempt.state} does not lead to {to}")
    attempt.state = to
    if to not in WAITING:
        attempt.ask_at = None
    attempt.save(update_fields=["state", "ask_at", "asked", "paid_at"])


def question_due(attempt: PaymentAttempt) -> datetime | None:
    """When the provider may be asked about it next, within NPCI's ration."""
    return next_question(
        asked=attempt.asked,
        shown_at=attempt.opened_at,
        expires_at=attempt.expires_at,
        first=settings.UPI["first_question"],
        at_most=settings.UPI["questions_at_most"],
        within=settings.UPI["questions_within"],
    )
