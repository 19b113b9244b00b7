"""The tariff over HTTP: public, stateless, no personal data."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apt.core.api import Problem, query_fields
from apt.core.clock import ist_date, now
from bookings import queries
from bookings.rules.tariff.typed import paise_of

from .serializers import PriceOut, ProductsOut, ServiceabilityOut

_PROBLEM: Final = "application/problem+json"
_PROBLEMS: Final = {
    (406, _PROBLEM): Problem,
    (409, _PROBLEM): Problem,
    (422, _PROBLEM): Problem,
}
_MONEY: Final = ("declared_paise", "cod_paise")


def _parameter(name: str, text: str, example: Any, *, required: bool = False) -> OpenApiParameter:
    return OpenApiParameter(
        name, str, required=required, description=text, examples=[OpenApiExample(name, value=example)]
    )


_PARAMETERS: Final = [
    _parameter("origin", "PIN from which it is sent.", "570001", required=True),
    _parameter("pincode", "PIN to which it is sent.", "560004", required=True),
    _parameter("weight_g", "Grams on the scale; a part of a gram counts as one.", "240", required=True),
    _parameter("product", "A product's code, SP_DOC if none is given.", "SP_DOC"),
    _parameter("services", "Codes of services, joined by +.", "REG+OTP"),
    _parameter("length_cm", "Centimetres; parts count as whole ones.", "30"),
    _parameter("breadth_cm", "Centimetres; of a roll its diameter.", "20"),
    _parameter("height_cm", "Centimetres; a roll has none.", "10"),
    _parameter("roll", "1 if it is a roll.", "0"),
    _parameter("declared_paise", "The value insured, for the service INS.", "100000"),
    _parameter("cod_paise", "The amount to collect, for the service COD.", "0"),
    _parameter("discount", "A discount's code; after a colon the basis points, of a volume discount.", ""),
    _parameter("on", "The day of booking, today if none is given.", "2026-11-22"),
]


class PriceView(APIView):
    @extend_schema(operation_id="tariff_price", parameters=_PARAMETERS, responses={200: PriceOut, **_PROBLEMS})
    def get(self, request: Request) -> Response:
        """What it costs from one PIN to another, and why."""
        typed = query_fields(request, *queries.PUBLIC_FIELDS, *_MONEY)
        found = queries.public_price(
            typed,
            declared_paise=paise_of(typed["declared_paise"], "declared_paise"),
            cod_paise=paise_of(typed["cod_paise"], "cod_paise"),
            today=ist_date(now()),
        )
        return Response(PriceOut(found).data)


class ProductsView(APIView):
    @extend_schema(operation_id="tariff_products", responses={200: ProductsOut, (406, _PROBLEM): Problem})
    def get(self, request: Request) -> Response:
        """What can be sent today, with limits, services and discounts."""
        query_fields(request)
        today = ist_date(now())
        found = queries.products_sold(queries.tariff(), on=today)
        return Response(ProductsOut({"on": today, "products": found}).data)


class ServiceabilityView(APIView):
    @extend_schema(
        operation_id="serviceability", parameters=_PARAMETERS[:2], responses={200: ServiceabilityOut, **_PROBLEMS}
    )
    def get(self, request: Request) -> Response:
        """Which products go from one PIN to another today, and from what price on."""
        typed = query_fields(request, "origin", "pincode")
        found = queries.products_between(typed["origin"], typed["pincode"], on=ist_date(now()))
        return Response(ServiceabilityOut(found).data)
