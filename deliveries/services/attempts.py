"""One attempt, told by a page that is connected: its answer is there at once, and what is wrong is refused."""

from datetime import datetime

from apt.core.db import use_case
from apt.core.errors import Refusal
from deliveries.rules import Claim
from offices.models import User

from .taking import Outcome, take_claims


@use_case
def record_attempt(*, claim: Claim, by: User, now: datetime) -> Outcome:
    """Deliver an article of one's own sheet, or say why not. A repeat of `client_uuid` returns the first answer.

    An OTP article is delivered only against the code of its latest issue, unexpired, within the tries (Reg. 136A):
    three a code and five a day, our assumptions in `settings.DELIVERY_OTP`. A code of the wrong shape costs no try.
    Raises UnknownItem, NotAcknowledged, AttemptClosed, AttemptReused, EventFromTheFuture, and what `check_shape` does.
    """
    answer = take_claims(claims=[claim], by=by, phone=None, now=now).answers[0]
    if isinstance(answer, Refusal):
        raise answer
    assert isinstance(answer, Outcome)  # noqa: S101  # nothing of a page is set aside
    return answer
