"""The directory over HTTP: offices with their roll-out, search by name or PIN, who delivers at a PIN. Public."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apt.core.api import Problem, cursor_after, page_size, query_fields, read_cursor
from apt.core.clock import ist_date, now
from offices import queries
from offices.rules import PIN_PATTERN, clean_pin

_PROBLEM: Final = "application/problem+json"
_PIN: Final = {"type": "string", "pattern": f"^{PIN_PATTERN.pattern}$"}
USUAL, MOST = 100, 1_000


class ListedOfficeOut(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="Eight digits, always text.")
    name = serializers.CharField()
    kind = serializers.CharField()
    pincode = serializers.CharField(allow_blank=True)
    delivers = serializers.BooleanField()
    district = serializers.CharField(allow_blank=True)
    state = serializers.CharField(allow_blank=True)
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    rolled_out_on = serializers.DateField(
        allow_null=True, help_text="Since when it works with this system; null: not yet."
    )


class ListedOfficesOut(serializers.Serializer[Any]):
    offices = ListedOfficeOut(many=True)
    cursor = serializers.CharField(allow_blank=True, help_text="Of the next page; empty: there is none.")


class FoundOfficesOut(serializers.Serializer[Any]):
    offices = ListedOfficeOut(many=True)


class PinOut(serializers.Serializer[Any]):
    pincode = serializers.CharField()
    delivered_by = ListedOfficeOut()
    offices = ListedOfficeOut(many=True, help_text="All open offices with this PIN.")


class OfficesView(APIView):
    @extend_schema(
        operation_id="offices", tags=["places"],
        parameters=[
            OpenApiParameter("cursor", str, description="From the page before."),
            OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST}),
            OpenApiParameter("rolled_out", {"type": "string", "enum": ["yes", "no"]}, description="Only such."),
        ],
        responses={200: ListedOfficesOut, (400, _PROBLEM): Problem, (406, _PROBLEM): Problem, (422, _PROBLEM): Problem},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Every open office, by code, with the day of its roll-out."""
        typed = query_fields(request, "cursor", "limit", "rolled_out")
        limit = page_size(typed["limit"], usual=USUAL, most=MOST)
        wanted = queries.rolled_out_asked(typed["rolled_out"])
        after = read_cursor(typed["cursor"], of="offices")
        found = queries.offices_after(after, rolled_out=wanted, limit=limit + 1)
        more = cursor_after(found[limit - 1].code, of="offices") if len(found) > limit else ""
        return Response(ListedOfficesOut({"offices": found[:limit], "cursor": more}).data)


class SearchView(APIView):
    @extend_schema(
        operation_id="offices_search", tags=["places"],
        parameters=[OpenApiParameter("q", {"type": "string", "minLength": 1, "maxLength": 100}, required=True)],
        responses={200: FoundOfficesOut, (406, _PROBLEM): Problem, (422, _PROBLEM): Problem},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Offices by name, in Indian scripts too, by former name, district or the beginning of a PIN; forgives much."""
        found = queries.offices_asked_for(query_fields(request, "q")["q"])
        return Response(FoundOfficesOut({"offices": found}).data)


class PinView(APIView):
    @extend_schema(
        operation_id="pin", tags=["places"],
        parameters=[OpenApiParameter("pincode", _PIN, OpenApiParameter.PATH)],
        responses={200: PinOut, (404, _PROBLEM): Problem, (406, _PROBLEM): Problem, (422, _PROBLEM): Problem},
    )  # fmt: skip
    def get(self, request: Request, pincode: str) -> Response:
        """Which office delivers at a PIN, and which others have it."""
        query_fields(request)
        pin = clean_pin(pincode)
        by = queries.office_delivering(pin, ist_date(now()))
        others = queries.offices_matching(pin)
        return Response(PinOut({"pincode": pin, "delivered_by": by, "offices": others}).data)
