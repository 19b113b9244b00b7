"""The shapes of the tariff API, for its schema and its answers. Money is integer paise."""

from typing import Any

from rest_framework import serializers


class PostOfficeOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    pincode = serializers.CharField()


# DRF's own fields have a `label`; ours of that name is the answer's.
class LineOut(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="POSTAGE, DISCOUNT, a service's code, or GST.")
    label = serializers.CharField()  # type: ignore[assignment]
    paise = serializers.IntegerField(help_text="The lines add up to total_paise; a discount is negative.")


class ReasonOut(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="WEIGHT, SLAB, PLACE, RULE, NOTIFICATION, CONFIDENCE, a service, GST.")
    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField()


class PriceOut(serializers.Serializer[Any]):
    product = serializers.CharField(source="quoted.price.product")
    on = serializers.DateField()
    origin = PostOfficeOut(help_text="The office that delivers at the first PIN.")
    destination = PostOfficeOut(source="quoted.destination", help_text="The office that delivers at the second PIN.")
    distance_km = serializers.FloatField(
        source="quoted.distance_km", allow_null=True, help_text="In a straight line; null if local or not by distance."
    )
    zone = serializers.CharField(source="quoted.zone", help_text="LOCAL, WS, ZM, OS; empty if not by zone.")
    tariff_from = serializers.DateField(source="quoted.price.version_from")
    confidence = serializers.CharField(source="quoted.price.version.confidence", help_text="high, medium or low.")
    chargeable_g = serializers.IntegerField(source="quoted.price.chargeable_grams")
    postage_paise = serializers.IntegerField(source="quoted.price.postage_paise")
    discount_paise = serializers.IntegerField(source="quoted.price.discount_paise")
    services_paise = serializers.IntegerField(source="quoted.price.services_paise")
    taxable_paise = serializers.IntegerField(source="quoted.price.taxable_paise")
    cgst_paise = serializers.IntegerField(source="quoted.price.cgst_paise")
    sgst_paise = serializers.IntegerField(source="quoted.price.sgst_paise")
    total_paise = serializers.IntegerField(source="quoted.price.total_paise")
    lines = LineOut(source="quoted.price.lines", many=True)
    reasons = ReasonOut(source="quoted.price.explain", many=True, help_text="Why this price, one sentence each.")


class ProductOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    channels = serializers.ListField(child=serializers.CharField(), help_text="RETAIL, CONTRACT.")
    min_g = serializers.IntegerField()
    max_g = serializers.IntegerField()
    size = serializers.CharField(help_text="Limits of size, in words; empty where none was found.")
    volumetric = serializers.BooleanField(help_text="Whether size counts as weight.")
    services = serializers.ListField(child=serializers.CharField())
    discounts = serializers.ListField(child=serializers.CharField())
    priced = serializers.BooleanField(help_text="False: the product is known, but no tariff of it was found.")
    confidence = serializers.CharField(help_text="high, medium, low or none.")


class ProductsOut(serializers.Serializer[Any]):
    on = serializers.DateField()
    products = ProductOut(many=True)


class ServedOut(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="A product's code.")
    services = serializers.ListField(child=serializers.CharField())
    max_g = serializers.IntegerField()
    from_paise = serializers.IntegerField(help_text="Of the lightest article.")


class ServiceabilityOut(serializers.Serializer[Any]):
    origin = PostOfficeOut()
    destination = PostOfficeOut()
    products = ServedOut(many=True, help_text="What can be sent between the two PINs today.")
