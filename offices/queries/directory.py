"""What can be asked about offices. No writes; every list in an order that ends in something unique."""

import random
import re
import struct
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When

from apt.core.digits import latin_digits
from offices.errors import BadRollOut, NothingAsked, UnknownPin
from offices.models import DirectoryLoad, Office, PincodeService
from offices.rules import FILLERS, POST_OFFICES, Kind, PositionQuality, likeness, script_of, sounds_of

LONGEST_QUESTION: Final = 100
MOST_HEARD: Final = 300  # offices that sound alike and are compared letter by letter
# The square that DIGIPIN covers, in degrees: dots are fractions of it.
WEST, NORTH, SIDE = 63.5, 38.5, 36.0

_KIND_ORDER: Final = " ".join(
    f"WHEN '{kind}' THEN {place}" for place, kind in enumerate((Kind.HEAD, Kind.SUB, Kind.BRANCH, Kind.NATIONAL_HUB))
)


@dataclass(frozen=True)
class Near:
    """An office and its distance from the point asked about, in metres along the earth."""

    office: Office
    metres: int


def offices_matching(text: str, limit: int = 20) -> list[Office]:
    """Open offices by name, former name, district or PIN, forgiving misspelling: `mysre city`, `5700`, `hubli ho`.

    In an Indian script by how the name sounds: `ಮೈಸೂರು`. One query, or two if no office has all the words. The best
    first; a head office before a sub office before a branch.
    """
    digits = latin_digits(re.sub(r"\s", "", text))
    if digits.isdigit():
        return _with_pin_beginning(digits[:6], limit)
    if script_of(text):
        return _sounding_like(text, limit)
    words = re.findall(r"[^\W_]+", text.lower())[:6]
    wanted = [word for word in words if word not in FILLERS and len(word) > 1] or words
    if not wanted:
        return []
    found = _ids_matching(wanted, words, limit, every=True)
    if not found and len(wanted) > 1:
        found = _ids_matching(wanted, words, limit, every=False)
    offices = Office.objects.select_related("reports_to").in_bulk(found)
    return [offices[office_id] for office_id in found]


def _sounding_like(text: str, limit: int) -> list[Office]:
    """By all the words, or in one word what the name has in two; else by any of them. The likest first."""
    heard = sounds_of(text)
    single, joined = heard[:-1] or heard, heard[-1:]
    if not joined or not joined[0]:
        return []
    places = {kind: place for place, kind in enumerate((Kind.HEAD, Kind.SUB, Kind.BRANCH))}
    rank = Case(*(When(kind=kind, then=Value(place)) for kind, place in places.items()), default=Value(len(places)))
    standing = Office.objects.filter(closed_on__isnull=True).select_related("reports_to").annotate(rank=rank)
    standing = standing.order_by("rank", "code")
    found = list(standing.filter(Q(sounds__contains=single) | Q(sounds__contains=joined))[:MOST_HEARD])
    if not found and len(single) > 1:
        found = list(standing.filter(sounds__overlap=single)[:MOST_HEARD])
    # As in the other scripts: an office of the mails or of the administration only if it is much more like it.
    alike = {one.pk: round(likeness(text, one.search_text) - 0.2 * (one.rank > 2), 1) for one in found}
    liked = sorted(found, key=lambda one: (-alike[one.pk], one.rank, one.code))
    return list(liked[:limit])


def _with_pin_beginning(digits: str, limit: int) -> list[Office]:
    lowest, highest = digits.ljust(6, "0"), digits.ljust(6, "9")
    return list(
        Office.objects.filter(pincode__range=(lowest, highest), closed_on__isnull=True)
        .select_related("reports_to")
        .order_by("pincode", "-delivers", "-kind", "name", "code")[:limit]
    )


def _ids_matching(wanted: list[str], words: list[str], limit: int, *, every: bool) -> list[int]:
    joined = " AND " if every else " OR "
    condition = joined.join("%s <%% search_text" for _ in wanted)
    # A word in the name counts for a little more than one in the district; a filler ("city", "gpo") for very little.
    name = "split_part(search_text, '|', 1)"
    score = " + ".join(f"greatest(word_similarity(%s, {name}), word_similarity(%s, search_text) * 0.9)" for _ in wanted)
    fillers = [word for word in words if word not in wanted]
    extra = "".join(f" + (strpos(' ' || {name}, %s) > 0)::int * 0.05" for _ in fillers)
    sql = f"""
        SELECT id FROM (
            SELECT id, kind, name, code, delivers, similarity(%s, {name}) AS likeness,
                   round((({score}) / %s{extra} - CASE WHEN kind IN ('HO', 'SO', 'BO') THEN 0 ELSE 0.1 END)::numeric, 2)
                       AS score
            FROM offices_office WHERE closed_on IS NULL AND ({condition})
        ) found
        ORDER BY score DESC, CASE kind {_KIND_ORDER} ELSE 9 END, likeness DESC, delivers DESC, name, code
        LIMIT %s
    """  # noqa: S608  # only placeholders and our own kinds are put in
    scored = [part for word in wanted for part in (word, word)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [" ".join(words), *scored, len(wanted), *(f" {word} " for word in fillers), *wanted, limit])
        return [row[0] for row in cursor.fetchall()]


def nearest_offices(latitude: float, longitude: float, limit: int = 10) -> list[Near]:
    """Open post offices around a point (degrees, WGS 84), nearest first; ties by code. Two queries."""
    # `<->` is the chord through the earth: it orders as the arc does, and the index walks it outwards from the point.
    sql = """
        SELECT id, earth_distance(ll_to_earth(latitude, longitude), ll_to_earth(%(lat)s, %(lon)s))
        FROM offices_office
        WHERE latitude IS NOT NULL AND closed_on IS NULL AND kind IN ('HO', 'SO', 'BO')
        ORDER BY ll_to_earth(latitude, longitude) <-> ll_to_earth(%(lat)s, %(lon)s), code LIMIT %(limit)s
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, {"lat": latitude, "lon": longitude, "limit": limit})
        rows = cursor.fetchall()
    offices = Office.objects.select_related("reports_to").in_bulk([row[0] for row in rows])
    return [Near(offices[office_id], round(metres)) for office_id, metres in rows]


def office_by_code(code: str) -> Office | None:
    """The office with this printed code, with its links; None if there is none."""
    return (
        Office.objects.select_related("reports_to", "accounts_to", "cash_from", "sorted_at").filter(code=code).first()
    )


def office_delivering(pincode: str, on: date) -> Office:
    """The office that delivers at `pincode` on that day. Raises UnknownPin."""
    service = (
        PincodeService.objects.filter(pincode=pincode, valid__contains=on)
        .select_related("office__accounts_to", "office__sorted_at")
        .order_by("pk")
        .first()
    )
    if service is None:
        raise UnknownPin(field="pincode", pincode=pincode)
    return service.office


def office_delivering_at(latitude: float, longitude: float, on: date) -> Office | None:
    """The office that delivers around a point: that of the nearest post office's PIN. None far from any office."""
    nearest = nearest_offices(latitude, longitude, limit=1)
    if not nearest:
        return None
    try:
        return office_delivering(nearest[0].office.pincode, on)
    except UnknownPin:
        return None


def pins_served_by(office: Office, on: date) -> list[PincodeService]:
    """The PINs at which an office delivers on that day, in order."""
    return list(office.pincodes.filter(valid__contains=on).order_by("pincode", "pk"))


def offices_above(office: Office) -> list[Office]:
    """The chain of reporting, the Directorate first, without the office itself. One query."""
    codes = office.path.split("/")[:-2]
    by_code = {one.code: one for one in Office.objects.filter(code__in=codes).order_by("code")}
    return [by_code[code] for code in codes if code in by_code]


def subtree_of(office: Office) -> "QuerySet[Office]":
    """The office and all below it, open ones only, parents before children."""
    return Office.objects.filter(path__startswith=office.path, closed_on__isnull=True).order_by("path")


def offices_below(office: Office, limit: int = 50) -> list[Office]:
    """Open offices that report to this one, by kind and name."""
    return list(office.reporting.filter(closed_on__isnull=True).order_by("kind", "name", "code")[:limit])


def route_between(origin: Office, destination: Office) -> list[Office]:
    """The offices an article passes from where it was booked to where it is delivered, each once.

    A branch office hands over at its account office, that sends to its hub, the hub to the destination's hub (placed by
    assumption, see docs/adr/0004-office-tree.md), that to the delivering office.
    """
    stops = [origin, *_up(origin)]
    stops += [stop for stop in reversed(_up(destination)) if stop not in stops]
    if destination not in stops:
        stops.append(destination)
    return stops


def _up(office: Office) -> list[Office]:
    """From an office to its hub: the account office of a branch office, then the hub."""
    account = office.accounts_to if office.kind == Kind.BRANCH else None
    hub = office.sorted_at
    return [one for one in (account, hub) if one is not None]


def office_dots() -> bytes:
    """Every open post office with a position of its own, as little-endian uint16 pairs x, y.

    x = round((longitude - 63.5) / 36 * 65535), y = round((38.5 - latitude) / 36 * 65535): the square that DIGIPIN
    covers, x eastwards, y southwards. Shuffled by a fixed seed, so that any beginning of the bytes is a fair sample.
    """
    points = list(
        Office.objects.filter(kind__in=sorted(POST_OFFICES), latitude__isnull=False, closed_on__isnull=True)
        .exclude(position_quality=PositionQuality.DERIVED)
        .order_by("code")
        .values_list("latitude", "longitude")
    )
    random.Random(6).shuffle(points)  # noqa: S311  # a fixed order is the point
    flat = [
        part
        for latitude, longitude in points
        if latitude is not None and longitude is not None
        for part in (round((longitude - WEST) / SIDE * 65535), round((NORTH - latitude) / SIDE * 65535))
    ]
    return struct.pack(f"<{len(flat)}H", *flat)


def latest_load() -> DirectoryLoad | None:
    """The import whose directory stands now."""
    return DirectoryLoad.objects.order_by("-pk").first()


def offices_after(code: str, *, rolled_out: bool | None, limit: int) -> list[Office]:
    """Open offices after a code, by code; only those that work with this system, or only the others, if asked."""
    found = Office.objects.filter(code__gt=code, closed_on__isnull=True)
    if rolled_out is not None:
        found = found.filter(rolled_out_on__isnull=not rolled_out)
    return list(found.order_by("code")[:limit])


def offices_asked_for(text: str) -> list[Office]:
    """`offices_matching` for a program. Raises NothingAsked."""
    if not text.strip() or len(text) > LONGEST_QUESTION:
        raise NothingAsked(field="q")
    return offices_matching(text)


def rolled_out_asked(text: str) -> bool | None:
    """`yes`, `no`, or empty for both. Raises BadRollOut."""
    if text not in ("", "yes", "no"):
        raise BadRollOut(field="rolled_out")
    return text == "yes" if text else None
