"""Copies of a receipt are counted."""

from datetime import datetime

from apt.core.db import use_case
from bookings.models import Reprint, Sale
from offices.models import User


@use_case
def count_print(*, sale: Sale, by: User, now: datetime) -> Reprint:
    """Note that the receipt is printed once more. The first is the original; from the second on the paper says so."""
    Sale.objects.select_for_update(no_key=True).get(pk=sale.pk)
    copies = Reprint.objects.filter(sale=sale).count()
    return Reprint.objects.create(sale=sale, copy_number=copies + 1, printed_by=by, printed_at=now)
