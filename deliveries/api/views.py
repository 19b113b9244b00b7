"""For contract customers: the proof of what was delivered of theirs."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apt.core.api import query_fields
from apt.core.errors import NotFound
from deliveries.queries import latest_proof
from partners.gate import PartnerView
from partners.rules import KeyScope


class JpegRenderer(BaseRenderer):
    media_type, format, charset, render_style = "image/jpeg", "jpeg", None, "binary"

    def render(self, data: Any, media_type: str | None = None, context: Any = None) -> Any:
        """A picture is bytes already; a problem is JSON whatever was asked for."""
        return data if isinstance(data, bytes) else JSONRenderer().render(data)


class PngRenderer(JpegRenderer):
    media_type, format = "image/png", "png"


class ProofView(PartnerView):
    scope = KeyScope.TRACK
    renderer_classes = (JpegRenderer, PngRenderer, JSONRenderer)

    @extend_schema(
        operation_id="delivery_proof", tags=["tracking"],
        responses={
            (200, "image/jpeg"): OpenApiResponse(OpenApiTypes.BINARY, "A photo."),
            (200, "image/png"): OpenApiResponse(OpenApiTypes.BINARY, "A signature."),
        },
    )  # fmt: skip
    def get(self, request: Request, number: str) -> Response:
        """The latest photo or signature of one of your articles; the sandbox has none."""
        query_fields(request)
        self.charge(1)
        key = self.request.key
        found = latest_proof(number.upper()[:13], customer=key.customer) if key.live else None
        if found is None:
            raise NotFound(field="number")
        headers = {"X-Content-Type-Options": "nosniff", "ETag": f'"{found.sha256}"'}
        return Response(bytes(found.content), content_type=found.media_type, headers=headers)
