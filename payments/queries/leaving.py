"""What of our money an office still has before it may close."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Q

from offices.models import Office
from offices.rules import Left
from payments.models import Case, MoneyOrder, Pouch, Shift
from payments.rules import Account
from payments.rules.orders import OrderState
from payments.rules.stock import PouchState

from .books import account_totals

# What somebody must count, carry or pay; income and tax stay in the books of the office for ever.
_KEPT: Final = (
    Account.CASH, Account.TREASURY, Account.STOCK, Account.STOCK_SAFE, Account.IN_TRANSIT, Account.WITH_POSTMEN,
    Account.SUSPENSE, Account.UPI_HELD, Account.REFUNDS_DUE, Account.COD_PAYABLE,
)  # fmt: skip


def left_of_money(office: Office, on: date) -> Iterable[tuple[Left, int]]:
    """Open shifts, accounts with a balance, and what is still owed. Nine queries."""
    totals = account_totals(office, on=on)
    yield Left.SHIFTS, Shift.objects.filter(office=office, ended_at__isnull=True).count()
    yield Left.MONEY, sum(1 for account in _KEPT if account in totals and totals[account].closing)
    owed = MoneyOrder.objects.filter(paying_office=office, state=OrderState.BOOKED).count()
    owed += Pouch.objects.filter(
        Q(sender=office) | Q(receiver=office), state__in=[PouchState.SENT, PouchState.HELD]
    ).count()
    yield Left.OWED, owed + Case.objects.filter(office=office, closed_at__isnull=True).count()
