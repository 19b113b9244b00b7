"""The vocabulary of tracking over HTTP: public, stateless, no personal data."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apt.core.api import Problem, query_fields
from tracking.rules import TERMS


class TermOut(serializers.Serializer[Any]):
    event = serializers.CharField(help_text="Our code.")
    public = serializers.CharField(help_text="What the public reads; translated.")
    partner = serializers.CharField(help_text="The code in feeds and webhooks.")
    short = serializers.CharField(help_text="Its two letters; empty where no public source shows one.")
    emsevt = serializers.CharField(help_text="UPU EMSEVT; empty: another post is told nothing.")
    aggregator = serializers.CharField(help_text="InTransit, OutForDelivery, AttemptFail, Delivered or Exception.")
    also = serializers.ListField(child=serializers.CharField(), help_text="What older systems print for the same.")


class VocabularyOut(serializers.Serializer[Any]):
    terms = TermOut(many=True)


class VocabularyView(APIView):
    @extend_schema(
        operation_id="tracking_vocabulary",
        responses={200: VocabularyOut, (406, "application/problem+json"): Problem},
    )
    def get(self, request: Request) -> Response:
        """What each event is called, by whom."""
        query_fields(request)
        return Response(VocabularyOut({"terms": TERMS}).data)
