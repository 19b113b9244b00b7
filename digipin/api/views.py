"""DIGIPIN over HTTP: public, stateless, no personal data; one place by GET, up to a thousand by POST."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apt.core.api import Problem, StrictJSONParser, object_fields, query_fields
from apt.core.errors import Refusal
from digipin import queries, rules
from digipin.errors import ListMissing
from digipin.places import Places

from .serializers import CellOut, DigipinsIn, OfficesOut, PointsIn, RowsOut

BULK_LIMIT = 1000

_PROBLEM = "application/problem+json"
_GET_PROBLEMS = {(404, _PROBLEM): Problem, (406, _PROBLEM): Problem, (422, _PROBLEM): Problem}
_POST_PROBLEMS = {
    **_GET_PROBLEMS,
    (400, _PROBLEM): Problem,
    (413, _PROBLEM): Problem,
    (415, _PROBLEM): Problem,
}
_LAT = OpenApiParameter(
    "lat",
    {"type": "number", "minimum": 2.5, "maximum": 38.5},
    required=True,
    description="Degrees north, 2.5 to 38.5 (WGS 84).",
    examples=[OpenApiExample("Dak Bhawan", value=28.622788)],
)
_LON = OpenApiParameter(
    "lon",
    {"type": "number", "minimum": 63.5, "maximum": 99.5},
    required=True,
    description="Degrees east, 63.5 to 99.5 (WGS 84).",
    examples=[OpenApiExample("Dak Bhawan", value=77.213033)],
)
_DIGIPIN = OpenApiParameter(
    "digipin",
    str,
    required=True,
    description="10 characters; hyphens, spaces and either case are understood.",
    examples=[OpenApiExample("Dak Bhawan", value="39J-49L-L8T4")],
)


class EncodeView(APIView):
    parser_classes = [StrictJSONParser]

    @extend_schema(operation_id="digipin_encode", parameters=[_LAT, _LON], responses={200: CellOut, **_GET_PROBLEMS})
    def get(self, request: Request, **injected: Any) -> Response:
        """The DIGIPIN of a point."""
        point = query_fields(request, "lat", "lon")
        return Response(CellOut(rules.cell_at(**point)).data)

    @extend_schema(operation_id="digipin_encode_many", request=PointsIn, responses={200: RowsOut, **_POST_PROBLEMS})
    def post(self, request: Request, **injected: Any) -> Response:
        """The DIGIPINs of up to 1000 points; a point that is refused has its own error and spoils no other."""
        points = [object_fields(point, "lat", "lon") for point in _listed(request, "points")]
        return _answers(lambda point: rules.cell_at(**point), points)


class DecodeView(APIView):
    parser_classes = [StrictJSONParser]

    @extend_schema(operation_id="digipin_decode", parameters=[_DIGIPIN], responses={200: CellOut, **_GET_PROBLEMS})
    def get(self, request: Request, **injected: Any) -> Response:
        """The cell that a DIGIPIN names: its centre and its edges."""
        return Response(CellOut(_cell(query_fields(request, "digipin")["digipin"])).data)

    @extend_schema(operation_id="digipin_decode_many", request=DigipinsIn, responses={200: RowsOut, **_POST_PROBLEMS})
    def post(self, request: Request, **injected: Any) -> Response:
        """The cells of up to 1000 DIGIPINs; one that is refused has its own error and spoils no other."""
        return _answers(_cell, _listed(request, "digipins"))


class OfficesView(APIView):
    @extend_schema(operation_id="digipin_offices", parameters=[_DIGIPIN], responses={200: OfficesOut, **_GET_PROBLEMS})
    def get(self, request: Request, places: Places) -> Response:
        """Which post office delivers at a DIGIPIN, and which are near."""
        spot = queries.spot_named(places, digipin=query_fields(request, "digipin")["digipin"])
        return Response(OfficesOut(spot).data)


def _cell(digipin: Any) -> rules.Cell:
    return rules.cell_of_prefix(rules.normalise(digipin))


def _listed(request: Request, name: str) -> list[Any]:
    query_fields(request)
    items = object_fields(request.data, name)[name]
    if not isinstance(items, list) or len(items) > BULK_LIMIT:
        raise ListMissing(field=name, name=name, limit=BULK_LIMIT)
    return items


def _answers(find: Callable[[Any], rules.Cell], items: list[Any]) -> Response:
    results: list[dict[str, Any]] = []
    for item in items:
        try:
            results.append({"cell": find(item), "error": None})
        except Refusal as refusal:
            error = {"code": refusal.code, "detail": refusal.sentence(), "field": refusal.field}
            results.append({"cell": None, "error": error})
    return Response(RowsOut({"results": results}).data)
