"""Refusals about prices and tariff sheets."""

from django.utils.translation import gettext_lazy as _

from .base import CounterRefusal


class NotPriced(CounterRefusal):
    code = "not_priced"
    text = _("No tariff is loaded for {product} on {date}.")


class OverWeight(CounterRefusal):
    code = "over_weight"
    text = _("{product} takes from {minimum} g to {maximum} g.")


class ServiceNotOffered(CounterRefusal):
    code = "service_not_offered"
    text = _("{service} is not offered with {product} on {date}.")


class TariffNotPublished(CounterRefusal):
    code = "tariff_not_published"
    text = _("{product} is known, but no tariff of it was found for {date}, so it cannot be priced.")


class UnknownProduct(CounterRefusal):
    code = "unknown_product"
    text = _("The tariff has no product {product}.")


class NotOnThisChannel(CounterRefusal):
    code = "not_on_this_channel"
    text = _("{what} is sold only so: {channels}.")


class SizeOutsideLimits(CounterRefusal):
    code = "size_outside_limits"
    text = _("{product} takes {limits}. This is {size}.")


class UnknownService(CounterRefusal):
    code = "unknown_service"
    text = _("The tariff has no service {service}.")


class ServiceRepeated(CounterRefusal):
    code = "service_repeated"
    text = _("{service} is asked for twice.")


class DeclaredValueMissing(CounterRefusal):
    code = "declared_value_missing"
    text = _("Insurance needs the value of the contents.")


class DeclaredValueOverLimit(CounterRefusal):
    code = "declared_value_over_limit"
    text = _("The value insured is at most {limit} here on {date}.")


class CodAmountMissing(CounterRefusal):
    code = "cod_amount_missing"
    text = _("Cash on delivery needs the amount to collect.")


class CodAmountOverLimit(CounterRefusal):
    code = "cod_amount_over_limit"
    text = _("At most {limit} can be collected on delivery.")


class CodNotWholeRupees(CounterRefusal):
    code = "cod_not_whole_rupees"
    text = _("The amount to collect on delivery is in whole rupees.")


class UnknownDiscount(CounterRefusal):
    code = "unknown_discount"
    text = _("The tariff has no discount {discount}.")


class DiscountNotForThis(CounterRefusal):
    code = "discount_not_for_this"
    text = _("The discount {discount} does not apply to {product} on {date}.")


class DiscountRateMissing(CounterRefusal):
    code = "discount_rate_missing"
    text = _("{discount} depends on the month's business: its rate must be given, at most {highest} per cent.")


class DistanceMissing(CounterRefusal):
    code = "distance_missing"
    text = _("{product} is priced by distance: give the kilometres, or say that it is local.")


class ZoneMissing(CounterRefusal):
    code = "zone_missing"
    text = _("{product} is priced by zone, one of {zones}.")


# What people call the fields that they type; a CSV's own columns are called by their names.
FIELD_NAMES = {
    "origin": _("PIN from"),
    "pincode": _("PIN to"),
    "weight_g": _("Weight"),
    "length_cm": _("Length"),
    "breadth_cm": _("Breadth"),
    "height_cm": _("Height"),
    "declared": _("Value insured"),
    "cod": _("Amount to collect"),
}


class UnreadableText(CounterRefusal):
    """About one typed value, which `field` and the sentence name."""

    code = "unreadable"
    text = _("{name}: {value} cannot be read.")

    def sentence(self) -> str:
        name = self.values.get("name", "")
        return str(self.text).format(**{**self.values, "name": FIELD_NAMES.get(name, name)})


class FieldMissing(UnreadableText):
    code = "field_missing"
    text = _("{name} is missing.")


class NotANumber(UnreadableText):
    code = "not_a_number"
    text = _("{name}: {value} is not a number.")


class NegativeNumber(UnreadableText):
    code = "negative_number"
    text = _("{name}: {value} is less than nothing.")


class NumberTooLarge(UnreadableText):
    code = "number_too_large"
    text = _("{name} is larger than anything that can be sent.")


class BadDate(UnreadableText):
    code = "bad_date"
    text = _("{name}: {value} is not a date such as 2026-11-22.")


class BadFlag(UnreadableText):
    code = "bad_flag"
    text = _("{name}: {value} is neither yes nor no.")


class BadSize(UnreadableText):
    code = "bad_size"
    text = _("{name}: {value} is not a size such as 40x30x20 in centimetres, or 60x10 of a roll.")


class UnknownZone(UnreadableText):
    code = "unknown_zone"
    text = _("{name}: {value} is no zone of the tariff.")


class BadTariff(CounterRefusal):
    code = "bad_tariff"
    text = _("This is not a tariff: {problem}")


class SheetNotADraft(CounterRefusal):
    code = "sheet_not_a_draft"
    http_status = 409
    text = _("This sheet is {state}. Only a draft can be replayed, proposed or withdrawn.")


class SheetHasErrors(CounterRefusal):
    code = "sheet_has_errors"
    http_status = 409
    text = _("This sheet cannot come into force. Errors found: {count}. {first}")


class SheetNotReplayed(CounterRefusal):
    code = "sheet_not_replayed"
    http_status = 409
    text = _("This sheet was not replayed over past bookings yet. Do that first, so that its effect is known.")


class ReplayDays(CounterRefusal):
    code = "replay_days"
    text = _("Choose past days, the first not after the last, {limit} at most.")


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
