"""What every API of ours shares: input that is taken literally or refused, and the shape of a problem."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import IO, Any

from django.core import signing
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.utils import json as strict_json

from .errors import Refusal

MAX_JSON_BYTES = 1_000_000


class UnknownField(Refusal):
    code = "unknown_field"
    text = _("{name} is not a field of this request.")


class RepeatedField(Refusal):
    code = "repeated_field"
    text = _("{name} is given more than once.")


class NotAnObject(Refusal):
    code = "not_an_object"
    text = _("A JSON object is wanted here.")


class BodyTooLarge(Refusal):
    code = "body_too_large"
    http_status = 413
    text = _("The request is larger than {limit} bytes.")


class CursorForged(Refusal):
    code = "cursor_forged"
    http_status = 400
    text = _("This cursor is none of ours. Take the one from the answer before, unchanged.")


class PageTooLarge(Refusal):
    code = "page_too_large"
    text = _("A page has 1 to {most} entries.")


def cursor_after(place: str, *, of: str) -> str:
    """Where the next page of a list begins, signed: there are no offsets to go deep into, and nothing to guess."""
    return signing.dumps(place, salt=f"cursor.{of}", compress=False)


def read_cursor(text: str, *, of: str) -> str:
    """The place after which a page begins; empty for the first. Raises CursorForged."""
    if not text:
        return ""
    try:
        return str(signing.loads(text[:300], salt=f"cursor.{of}"))
    except signing.BadSignature as error:
        raise CursorForged(field="cursor") from error


def page_size(text: str, *, usual: int, most: int) -> int:
    """How many entries a page has. Raises PageTooLarge."""
    if not text:
        return usual
    size = int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0
    if not 1 <= size <= most:
        raise PageTooLarge(field="limit", most=most)
    return size


class Problem(serializers.Serializer[Any]):
    """What `problem.problem_response` writes; here for the schema."""

    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Stable; for programs.")
    detail = serializers.CharField(help_text="For people; translated.")
    request_id = serializers.CharField()
    field = serializers.CharField(required=False)
    money_moved = serializers.ChoiceField(["no", "yes", "unknown"], required=False)
    # DRF's own serializers have an `errors`; this one is only ever read for the schema.
    errors = serializers.JSONField(required=False, help_text="What is wrong with which field.")  # type: ignore[assignment]


class StrictJSONParser(BaseParser):
    """JSON without NaN, without repeated names (Python would keep the last in silence), and of bounded size."""

    media_type = "application/json"
    most_bytes = MAX_JSON_BYTES  # read from the stream; DRF would have Django hold a body of its own JSONParser first

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        body = stream.read(self.most_bytes + 1)
        if len(body) > self.most_bytes:
            raise BodyTooLarge(limit=self.most_bytes)
        try:
            return json.loads(
                body.decode("utf-8"), parse_constant=strict_json.strict_constant, object_pairs_hook=_object
            )
        except (ValueError, RecursionError) as error:
            raise ParseError(f"JSON parse error - {error}") from error


def query_fields(request: Request, *names: str) -> dict[str, str]:
    """The query's parameters, absent ones as empty text. Refuses UnknownField, RepeatedField."""
    for name, values in request.query_params.lists():
        if name not in names:
            raise UnknownField(name=ascii(name))
        if len(values) > 1:
            raise RepeatedField(name=ascii(name))
    return {name: request.query_params.get(name, "") for name in names}


def object_fields(data: Any, *names: str) -> dict[str, Any]:
    """The fields of a JSON object, absent ones as None. Refuses NotAnObject, UnknownField."""
    if not isinstance(data, dict):
        raise NotAnObject()
    for name in data:
        if name not in names:
            raise UnknownField(name=ascii(name))
    return {name: data.get(name) for name in names}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        name, _times = Counter(name for name, _value in pairs).most_common(1)[0]
        raise RepeatedField(name=ascii(name))
    return fields
