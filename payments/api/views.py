"""Where the payment provider tells us things. It is believed when the signature fits the raw body."""

from typing import Final

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apt.core.clock import now
from apt.core.errors import Refusal
from payments import psp, services
from payments.errors import BadSignature, NoticeTooLarge, NotJson

MAX_BYTES: Final = 64 * 1024


@extend_schema(exclude=True)  # a contract with one provider, not part of the API for everybody
class CallbackView(APIView):
    """200 once the notice is kept, a repeat of it too: the provider tells it again until it hears that."""

    def post(self, request: Request) -> Response:
        try:
            body = _authentic_body(request)
            notice = psp.read_notice(body)
        except Refusal as refusal:
            services.count_refused(code=refusal.code, now=now())
            raise
        return Response({"new": services.apply_notice(notice=notice, now=now())})


def _authentic_body(request: Request) -> bytes:
    """Refused in the order of what it costs to find out: nothing is parsed before the signature was found right."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MAX_BYTES:
        raise NoticeTooLarge(limit=MAX_BYTES)
    if (request.content_type or "").split(";")[0].strip().lower() != "application/json":
        raise NotJson()
    body: bytes = request._request.body
    if not psp.signature_fits(body, request.headers.get("X-Psp-Signature", "")):
        raise BadSignature()
    return body
