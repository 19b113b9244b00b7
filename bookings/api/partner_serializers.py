"""The shapes of booking over the API. Money is integer paise, weight whole grams, length whole centimetres."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from partners.gate import NUMBER, Body, Choice, Flag, Text, Whole
from tracking.rules import Life

_PIN = r"^[1-9][0-9]{5}$"
_MOBILE = r"^[6-9][0-9]{9}$"
_ROWS = settings.PARTNER_API["rows_at_once"]


def _matching(**more: Any) -> Any:
    """A text whose schema says more of it. A class of its own, since the schema's words are put on the class."""
    return extend_schema_field({"type": "string", **more})(type("Text", (Text,), {}))


class PartyIn(Body):
    name = Text(min_length=3, max_length=80)
    company = Text(max_length=80, required=False, allow_blank=True)
    line_1 = Text(max_length=50)
    line_2 = Text(max_length=50, required=False, allow_blank=True)
    city = Text(max_length=30)
    state = Text(max_length=30, required=False, allow_blank=True)
    pincode = _matching(pattern=_PIN, example="560004")()
    mobile = _matching(pattern=_MOBILE, example="9845012345")()
    gstin = Text(max_length=15, required=False, allow_blank=True)


class ArticleIn(Body):
    """What is checked here and what a bulk file is checked for are one set of rules (bookings.rules.bulk_rows)."""

    shape = Choice(["DOC", "NROL", "ROLL"], help_text="A document, a parcel, a roll.")
    weight_g = Whole(min_value=1, max_value=35_000)
    length_cm = Whole(min_value=0, max_value=150, required=False)
    breadth_cm = Whole(min_value=0, max_value=150, required=False, help_text="Of a roll its diameter.")
    height_cm = Whole(min_value=0, max_value=150, required=False)
    reference = Text(max_length=50, required=False, allow_blank=True, help_text="Yours; booked once.")
    number = Text(
        max_length=13,
        required=False,
        allow_blank=True,
        help_text="From a range that your own printer uses; else drawn.",
    )
    otp = Flag(required=False, help_text="Handed over only against a code.")
    acknowledgement = Flag(required=False)
    registered = Flag(required=False)
    cod_paise = Whole(min_value=0, required=False, help_text="To collect at the door; whole rupees.")
    insured_paise = Whole(min_value=0, required=False, help_text="Whole rupees.")
    sender = PartyIn()
    receiver = PartyIn()
    life = Choice(Life.choices, required=False, help_text="Sandbox alone: what its minute of life brings.")


class BookingIn(Body):
    contract = Text(max_length=8, required=False, allow_blank=True, help_text="Of several contracts, which.")
    office = Text(max_length=8, required=False, allow_blank=True, help_text="Of several booking offices, which.")
    article = ArticleIn()


class BulkBookingIn(Body):
    contract = Text(max_length=8, required=False, allow_blank=True, help_text="Of several contracts, which.")
    office = Text(max_length=8, required=False, allow_blank=True, help_text="Of several booking offices, which.")
    articles = serializers.ListField(child=ArticleIn(), min_length=1, max_length=_ROWS)


class FaultOut(serializers.Serializer[Any]):
    field = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class BookedOut(serializers.Serializer[Any]):
    number = serializers.CharField()
    reference = serializers.CharField(allow_blank=True)
    total_paise = serializers.IntegerField()
    track_url = serializers.CharField()


class BulkRowOut(serializers.Serializer[Any]):
    row = serializers.IntegerField(help_text="From 0, in the order sent.")
    reference = serializers.CharField(allow_blank=True)
    number = serializers.CharField(allow_blank=True, help_text="Empty: it was not booked.")
    total_paise = serializers.IntegerField()
    errors = FaultOut(many=True)  # type: ignore[assignment]  # DRF's own `errors` is that of a check


class BulkBookedOut(serializers.Serializer[Any]):
    booked = serializers.IntegerField()
    refused = serializers.IntegerField()
    total_paise = serializers.IntegerField()
    rows = BulkRowOut(many=True)


class NumbersIn(Body):
    numbers = serializers.ListField(
        child=Text(pattern=NUMBER), min_length=1, max_length=settings.PARTNER_API["labels_at_once"]
    )


class CancelIn(Body):
    reason = Text(min_length=3, max_length=200)


class CancelOut(serializers.Serializer[Any]):
    number = serializers.CharField()
    state = serializers.ChoiceField(["asked", "cancelled"], help_text="asked: the booking office decides.")


class PickupIn(Body):
    contract = Text(max_length=8, required=False, allow_blank=True)
    office = Text(max_length=8, required=False, allow_blank=True)
    on = _matching(format="date")(help_text="YYYY-MM-DD, within 30 days.")
    articles = Whole(min_value=1, max_value=100_000)
    address = Text(min_length=3, max_length=200)
    contact_name = Text(min_length=3, max_length=80)
    contact_mobile = _matching(pattern=_MOBILE)()


class PickupOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    on = serializers.DateField()
    office = serializers.CharField(source="office.code")
    articles = serializers.IntegerField()
    state = serializers.ChoiceField(["asked", "collected", "nothing"], help_text="nothing: somebody came in vain.")
    fetched = serializers.IntegerField(allow_null=True, help_text="Articles, if any were collected.")
