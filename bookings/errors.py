"""Refusals at the counter. Where money is concerned, each says that none moved."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal


class CounterRefusal(Refusal):
    money_moved = "no"


class BadArticleNumber(CounterRefusal):
    code = "bad_article_number"
    text = _("{number} is not an article number: two letters, nine digits of which the last is a check digit, then IN.")


class NoNumbersLeft(CounterRefusal):
    code = "no_numbers_left"
    http_status = 409
    text = _("This office has used up its block of numbers. Ask the division for a new block.")


class MoveRefused(CounterRefusal):
    code = "move_refused"
    http_status = 409
    text = _("{number} is {present}; it cannot become: {wanted}.")


class UnknownArticle(CounterRefusal):
    code = "unknown_article"
    http_status = 404
    text = _("There is no article {number} at this office.")


class NotPriced(CounterRefusal):
    code = "not_priced"
    text = _("No tariff is loaded for {product} on {date}.")


class OverWeight(CounterRefusal):
    code = "over_weight"
    text = _("{product} takes from {minimum} g to {maximum} g. Heavier things go as a parcel.")


class ServiceNotOffered(CounterRefusal):
    code = "service_not_offered"
    text = _("{service} is not offered with {product} on {date}.")


class PriceChanged(CounterRefusal):
    code = "price_changed"
    http_status = 409
    text = _(
        "The price is {price} now, not the {shown} that was shown. Nothing was booked; tell the sender and confirm."
    )


class NoPosition(CounterRefusal):
    code = "no_position"
    http_status = 409
    text = _("The distance to PIN {pincode} is not known, because an office has no coordinates. Tell the division.")


class BadMobile(CounterRefusal):
    code = "bad_mobile"
    text = _("An Indian mobile number has ten digits and begins with 6, 7, 8 or 9.")


class OtpNeedsMobile(CounterRefusal):
    code = "otp_needs_mobile"
    text = _("OTP delivery needs the addressee's mobile number: the code is sent there (Reg. 136A).")


class EmptyBasket(CounterRefusal):
    code = "empty_basket"
    text = _("There is nothing in the basket to book.")


class RequestReused(CounterRefusal):
    code = "request_reused"
    http_status = 409
    text = _(
        "This form made receipt {receipt} already, for something else. Open the counter anew for the next article."
    )
