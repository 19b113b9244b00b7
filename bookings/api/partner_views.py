"""Booking for contracts over the API: one, many, labels, cancelling, pick-ups."""

from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apt.core.api import StrictJSONParser, object_fields, query_fields
from apt.core.clock import now
from apt.core.errors import NotFound
from bookings.errors import ArticleRefused, NoLabels
from bookings.paper import labels_pdf, track_link
from bookings.queries.bulk import sentence
from bookings.queries.partners import articles_of_customer, pickup_of_customer, sandbox_labels
from bookings.rules import Fault, Status
from bookings.rules.api_rows import FIELD_OF
from bookings.rules.tariff.typed import day_of
from bookings.services import Outcome, ask_for_pickup, ask_to_cancel_for_partner, book_for_partner
from partners.access import get_place_of
from partners.gate import IDEMPOTENCY, PartnerView
from partners.models import BookingPlace
from partners.rules import KeyScope
from tracking.errors import TooManyArticles

from .partner_serializers import (
    BookedOut,
    BookingIn,
    BulkBookedOut,
    BulkBookingIn,
    CancelIn,
    CancelOut,
    NumbersIn,
    PickupIn,
    PickupOut,
)

_BULK_BYTES: Final = 16_000_000  # 10,000 rows with every field full


class BulkParser(StrictJSONParser):
    most_bytes = _BULK_BYTES


class PdfRenderer(BaseRenderer):
    media_type, format, charset, render_style = "application/pdf", "pdf", None, "binary"

    def render(self, data: Any, media_type: str | None = None, context: Any = None) -> Any:
        """Labels are bytes already; a problem is JSON whatever was asked for."""
        return data if isinstance(data, bytes) else JSONRenderer().render(data)


class BookView(PartnerView):
    scope = KeyScope.BOOK

    @extend_schema(
        operation_id="book_article", tags=["booking"], parameters=[IDEMPOTENCY], request=BookingIn,
        responses={201: BookedOut},
    )  # fmt: skip
    def post(self, request: Request) -> HttpResponse:
        """Book one article. Refused as a whole, with every fault named."""
        query_fields(request)
        return self.once(lambda once: _book_one(self, request, once))


def _book_one(view: PartnerView, request: Request, once: str) -> Response:
    asked = object_fields(request.data, "contract", "office", "article")
    view.charge(1)
    key = view.request.key
    [outcome] = book_for_partner(
        place=_place(view, asked), live=key.live, rows=[asked["article"]], once=once, by=key.made_by, now=now()
    )
    if not outcome.number:
        raise ArticleRefused(errors=_faults(outcome.faults))
    body = {
        "number": outcome.number, "reference": outcome.reference, "total_paise": outcome.total_paise,
        "track_url": track_link(outcome.number),
    }  # fmt: skip
    return Response(BookedOut(body).data, status=201)


class BulkBookView(PartnerView):
    scope = KeyScope.BOOK
    parser_classes = (BulkParser,)

    @extend_schema(
        operation_id="book_articles", tags=["booking"], parameters=[IDEMPOTENCY], request=BulkBookingIn,
        responses={200: BulkBookedOut},
    )  # fmt: skip
    def post(self, request: Request) -> HttpResponse:
        """Book up to 10,000 articles. Each row has its own result; a faulty row holds up no other."""
        query_fields(request)
        return self.once(lambda once: _book_many(self, request, once))


def _book_many(view: PartnerView, request: Request, once: str) -> Response:
    asked = object_fields(request.data, "contract", "office", "articles")
    rows = asked["articles"]
    if not isinstance(rows, list) or not rows:
        raise ArticleRefused(errors=_faults([Fault("articles", "wrong_type", {})]))
    if len(rows) > settings.PARTNER_API["rows_at_once"]:
        raise TooManyArticles(most=settings.PARTNER_API["rows_at_once"])
    view.charge(len(rows))
    key = view.request.key
    outcomes = book_for_partner(
        place=_place(view, asked), live=key.live, rows=rows, once=once, by=key.made_by, now=now()
    )
    return Response(_told(outcomes))


def _told(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """As BulkBookedOut says; written out, since DRF takes longer over 10,000 rows than booking them does."""
    booked = [one for one in outcomes if one.number]
    return {
        "booked": len(booked),
        "refused": len(outcomes) - len(booked),
        "total_paise": sum(one.total_paise for one in booked),
        "rows": [
            {
                "row": one.line, "reference": one.reference, "number": one.number,
                "total_paise": one.total_paise if one.number else 0, "errors": _faults(one.faults),
            }
            for one in outcomes
        ],
    }  # fmt: skip


def _faults(faults: Sequence[Fault]) -> list[dict[str, str]]:
    return [
        {
            "field": FIELD_OF.get(fault.column, fault.column), "code": fault.code,
            "detail": sentence(fault.code, fault.values),
        }
        for fault in faults
    ]  # fmt: skip


def _place(view: PartnerView, asked: dict[str, Any]) -> BookingPlace:
    key = view.request.key
    codes = {name: asked[name] for name in ("contract", "office") if asked[name] is not None}
    if not all(isinstance(code, str) and code.isascii() for code in codes.values()):
        raise NotFound(field="contract")
    return get_place_of(key.customer, live=key.live, **codes)


class LabelsView(PartnerView):
    scope = KeyScope.BOOK
    renderer_classes = (PdfRenderer, JSONRenderer)

    @extend_schema(
        operation_id="labels", tags=["booking"], request=NumbersIn,
        responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY, "One label of 100 x 150 mm a page.")},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """The labels of your articles as one PDF, in the order of the numbers."""
        query_fields(request)
        numbers = NumbersIn.of(request)["numbers"]
        self.charge(len(numbers))
        key = self.request.key
        found = articles_of_customer(key.customer, numbers) if key.live else sandbox_labels(key.customer, numbers)
        articles = [found[number] for number in dict.fromkeys(numbers) if number in found]
        articles = [article for article in articles if article.status != Status.CANCELLED]
        if len(found) < len(set(numbers)):
            raise NotFound(field="numbers")
        if not articles:
            raise NoLabels(about=numbers[0])
        return Response(labels_pdf(articles, link=track_link), content_type="application/pdf")


class CancelView(PartnerView):
    scope = KeyScope.BOOK

    @extend_schema(
        operation_id="cancel_article", tags=["booking"], parameters=[IDEMPOTENCY], request=CancelIn,
        responses={202: CancelOut},
    )  # fmt: skip
    def post(self, request: Request, number: str) -> HttpResponse:
        """Ask that an article be cancelled which has not left its booking office."""
        query_fields(request)

        def act(once: str) -> Response:
            key = self.request.key
            state = ask_to_cancel_for_partner(
                customer=key.customer, live=key.live, number=number, reason=CancelIn.of(request)["reason"],
                by=key.made_by, now=now(),
            )  # fmt: skip
            return Response(CancelOut({"number": number, "state": state.value}).data, status=202)

        return self.once(act)


class PickupView(PartnerView):
    scope = KeyScope.BOOK

    @extend_schema(
        operation_id="ask_for_pickup", tags=["booking"], parameters=[IDEMPOTENCY], request=PickupIn,
        responses={201: PickupOut},
    )  # fmt: skip
    def post(self, request: Request) -> HttpResponse:
        """Ask that articles be fetched."""
        query_fields(request)

        def act(once: str) -> Response:
            key, asked = self.request.key, PickupIn.of(request)
            made = ask_for_pickup(
                place=_place(self, {"contract": asked.get("contract"), "office": asked.get("office")}), live=key.live,
                on=day_of(asked["on"], "on"), articles=asked["articles"], address=asked["address"],
                contact_name=asked["contact_name"], contact_mobile=asked["contact_mobile"], once=once,
                by=key.made_by, now=now(),
            )  # fmt: skip
            return Response(PickupOut(made).data, status=201)

        return self.once(act)


class PickedUpView(PartnerView):
    scope = KeyScope.BOOK

    @extend_schema(operation_id="pickup", tags=["booking"], responses={200: PickupOut})
    def get(self, request: Request, code: str) -> Response:
        """What came of a pick-up that you asked for."""
        query_fields(request)
        found = pickup_of_customer(self.request.key.customer, code, live=self.request.key.live)
        if found is None:
            raise NotFound()
        return Response(PickupOut(found).data)
