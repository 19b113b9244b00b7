"""Where one place lies as seen from another: how far, whether local, in which zone. Our rules; nothing settles them."""

import math
from dataclasses import dataclass
from typing import Final

from .facts import LOCAL, OTHER_STATES, WITHIN_STATE, ZONE_METRO, Zoning

EARTH_RADIUS_KM: Final = 6371.0088  # IUGG mean radius


@dataclass(frozen=True, slots=True)
class Place:
    """An office as far as a tariff cares. `circle`: its code, for offices whose state the directory does not name."""

    pincode: str
    state: str
    circle: str
    latitude: float | None
    longitude: float | None


def haversine_km(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Great-circle distance in km between two points in degrees (as the real system measures it: operations.md 1.5)."""
    phi, to_phi = math.radians(latitude), math.radians(to_latitude)
    half = math.sin((to_phi - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(to_phi) * math.sin(math.radians(to_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def distance_between(one: Place, other: Place) -> float | None:
    """Kilometres in a straight line; None when a position is not known."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    return haversine_km(one.latitude, one.longitude, other.latitude, other.longitude)


def is_local(zoning: Zoning | None, one: Place, other: Place, km: float | None) -> bool:
    """Whether two different offices are local to each other: one sorting district, and near."""
    if zoning is None or km is None:
        return False
    digits = zoning.local_digits
    return one.pincode[:digits] == other.pincode[:digits] and km <= zoning.local_km


def zone_between(zoning: Zoning | None, one: Place, other: Place, *, local: bool) -> str:
    """The zone of a parcel. Empty where no zoning is in force: then a product with zones cannot be priced."""
    if local:
        return LOCAL
    if zoning is None:
        return ""
    if _same_state(zoning, one, other):
        return WITHIN_STATE
    for kind in ("ZONE", "METRO"):
        here, there = _name(zoning, kind, one.pincode), _name(zoning, kind, other.pincode)
        # Two cities are metro to metro whichever they are; two regions must be the same one.
        if here and there and (kind == "METRO" or here == there):
            return ZONE_METRO
    return OTHER_STATES


def _same_state(zoning: Zoning, one: Place, other: Place) -> bool:
    here = _name(zoning, "STATE", one.pincode) or one.state.upper()
    there = _name(zoning, "STATE", other.pincode) or other.state.upper()
    if here and there:
        return here == there
    return bool(one.circle) and one.circle == other.circle


def _name(zoning: Zoning, kind: str, pincode: str) -> str:
    """The name that the longest matching prefix gives a PIN."""
    found = [one for one in zoning.prefixes if one.kind == kind and pincode.startswith(one.pin)]
    return max(found, key=lambda one: len(one.pin)).name if found else ""
