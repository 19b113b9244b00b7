"""An entry as a phone sends it -> a Claim. Pure; every refusal names what is wrong with this one entry."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apt.core.errors import Refusal
from deliveries.errors import BadEntry, PositionOutside
from digipin.rules import latitude, longitude

from .attempts import Claim, Position, read_clock

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_NUMBER: Final = re.compile(r"[A-Z]{2}[0-9]{9}IN")
_KNOWN: Final = frozenset({
    "id", "seq", "number", "delivered", "at", "code", "received_by", "relation", "remark", "latitude", "longitude",
    "accuracy_m", "photo", "signature", "called_at", "cod",
})  # fmt: skip
_LONGEST: Final = 80
_FARTHEST_M: Final = 1_000_000
_EARLIEST, _LATEST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def read_id(raw: object) -> UUID:
    try:
        return UUID(str(raw["id"]))  # type: ignore[index]
    except (KeyError, TypeError, ValueError) as error:
        raise BadEntry(problem=_("it has no id.")) from error


def read_time(raw: object, name: str) -> datetime:
    """ISO 8601 with an offset. Raises BadEntry."""
    try:
        at = datetime.fromisoformat(str(raw))
    except ValueError as error:
        raise BadEntry(field=name, problem=_("its time is none.")) from error
    if at.tzinfo is None:
        raise BadEntry(field=name, problem=_("its time is none."))
    return at


def read_entry(raw: Mapping[str, Any], *, phone_now: datetime, now: datetime) -> Claim:
    """Raises BadEntry, PositionOutside. Times become the server's (`read_clock`)."""
    if unknown := sorted(set(raw) - _KNOWN):
        raise BadEntry(problem=_("unknown field {name}.").format(name=unknown[0][:20]))
    for name in ("code", "received_by", "relation", "remark", "photo", "signature", "cod"):
        value = raw.get(name, "")
        if not isinstance(value, str) or len(value) > _LONGEST or "\0" in value:
            raise BadEntry(field=name, problem=_("{name} is no short text.").format(name=name))
        if name in ("photo", "signature") and value and not _SHA256.fullmatch(value):
            raise BadEntry(field=name, problem=_("{name} is no SHA-256.").format(name=name))
    number, delivered, seq = str(raw.get("number", "")), raw.get("delivered"), raw.get("seq")
    if not _NUMBER.fullmatch(number):
        raise BadEntry(field="number", problem=_("its article number is none."))
    if not isinstance(delivered, bool):
        raise BadEntry(field="delivered", problem=_("it does not say whether it was delivered."))
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 < seq < 2**31:
        raise BadEntry(field="seq", problem=_("it has no place in the phone's count."))
    at, called = _times(raw, phone_now=phone_now, now=now)
    return Claim(
        client_uuid=read_id(raw),
        article_number=number,
        delivered=delivered,
        happened_at=at,
        code=raw.get("code", ""),
        received_by=raw.get("received_by", ""),
        relation=raw.get("relation", ""),
        remark=raw.get("remark", ""),
        position=_position(raw),
        photo=raw.get("photo", ""),
        signature=raw.get("signature", ""),
        called_at=called,
        cod=raw.get("cod", ""),
        seq=seq,
    )


def _times(raw: Mapping[str, Any], *, phone_now: datetime, now: datetime) -> tuple[datetime, datetime | None]:
    called = raw.get("called_at")
    return (
        _time(raw.get("at"), "at", phone_now=phone_now, now=now),
        None if called is None else _time(called, "called_at", phone_now=phone_now, now=now),
    )


def _time(value: object, name: str, *, phone_now: datetime, now: datetime) -> datetime:
    try:
        at, _off = read_clock(read_time(value, name), phone_now=phone_now, now=now)
    except OverflowError as error:
        raise BadEntry(field=name, problem=_("its time is none.")) from error
    if not _EARLIEST < at < _LATEST:
        raise BadEntry(field=name, problem=_("its time is none."))
    return at


def _position(raw: Mapping[str, Any]) -> Position | None:
    given = [raw.get(name) for name in ("latitude", "longitude")]
    if given == [None, None]:
        return None
    try:
        north, east = latitude(given[0]), longitude(given[1])
    except Refusal as error:
        raise PositionOutside(field="position") from error
    accuracy = raw.get("accuracy_m", 0)
    if not isinstance(accuracy, int | float) or isinstance(accuracy, bool) or not 0 <= accuracy <= _FARTHEST_M:
        raise BadEntry(field="accuracy_m", problem=_("its accuracy is none."))
    return Position(Decimal(f"{north:.5f}"), Decimal(f"{east:.5f}"), round(accuracy))
