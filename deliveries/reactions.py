"""What deliveries does when an outbox message of its own arrives."""

from datetime import datetime

from django.conf import settings

from apt.core.sms import send_sms
from bookings.rules.notices import language_of
from deliveries.models import DeliveryCode, MobileChange
from deliveries.queries import code_to_send
from deliveries.rules import CODE_TEXTS, MOBILE_TEXTS
from deliveries.services import code_for, forget_old_number, keep_cod_money, reopen_attempt


def send_otp(ref: str, now: datetime) -> None:
    """Tell the addressee the code, derived this moment. Late codes are dropped rather than sent wrong.

    A repeat after a crash between sending and noting it is dropped by the gateway, which knows the reference.
    """
    code = code_to_send(int(ref), now=now)
    if code is None:
        return
    send_sms(
        mobile=code.mobile,
        text=CODE_TEXTS[code.where, code.language].format(
            code=code_for(code.subject, code.issue_number), number=code.subject
        ),
        template=settings.DLT_TEMPLATES[f"code_{code.where}-{code.language}"],
        reference=f"otp-{ref}",
    )
    DeliveryCode.objects.filter(pk=ref, sent_at__isnull=True).update(sent_at=now)


def tell_old_number(ref: str, now: datetime) -> None:
    """The number that got the codes until now is told that it gets them no more; then we forget it."""
    change = MobileChange.objects.select_related("article", "office").get(pk=ref)
    if not change.old_mobile:
        return
    language = language_of(change.office.state)
    send_sms(
        mobile=change.old_mobile,
        text=MOBILE_TEXTS[language].format(number=change.article.number, office=change.office.name),
        template=settings.DLT_TEMPLATES[f"mobile-{language}"],
        reference=f"mobile-{ref}",
    )
    forget_old_number(change_id=change.pk, now=now)


def reopen(ref: str, now: datetime) -> None:
    """A complaint was upheld: the attempt that it is about was none."""
    reopen_attempt(complaint_id=int(ref), now=now)


def keep_cod(ref: str, now: datetime) -> None:
    """Money came by UPI for an article at its door: it is kept while the article is there, and goes back else."""
    keep_cod_money(attempt_id=int(ref), now=now)
