"""The shapes of tracking, feed and webhooks for partners."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from partners.gate import NUMBER, Body, Flag, Text, Whole

_NUMBERS = settings.PARTNER_API["tracked_at_once"]


class PlaceOut(serializers.Serializer[Any]):
    code = serializers.CharField(required=False)
    name = serializers.CharField()
    pincode = serializers.CharField(required=False, allow_blank=True)


class StepOut(serializers.Serializer[Any]):
    event = serializers.CharField(help_text="As GET /api/v1/tracking/vocabulary names them under `partner`.")
    text = serializers.CharField()
    status = serializers.CharField(help_text="InTransit, OutForDelivery, AttemptFail, Delivered or Exception.")
    happened_at = serializers.DateTimeField()
    remark = serializers.CharField(allow_blank=True)
    office = PlaceOut()


class ArticleOut(serializers.Serializer[Any]):
    number = serializers.CharField()
    known = serializers.BooleanField()
    status = serializers.CharField(allow_blank=True)
    events = StepOut(many=True)


class ArticlesOut(serializers.Serializer[Any]):
    articles = ArticleOut(many=True)


class TrackIn(Body):
    numbers = serializers.ListField(child=Text(pattern=NUMBER), min_length=1, max_length=_NUMBERS)


class EventDataOut(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="As the header webhook-id; the same at every try.")
    sequence = serializers.IntegerField(help_text="From 1, without a gap.")
    event = serializers.CharField()
    text = serializers.CharField()
    status = serializers.CharField()
    articles = serializers.ListField(child=serializers.CharField())
    happened_at = serializers.DateTimeField()
    remark = serializers.CharField(allow_blank=True)
    office = PlaceOut()
    next_office = PlaceOut(allow_null=True)
    bag = serializers.CharField(allow_null=True)
    corrects = serializers.CharField(allow_null=True, help_text="The id of the event that this one corrects.")


class EventOut(serializers.Serializer[Any]):
    type = serializers.CharField()
    timestamp = serializers.DateTimeField()
    # DRF's own `data` is that of a check.
    data = EventDataOut()  # type: ignore[assignment]


class EventsOut(serializers.Serializer[Any]):
    events = EventOut(many=True)
    after = serializers.IntegerField(help_text="Ask with this next.")
    last = serializers.IntegerField(help_text="The number given last: after == last, and you have everything.")


class EndpointIn(Body):
    url = Text(min_length=1, max_length=500, help_text="https, ports 443 and 8443.")


class SwitchIn(Body):
    on = Flag()


class ReplayIn(Body):
    first = Whole(min_value=1)
    last = Whole(min_value=1)


class ReplayOut(serializers.Serializer[Any]):
    calls = serializers.IntegerField()


class EndpointOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    url = serializers.CharField()
    state = serializers.CharField(help_text="on, off, gone (it answered 410), or ended.")
    version = serializers.IntegerField()
    made_at = serializers.DateTimeField()
    failures = serializers.IntegerField(help_text="One after another.")
    old_until = serializers.DateTimeField(allow_null=True, help_text="Until then the secret before signs too.")


class NewEndpointOut(EndpointOut):
    secret = serializers.CharField(help_text="Shown now and never again: whsec_…")


class EndpointsOut(serializers.Serializer[Any]):
    endpoints = EndpointOut(many=True)
    retry_seconds = serializers.ListField(child=serializers.IntegerField(), help_text="A fifth more or less each.")


class CallOut(serializers.Serializer[Any]):
    sequence = serializers.IntegerField(source="entry.seq")
    state = serializers.CharField(help_text="due, sent, or dead: given up.")
    tries = serializers.IntegerField()
    next_at = serializers.DateTimeField()
    tried_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField(allow_blank=True, help_text="The status, or what went wrong.")
    milliseconds = serializers.IntegerField(allow_null=True)


class CallsOut(serializers.Serializer[Any]):
    calls = CallOut(many=True)
    cursor = serializers.CharField(allow_blank=True, help_text="Of the next page; empty: there is none.")
