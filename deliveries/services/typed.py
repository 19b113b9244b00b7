"""A code that is typed at the office: of a bulk addressee's sheet, or at the window."""

import hmac
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from apt.core.clock import day_begins, ist_date
from apt.core.db import step
from bookings.models import Article
from deliveries.errors import CodeNeeded
from deliveries.models import Attempt, DeliveryCode, SheetItem
from deliveries.rules import Relation, Verdict, clean_code, fingerprint
from offices.models import User

from .judging import code_for


def read_code(text: str) -> str:
    """Raises CodeNeeded, BadCodeShape; neither costs a try."""
    if not text.strip():
        raise CodeNeeded(field="code")
    return clean_code(text, digits=settings.DELIVERY_OTP["digits"])


@step
def judge_typed(
    *, codes: QuerySet[DeliveryCode], tried: QuerySet[Attempt], given: str, now: datetime
) -> tuple[Verdict, int | None]:
    """Judge against the latest of `codes`, within the tries of `settings.DELIVERY_OTP`: of the code by its own count,
    of the day by `tried`. The caller holds the lock on what the codes are of, and writes the attempt.
    """
    policy = settings.DELIVERY_OTP
    latest = list(codes.order_by("-issue_number")[:2])
    if not latest or latest[0].spent_at or now > latest[0].expires_at:
        return Verdict.CODE_EXPIRED, 0
    live = latest[0]
    of_day = tried.filter(verdict=Verdict.WRONG_CODE, recorded_at__gte=day_begins(ist_date(now))).count()
    left = min(policy["max_tries_per_code"] - live.wrong_tries, policy["max_tries_per_day"] - of_day)
    if left <= 0:
        return Verdict.CODE_LOCKED, 0
    late = now - live.issued_at <= policy["older_valid"]  # the message with the older one may have come after
    right = any(
        hmac.compare_digest(given, code_for(one.subject, one.issue_number)) for one in (latest if late else latest[:1])
    )
    rows = DeliveryCode.objects.filter(pk=live.pk)
    if right:
        rows.update(spent_at=now)
        return Verdict.DELIVERED, None
    rows.update(wrong_tries=live.wrong_tries + 1)
    return Verdict.WRONG_CODE, left - 1


def attempt_here(
    article: Article,
    verdict: Verdict,
    left: int | None,
    *,
    request_id: UUID,
    by: User,
    now: datetime,
    item: SheetItem | None = None,
    received_by: str = "",
) -> Attempt:
    """What was said at the office, not written yet."""
    said = fingerprint(article.number, verdict, received_by, key=settings.OTP_MASTER_KEY.encode())
    return Attempt(
        client_uuid=request_id,
        fingerprint=said,
        item=item,
        article=article,
        made_by=by,
        happened_at=now,
        recorded_at=now,
        verdict=verdict,
        tries_left=left,
        received_by=received_by,
        relation=Relation.AUTHORISED if verdict == Verdict.DELIVERED else "",
    )
