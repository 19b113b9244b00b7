"""Refusals about money orders. Each says whether money moved."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal


class BadOrderAmount(Refusal):
    code = "bad_order_amount"
    text = _("A money order is of whole rupees, at least 1 and at most {limit}. No money moved.")
    money_moved = "no"


class OrderLimit(Refusal):
    code = "order_limit"
    http_status = 409
    text = _("This payer may send {left} more by money order in this month. Nothing was booked and no money moved.")
    money_moved = "no"


class OrderReused(Refusal):
    code = "order_reused"
    http_status = 409
    text = _("This form booked another money order already. Open a new form. Nothing was booked now.")
    money_moved = "no"


class OrderNotAllowed(Refusal):
    code = "order_not_allowed"
    http_status = 409
    text = _("{person} did not authorise this money order: {reason} Nothing was booked or paid and no money moved.")
    money_moved = "no"


class OrderDecided(Refusal):
    code = "order_decided"
    http_status = 409
    text = _("This money order is {state} already. No money moved now.")
    money_moved = "no"


class OrderNotCurrent(Refusal):
    code = "order_not_current"
    http_status = 409
    text = _("This money order was current until {date}: it goes back to its payer. No money moved.")
    money_moved = "no"


class OrderStillCurrent(Refusal):
    code = "order_still_current"
    http_status = 409
    text = _("This money order is with the paying office and current until {date}. No money moved.")
    money_moved = "no"


class OrderKept(Refusal):
    code = "order_kept"
    http_status = 409
    text = _("The payee was not found: the order is kept until {date} and goes back after it. Nothing was changed.")
    money_moved = "no"


class NoIdentity(Refusal):
    code = "no_identity"
    text = _("Look at a document of the payee and type its last four characters. No money moved.")
    money_moved = "no"
