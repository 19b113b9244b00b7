"""Asking about money orders."""

from datetime import date

from django.db.models import QuerySet, Sum

from offices.models import Office
from payments.models import MoneyOrder
from payments.rules.orders import OrderState


def sent_this_month(mobile: str, *, on: date) -> int:
    """Paise that a payer has sent over counters by money order since the month began. One query."""
    orders = MoneyOrder.objects.filter(
        parties__payer_mobile=mobile, booked_on__gte=on.replace(day=1), booked_shift__isnull=False
    )
    return orders.aggregate(sum=Sum("paise"))["sum"] or 0


def orders_to_pay(office: Office) -> QuerySet[MoneyOrder]:
    """What waits at the paying office, the oldest first. One query."""
    found = MoneyOrder.objects.filter(paying_office=office, state=OrderState.BOOKED)
    return found.select_related("parties", "office").order_by("id")
