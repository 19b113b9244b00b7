"""Refusals about money. Each says whether money moved."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal


class CounterTaken(Refusal):
    code = "counter_taken"
    http_status = 409
    text = _("Counter {counter} has an open shift already. Choose another counter, or have that shift ended.")
    money_moved = "no"


class ShiftOpen(Refusal):
    code = "shift_open"
    http_status = 409
    text = _("You have an open shift at counter {counter} already.")
    money_moved = "no"


class NoShift(Refusal):
    code = "no_shift"
    http_status = 409
    text = _("Begin your shift first: money is only taken into an open drawer.")
    money_moved = "no"


class NotEnoughDeposit(Refusal):
    code = "not_enough_deposit"
    http_status = 409
    text = _("The advance deposit of contract {contract} holds {available}; {wanted} is needed. Nothing was booked.")
    money_moved = "no"


class OverCreditLimit(Refusal):
    code = "over_credit_limit"
    http_status = 409
    text = _("Contract {contract} may owe {available} more; {wanted} is needed. Nothing was booked.")
    money_moved = "no"


class BadAmount(Refusal):
    code = "bad_amount"
    text = _("The amount must be more than nothing.")
    money_moved = "no"


class DepositReused(Refusal):
    code = "deposit_reused"
    http_status = 409
    text = _("This form took a deposit already, of another amount or contract. Open a new form for the next one.")
    money_moved = "no"


class Unbalanced(Refusal):
    code = "unbalanced"
    http_status = 500
    text = _("The entries do not sum to zero. Nothing was posted.")
    money_moved = "no"
