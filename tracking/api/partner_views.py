"""Tracking for partners, the numbered feed, and webhooks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apt.core.api import cursor_after, page_size, query_fields, read_cursor
from apt.core.clock import now
from partners.gate import PartnerView
from partners.rules import KeyScope
from tracking import services
from tracking.access import get_endpoint_of
from tracking.errors import SequenceUnknown, UnknownNumber
from tracking.queries import calls_of, endpoints_of, entries_after, feed_of, sandbox_lines, standing, timelines
from tracking.rules import RETRIES, TERMS, EndpointState

from .partner_serializers import (
    ArticleOut,
    ArticlesOut,
    CallsOut,
    EndpointIn,
    EndpointOut,
    EndpointsOut,
    EventsOut,
    NewEndpointOut,
    ReplayIn,
    ReplayOut,
    SwitchIn,
    TrackIn,
)

_TERMS: Final = {term.event.value: term for term in TERMS}
_LIMIT: Final = OpenApiParameter(
    "limit", {"type": "integer", "minimum": 1, "maximum": settings.PARTNER_API["most_a_page"]}, description="A page."
)


class TrackView(PartnerView):
    scope = KeyScope.TRACK

    @extend_schema(operation_id="track_article", tags=["tracking"], responses={200: ArticleOut})
    def get(self, request: Request, number: str) -> Response:
        """Where an article was, when: offices and times, no names."""
        query_fields(request)
        self.charge(1)
        [found] = _tracked(self, [number.upper()[:20]])
        if not found["known"]:
            raise UnknownNumber(number=number[:20])
        return Response(ArticleOut(found).data)


class TrackManyView(PartnerView):
    scope = KeyScope.TRACK

    @extend_schema(operation_id="track_articles", tags=["tracking"], request=TrackIn, responses={200: ArticlesOut})
    def post(self, request: Request) -> Response:
        """The same of up to 500 numbers, each known or not, in the order asked."""
        query_fields(request)
        numbers = [number.upper() for number in TrackIn.of(request)["numbers"]]
        self.charge(len(numbers))
        return Response(ArticlesOut({"articles": _tracked(self, numbers)}).data)


def _tracked(view: PartnerView, numbers: Sequence[str]) -> list[dict[str, Any]]:
    key = view.request.key
    if not key.live:
        dreamt = sandbox_lines(key.customer, numbers, now=now())
        return [
            _article(
                number,
                [
                    _step(one.code, one.due_at, one.remark, one.office.name, one.office.pincode)
                    for one in dreamt.get(number, [])
                ],
            )
            for number in numbers
        ]
    found = timelines(numbers)
    return [
        _article(
            number,
            [
                _step(line.code.value, line.happened_at, line.remark, line.office_name, line.office_pincode)
                for line in standing(found.get(number, []))
            ],
        )
        for number in numbers
    ]


def _article(number: str, steps: list[dict[str, Any]]) -> dict[str, Any]:
    return {"number": number, "known": bool(steps), "status": steps[-1]["status"] if steps else "", "events": steps}


def _step(code: str, at: datetime, remark: str, office: str, pincode: str) -> dict[str, Any]:
    term = _TERMS[code]
    place = {"name": office, "pincode": pincode}
    return {
        "event": term.partner, "text": term.public, "status": term.aggregator, "happened_at": at, "remark": remark,
        "office": place,
    }  # fmt: skip


class EventsView(PartnerView):
    scope = KeyScope.EVENTS

    @extend_schema(
        operation_id="events", tags=["events"], responses={200: EventsOut},
        parameters=[
            OpenApiParameter("after", {"type": "integer", "minimum": 0}, description="The number you have up to."),
            _LIMIT,
        ],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Your events after a number, in order, without a gap: the numbers prove that you missed nothing."""
        typed = query_fields(request, "after", "limit")
        limit = page_size(typed["limit"], usual=settings.PARTNER_API["page"], most=settings.PARTNER_API["most_a_page"])
        feed = feed_of(self.request.key.customer, live=self.request.key.live)
        last = feed.last_seq if feed else 0
        text = typed["after"] or "0"
        after = int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else last + 1
        if after > last:
            raise SequenceUnknown(field="after", last=last, first=after, until=after)
        entries = entries_after(feed, after, limit=limit) if feed else []
        reached = entries[-1].seq if entries else after
        return Response({"events": [entry.message for entry in entries], "after": reached, "last": max(last, reached)})


class EndpointsView(PartnerView):
    scope = KeyScope.EVENTS

    @extend_schema(operation_id="webhooks", tags=["webhooks"], responses={200: EndpointsOut})
    def get(self, request: Request) -> Response:
        """Your endpoints, and when a call that fails is made again."""
        query_fields(request)
        found = endpoints_of(self.request.key.customer, live=self.request.key.live)
        retries = [int(pause.total_seconds()) for pause in RETRIES]
        return Response(EndpointsOut({"endpoints": found, "retry_seconds": retries}).data)

    @extend_schema(operation_id="add_webhook", tags=["webhooks"], request=EndpointIn, responses={201: NewEndpointOut})
    def post(self, request: Request) -> Response:
        """Have a URL called from now on. The secret is in this answer and in no other."""
        query_fields(request)
        key = self.request.key
        made, secret = services.make_endpoint(
            customer=key.customer, live=key.live, url=EndpointIn.of(request)["url"], by=key.made_by, now=now()
        )
        return Response({**EndpointOut(made).data, "secret": secret}, status=201)


class EndpointView(PartnerView):
    scope = KeyScope.EVENTS

    @extend_schema(operation_id="switch_webhook", tags=["webhooks"], request=SwitchIn, responses={200: EndpointOut})
    def patch(self, request: Request, code: str) -> Response:
        """Switch an endpoint off, or on again; what waits for it is then called at once."""
        query_fields(request)
        key, asked = _key_of(self, code), SwitchIn.of(request)
        to = EndpointState.ON if asked["on"] else EndpointState.OFF
        made = services.switch_endpoint(customer=key.customer, code=code, to=to, by=key.made_by, now=now())
        return Response(EndpointOut(made).data)

    @extend_schema(operation_id="end_webhook", tags=["webhooks"], responses={204: None})
    def delete(self, request: Request, code: str) -> Response:
        """Take an endpoint away for good. Its calls stay in the list; the feed goes on."""
        query_fields(request)
        key = _key_of(self, code)
        services.switch_endpoint(customer=key.customer, code=code, to=EndpointState.ENDED, by=key.made_by, now=now())
        return Response(status=204)


def _key_of(view: PartnerView, code: str) -> Any:
    """The key, after a look that the endpoint is of its world: a sandbox key opens nothing live. Raises NotFound."""
    key = view.request.key
    get_endpoint_of(key.customer, code, live=key.live)
    return key


class SecretView(PartnerView):
    scope = KeyScope.EVENTS

    @extend_schema(
        operation_id="change_webhook_secret", tags=["webhooks"], request=None, responses={200: NewEndpointOut}
    )
    def post(self, request: Request, code: str) -> Response:
        """A new secret; the one before signs too for a day."""
        query_fields(request)
        key = _key_of(self, code)
        made, secret = services.change_secret(customer=key.customer, code=code, by=key.made_by, now=now())
        return Response({**EndpointOut(made).data, "secret": secret})


class CallsView(PartnerView):
    scope = KeyScope.EVENTS

    @extend_schema(
        operation_id="webhook_calls", tags=["webhooks"], responses={200: CallsOut},
        parameters=[OpenApiParameter("cursor", str, description="From the page before."), _LIMIT],
    )  # fmt: skip
    def get(self, request: Request, code: str) -> Response:
        """The calls of an endpoint and what became of them, the latest number first."""
        typed = query_fields(request, "cursor", "limit")
        limit = page_size(typed["limit"], usual=settings.PARTNER_API["page"], most=settings.PARTNER_API["most_a_page"])
        place = read_cursor(typed["cursor"], of="calls")
        endpoint = get_endpoint_of(self.request.key.customer, code, live=self.request.key.live)
        calls = calls_of(endpoint, before=int(place) if place else None, limit=limit + 1)
        more = cursor_after(str(calls[limit - 1].entry.seq), of="calls") if len(calls) > limit else ""
        return Response(CallsOut({"calls": calls[:limit], "cursor": more}).data)


class ReplayView(PartnerView):
    scope = KeyScope.EVENTS

    @extend_schema(operation_id="replay", tags=["webhooks"], request=ReplayIn, responses={202: ReplayOut})
    def post(self, request: Request, code: str) -> Response:
        """Make calls again, from one number to another: same ids, same bodies."""
        query_fields(request)
        key, asked = _key_of(self, code), ReplayIn.of(request)
        calls = services.send_again(
            customer=key.customer, code=code, first=asked["first"], last=asked["last"], by=key.made_by, now=now()
        )
        return Response(ReplayOut({"calls": calls}).data, status=202)
