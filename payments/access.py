"""Fetching UPI's rows for people: of their own office alone; foreign and absent answer alike."""

from apt.core.errors import NotFound
from offices.access import Duty
from payments.models import PaymentAttempt, Refund, SuspenseCase


def get_attempt(duty: Duty, tr: str) -> PaymentAttempt:
    """An attempt of the office of duty. Raises NotFound."""
    found = PaymentAttempt.objects.filter(office=duty.office, tr=tr).select_related("office", "shift").first()
    if found is None:
        raise NotFound()
    return found


def get_case(duty: Duty, case_id: int) -> SuspenseCase:
    """A case of the office of duty. Raises NotFound."""
    found = SuspenseCase.objects.filter(office=duty.office, pk=case_id).select_related("payment").first()
    if found is None:
        raise NotFound()
    return found


def get_refund(duty: Duty, ref: str) -> Refund:
    """A refund of the office of duty. Raises NotFound."""
    found = Refund.objects.filter(payment__office=duty.office, ref=ref).first()
    if found is None:
        raise NotFound()
    return found
