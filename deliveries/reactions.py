"""What deliveries does when an outbox message of its own arrives."""

from datetime import datetime

from apt.core.sms import send_sms
from deliveries.models import DeliveryCode
from deliveries.services import code_for, keep_cod_money


def send_otp(ref: str, now: datetime) -> None:
    """Tell the addressee the code, derived this moment. Late codes are dropped rather than sent wrong.

    A repeat after a crash between sending and noting it is dropped by the gateway, which knows the reference.
    """
    code = DeliveryCode.objects.select_related("article__parties", "item").get(pk=ref)
    newest = DeliveryCode.objects.filter(article=code.article).order_by("-issue_number").first()
    if code.sent_at or code.spent_at or code.item.outcome or now > code.expires_at or newest != code:
        return
    send_sms(
        mobile=code.article.parties.addressee_mobile,
        text=(
            f"{code_for(code.article.number, code.issue_number)} is your delivery code for Speed Post article "
            f"{code.article.number}. Tell it to the postman only at the door."
        ),
        template="delivery-otp",
        reference=f"otp-{code.pk}",
    )
    DeliveryCode.objects.filter(pk=code.pk, sent_at__isnull=True).update(sent_at=now)


def keep_cod(ref: str, now: datetime) -> None:
    """Money came by UPI for an article at its door: it is kept while the article is there, and goes back else."""
    keep_cod_money(attempt_id=int(ref), now=now)
