"""The door of the partner API, for the edges of every app: key, scope, limits, repeats, strict bodies.

A view says which scope it wants and makes one call; all else that partners are promised happens here.
"""

import json
import logging
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, ClassVar, Final

from django.conf import settings
from django.core.validators import RegexValidator
from django.http import HttpResponse
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apt.core.api import BodyTooLarge, Problem, StrictJSONParser, UnknownField
from apt.core.clock import now
from apt.core.errors import Busy
from apt.core.limits import counted
from apt.core.plain import CLEAN, PLAIN, is_clean, whole
from apt.core.problem import problem_response

from .access import Sent, get_key_for
from .errors import KeyInUrl, LimitReached
from .models import ApiKey
from .rules import KEY_PATTERN, KeyScope, clean_idempotency_key, fingerprint
from .services import Kept, begin_request, count_usage, flag_key, forget_request, keep_answer, note_nonce

log = logging.getLogger(__name__)
PROBLEM: Final = "application/problem+json"
_PROBLEMS: Final = ("400", "401", "403", "404", "406", "409", "413", "415", "422", "429")
NUMBER: Final = r"^[!-~]{1,20}$"  # of an article, as anybody may write it; what is none is not known
IDEMPOTENCY: Final = OpenApiParameter(
    "Idempotency-Key", {"type": "string", "pattern": r"^[!-~]{8,80}$"}, OpenApiParameter.HEADER, required=True,
    description="Yours, new for each act; the same with a repeat, which gets the first answer to the byte.",
)  # fmt: skip


class PartnerRequest(Request):
    """A request whose key opened the door."""

    key: ApiKey


class KeyedSchema(AutoSchema):
    """What every operation behind a key has in common: the key, and the problems that any request may meet."""

    def get_auth(self) -> list[dict[str, Any]]:
        return [{"key": []}] if isinstance(self.view, PartnerView) else super().get_auth()

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        told = super()._get_response_bodies(direction)
        if isinstance(self.view, PartnerView):
            for status in _PROBLEMS:
                told[status] = self._get_response_for_code(Problem, status, media_types=[PROBLEM])
        return dict(told)


class PartnerView(APIView):
    """A view of one scope."""

    scope: ClassVar[KeyScope]
    parser_classes: Sequence[type[StrictJSONParser]] = (StrictJSONParser,)
    renderer_classes: Sequence[type[BaseRenderer]] = (JSONRenderer,)
    request: PartnerRequest

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Key, scope, then what DRF asks. Raises KeyInUrl, and what `get_key_for` raises."""
        if found := KEY_PATTERN.search(request.get_full_path()):
            flag_key(prefix=found[2], half=found[3], now=now())
            raise KeyInUrl()
        sent = Sent(request.headers, str(request.method), request.get_full_path(), lambda: self._body(request))
        key = self.request.key = get_key_for(sent, self.scope, now=now())
        if key.signs:
            note_nonce(key=key, nonce=request.headers["Apt-Nonce"], by=key.made_by, now=now())
        self.articles = 0
        super().initial(request, *args, **kwargs)
        self._count(0)

    def _body(self, request: Request) -> bytes:
        """The bytes as sent, for a signature; the parser reads them again. Raises BodyTooLarge."""
        plain, most = request._request, self.parser_classes[0].most_bytes
        plain._body = plain.read(most + 1)
        if len(plain._body) > most:
            raise BodyTooLarge(limit=most)
        return plain._body

    def charge(self, articles: int) -> None:
        """Count so many articles against the customer's minute. Raises LimitReached; nothing was done then."""
        self._count(articles)
        self.articles += articles

    def _count(self, articles: int) -> None:
        key, most = self.request.key, settings.PARTNER_API["articles_a_minute"]
        who = f"api:{key.customer_id}:{'live' if key.live else 'test'}"
        used, left = counted(who=who, cost=articles, now=now())
        if used > most:
            counted(who=who, cost=-articles, now=now())  # what was refused is not used up
            self.window = (used - articles, left)
            raise LimitReached(most=most, seconds=left)
        self.window = (used, left)

    def once(self, act: Callable[[str], Response]) -> HttpResponse:
        """Do `act` under the request's Idempotency-Key, which it is given; a repeat gets the first answer.

        What was refused is kept as well: a repeat of it is refused in the same words. Busy and limits are not: they
        pass. Raises IdempotencyKeyMissing, BadIdempotencyKey, IdempotencyKeyReused, RequestInFlight.
        """
        request = self.request
        key = clean_idempotency_key(request.headers.get("Idempotency-Key", ""))
        asked = fingerprint(method=str(request.method), path=request.path, body=canonical(request.data))
        found = begin_request(
            key=request.key, idempotency_key=key, fingerprint=asked, by=request.key.made_by, now=now()
        )
        if isinstance(found, Kept):
            repeat = HttpResponse(found.body, content_type=found.content_type, status=found.status)
            repeat["Idempotent-Replayed"] = "true"
            return repeat
        scoped = f"{request.key.customer_id}:{request.key.live}:{key}"
        try:
            answer = act(scoped)
        except Exception as error:
            refused = problem_response(error, {})
            if refused is None or refused.status_code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.CONFLICT):
                forget_request(request_id=found, by=request.key.made_by, now=now())
                raise
            answer = refused
        content_type = answer.content_type or "application/json"
        body = JSONRenderer().render(answer.data)
        kept = Kept(answer.status_code, content_type, body)
        self.counted = True
        try:
            keep_answer(
                request_id=found, key=request.key, articles=self.articles, answer=kept, by=request.key.made_by,
                now=now(),
            )  # fmt: skip
        except Busy:  # what was done is done, and said; a repeat finds it when the claim is old
            log.warning("The answer to request %s was not kept.", found)
        return HttpResponse(body, content_type=content_type, status=answer.status_code)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        key = getattr(self.request, "key", None)
        if key is not None:
            used, left = getattr(self, "window", (0, 60))
            most = settings.PARTNER_API["articles_a_minute"]
            response["RateLimit-Limit"] = str(most)
            response["RateLimit-Remaining"] = str(max(0, most - used))
            response["RateLimit-Reset"] = str(left)
            if not getattr(self, "counted", False):
                refused, articles = response.status_code >= HTTPStatus.BAD_REQUEST, getattr(self, "articles", 0)
                count_usage(key=key, articles=articles, refused=refused, by=key.made_by, now=now())
        return response


def canonical(data: Any) -> bytes:
    """A body as it counts for a repeat: blanks and the order of names do not."""
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()


# --- bodies: taken literally or refused ------------------------------------------------------------------------------


class Text(serializers.CharField):
    """A JSON string, and nothing that could be made into one; as it is, without what nobody can read."""

    def __init__(self, *, pattern: str = "", **more: Any) -> None:
        super().__init__(trim_whitespace=False, **more)
        self.validators.append(RegexValidator(pattern or (CLEAN if self.allow_blank else PLAIN)))

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or not is_clean(data):
            self.fail("invalid")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    def to_internal_value(self, data: Any) -> int:
        found = whole(data)
        if found is None:
            self.fail("invalid")
        return found


class Flag(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if data is not True and data is not False:
            self.fail("invalid", input=data)
        return bool(data)


class Choice(serializers.ChoiceField):
    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


class Body(serializers.Serializer[Any]):
    """A JSON object that has these fields and no others: an unknown one is refused, not ignored."""

    @classmethod
    def of(cls, request: Request) -> dict[str, Any]:
        """The fields of a request. Raises what is wrong with them."""
        body = cls(data=request.data)
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            strange = [name for name in data if name not in self.fields]
            if strange:
                raise UnknownField(name=ascii(strange[0])[:60])
        return super().to_internal_value(data)


def no_other_fields(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:  # noqa: FBT001
    """drf-spectacular's last step: what is refused is said so in the schema."""
    schemas = result["components"]["schemas"]
    for name, schema in schemas.items():
        if name.endswith("In"):
            schema["additionalProperties"] = False
    return result
