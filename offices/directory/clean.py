"""One line of the directory, cleaned by stated rules. Every rule has a code that stays with the raw line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext_lazy as _

from offices.errors import BadDirectory
from offices.rules import PIN_PATTERN, Kind, PositionQuality

from . import names

COLUMNS: Final = (
    "circle", "region", "division", "name", "pincode", "branchtype", "deliverystatus", "district", "state",
    "latitude", "longitude",
)  # fmt: skip
KINDS: Final = {"HO": Kind.HEAD, "PO": Kind.SUB, "SO": Kind.SUB, "BO": Kind.BRANCH}
LATITUDES: Final = (6.0, 37.7)  # degrees: Indira Point to the northernmost office, with a margin
LONGITUDES: Final = (68.0, 97.5)
NAME_LIMIT: Final = 50  # characters: the source cuts names there

# The rules by which the source is cleaned; the codes stand in DirectoryRow.faults and in the report.
FAULTS: Final = {
    "circle_spelling": _("Circle in a spelling of its own; ours used"),
    "region_missing": _("No region named; that of the division's other offices used"),
    "region_outvoted": _("Region differs from that of the division's other offices; theirs used"),
    "kind_po": _("Kind given as PO; it is a sub office"),
    "kind_disagrees": _("The kind printed with the name differs from the kind column; the column used"),
    "name_no_kind": _("Name printed without its kind; added"),
    "name_kind_spelling": _("Kind printed as B.O, S.O or H.O; one spelling used"),
    "name_case": _("Name all in capitals or small letters; written as words"),
    "name_stray": _("Stray signs or spaces in the name; removed"),
    "name_cut": _("Name cut off at 50 characters by the source; kept as it is"),
    "name_twice": _("Same name, kind and PIN in one division more than once; kept as separate offices"),
    "district_missing": _("No district or state; that of the PIN's other offices used"),
    "position_missing": _("No coordinates"),
    "position_no_number": _("Coordinates that are not numbers"),
    "position_swapped": _("Latitude and longitude were swapped; put right"),
    "position_outside": _("Coordinates outside India (0, 1 and the like); not used"),
    "position_suspect": _("Coordinates graded as suspect; used only when near the PIN's other offices"),
    "position_far": _("Coordinates far from the other offices of the PIN or the division; not used"),
    "position_shared": _("Coordinates that fifty or more offices share; not used"),
    "position_derived": _("Position taken from neighbours: same PIN and division, else same division"),
    "position_unknown": _("No neighbour with a position either; none stored"),
}


@dataclass(slots=True)
class Row:
    """A cleaned line. Positions are degrees WGS 84, None when not known."""

    line: int
    raw: str
    circle: str
    region: str
    division: str
    name: str  # as printed: "Mysuru HO"
    kind: str
    pincode: str
    delivers: bool
    district: str
    state: str
    latitude: float | None
    longitude: float | None
    quality: str
    faults: list[str] = field(default_factory=list)
    natural: tuple[str, ...] = ()  # what makes it the same office in another directory

    def __post_init__(self) -> None:
        self.natural = natural_key(self.kind, self.name, self.pincode, self.division)


def natural_key(kind: str, name: str, pincode: str, division: str) -> tuple[str, ...]:
    """Kind, name without its kind and spelling, PIN, division (division names are unique in the country)."""
    return (kind, names.natural_name(name), pincode, division)


def clean_row(line: int, raw: str, cells: Sequence[str], position: Sequence[str] | None = None) -> Row:
    """Clean one line. `position` is (latitude, longitude, quality) of the graded file, if that has the office.

    Raises BadDirectory for a line that cannot be an office: wrong number of cells, unknown kind, no PIN.
    """
    if len(cells) != len(COLUMNS):
        raise BadDirectory(problem=f"line {line} has {len(cells)} cells, not {len(COLUMNS)}")
    circle, region, division, name, pincode, kind_text, status, district, state, latitude, longitude = cells
    if kind_text not in KINDS or not PIN_PATTERN.fullmatch(pincode) or not circle.strip() or not division.strip():
        raise BadDirectory(problem=f"line {line}: circle, division, kind and PIN are needed: {raw[:80]}")
    faults: list[str] = []
    kind = KINDS[kind_text]
    if kind_text == "PO":
        faults.append("kind_po")
    clean_circle = names.circle_name(circle)
    if f"{clean_circle} Circle" != circle:
        faults.append("circle_spelling")
    clean_region = names.region_name(region)
    if not region.strip():
        faults.append("region_missing")
    clean_state = names.state_name(state)
    if not district or not state:
        faults.append("district_missing")
    degrees, quality = _position(latitude, longitude, position, faults)
    return Row(
        line=line,
        raw=raw,
        circle=clean_circle,
        region=clean_region,
        division=names.division_name(division),
        name=_name(name, kind, faults),
        kind=str(kind),
        pincode=pincode,
        delivers=status == "Delivery",
        district=names.district_name(district, clean_state),
        state=clean_state,
        latitude=degrees[0],
        longitude=degrees[1],
        quality=quality,
        faults=faults,
    )


def _name(text: str, kind: Kind, faults: list[str]) -> str:
    bare, letter = names.bare_name(text)
    if not letter and not bare.endswith("GPO"):
        faults.append("name_no_kind")
    elif letter and KINDS[f"{letter}O"] != kind:
        faults.append("kind_disagrees")
    elif letter and not text.endswith(f" {kind}"):
        faults.append("name_kind_spelling")
    if text.strip() != names.squeeze(text) or text != text.strip() or re.search(r"[`\[\]@]", text):
        faults.append("name_stray")
    if text.isupper() or text.islower():
        faults.append("name_case")
    if len(text) >= NAME_LIMIT:
        faults.append("name_cut")
    return names.printed_name(bare, kind)


Degrees = tuple[float | None, float | None]


def _position(latitude: str, longitude: str, graded: Sequence[str] | None, faults: list[str]) -> tuple[Degrees, str]:
    degrees, quality = grade_position(latitude, longitude)
    if quality == PositionQuality.MISSING and (latitude.strip() or longitude.strip()):
        faults.append("position_no_number")
    if graded is not None and graded[2] in _GRADES:
        quality = _GRADES[graded[2]]
        degrees = (float(graded[0]), float(graded[1])) if graded[0] and graded[1] else (None, None)
        if degrees[0] is not None and not inside(*degrees):
            degrees, quality = (None, None), PositionQuality.REMOVED
    fault = _QUALITY_FAULTS.get(quality)
    if fault and not (fault == "position_missing" and "position_no_number" in faults):
        faults.append(fault)
    return degrees, str(quality)


_GRADES: Final = {str(quality): quality for quality in PositionQuality}
_QUALITY_FAULTS: Final = {
    PositionQuality.MISSING: "position_missing",
    PositionQuality.SWAPPED: "position_swapped",
    PositionQuality.REMOVED: "position_outside",
    PositionQuality.SUSPECT: "position_suspect",
}


def grade_position(latitude: str, longitude: str) -> tuple[Degrees, PositionQuality]:
    """Grade coordinates as printed, for offices that the graded file does not know."""
    try:
        first, second = float(latitude), float(longitude)
    except ValueError:
        return (None, None), PositionQuality.MISSING
    if inside(first, second):
        return (first, second), PositionQuality.ORIGINAL
    if inside(second, first):
        return (second, first), PositionQuality.SWAPPED
    return (None, None), PositionQuality.REMOVED


def inside(latitude: float | None, longitude: float | None) -> bool:
    """Within the box of India's post offices (the offices' own extremes, not a boundary)."""
    if latitude is None or longitude is None:
        return False
    return LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]
