"""Refusals about money collected at a door. Each says whether money moved."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal


class CodNotPaid(Refusal):
    code = "cod_not_paid"
    http_status = 409
    text = _(
        "{number} is not paid by UPI, as far as the provider has told: do not hand it over. A screen of the customer's"
        " proves nothing; show the QR again, or take cash. No money moved."
    )
    money_moved = "no"


class CodTaken(Refusal):
    code = "cod_taken"
    http_status = 409
    text = _("The money for {number} has been received already. Collect nothing again.")
    money_moved = "yes"


class NothingCarried(Refusal):
    code = "nothing_carried"
    http_status = 409
    text = _("You carry no cash of this office that is not handed in already. No money moved.")
    money_moved = "no"


class BadCodCount(Refusal):
    code = "bad_cod_count"
    text = _("Count what was handed in, in rupees and paise, nothing at the least. No money moved.")
    money_moved = "no"


class UpiDayLeft(Refusal):
    code = "upi_day_left"
    http_status = 409
    text = _(
        "The next day of the office has begun: money that came now could not be booked in the shift of {date}. Count"
        " its drawer and begin a shift of today; then show the QR. No money moved."
    )
    money_moved = "no"
