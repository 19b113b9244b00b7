"""Where an address is, and whether its PIN, DIGIPIN and city say the same."""

from dataclasses import dataclass
from datetime import date

from bookings.rules import haversine_km
from bookings.rules.places import FAR_KM, Disagreement, same_town
from digipin.rules import decode
from offices.errors import UnknownPin
from offices.models import Office
from offices.queries import nearest_offices

from .pricing import Delivering, delivering_at

_NAMES = 60  # offices that one PIN may have


@dataclass(frozen=True, slots=True)
class PinPlace:
    """What a PIN fills in: the office that delivers, and where it lies."""

    office_id: int
    name: str
    district: str
    state_name: str
    search_text: str
    latitude: float | None
    longitude: float | None

    @classmethod
    def of(cls, office: Office) -> "PinPlace":
        position = office.latitude, office.longitude
        return cls(office.pk, office.name, office.district, office.state, office.search_text, *position)

    @property
    def city(self) -> str:
        """The district, or where the directory knows none, the office's own name."""
        return (self.district or self.name.rpartition(" ")[0] or self.name).title()

    @property
    def state(self) -> str:
        return self.state_name.title()

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.city, self.state) if part)


def place_at_pin(pincode: str, *, on: date, known: Delivering | None = None) -> PinPlace:
    """One query; none when the PIN is `known`. Raises UnknownPin."""
    if known is None or pincode not in known.offices:
        known = delivering_at([pincode], on=on)
    if pincode not in known.offices:
        raise UnknownPin(field="pincode", pincode=pincode)
    return PinPlace.of(known.offices[pincode])


def pin_at(digipin: str, *, on: date) -> str:
    """The PIN of the office nearest to a DIGIPIN. Two queries. Raises UnknownPin, and what `decode` refuses."""
    point = decode(digipin)
    near = nearest_offices(point.lat, point.lon, limit=1)
    if not near:
        raise UnknownPin(field="digipin", pincode=digipin)
    return near[0].office.pincode


def disagreements(place: PinPlace, *, pincode: str, digipin: str, city: str, on: date) -> list[Disagreement]:
    """How PIN, DIGIPIN and city contradict each other; nothing when they do not. Mostly without a query, four at most.

    Raises what `decode` refuses.
    """
    found = _by_digipin(pincode, digipin, place, on=on) if digipin else []
    if city and not _known(city, place, pincode):
        found.append(Disagreement("city", pincode, str(place), city, ""))
    return found


def _known(city: str, place: PinPlace, pincode: str) -> bool:
    if same_town(city, [place.search_text, place.city, place.district, place.state_name]):
        return True
    # A village of the same PIN, then, whose office does not deliver.
    others = Office.objects.filter(pincode=pincode).order_by("id").values_list("search_text", flat=True)
    return same_town(city, list(others[:_NAMES]) or [place.city])


def _by_digipin(pincode: str, digipin: str, place: PinPlace, *, on: date) -> list[Disagreement]:
    point, other_pin = decode(digipin), pin_at(digipin, on=on)
    try:
        other = place_at_pin(other_pin, on=on)
    except UnknownPin:
        return []
    if other.office_id == place.office_id or place.latitude is None or place.longitude is None:
        return []
    km = haversine_km(point.lat, point.lon, place.latitude, place.longitude)
    if km <= FAR_KM:
        return []
    return [Disagreement("digipin", pincode, str(place), str(other), other_pin, round(km))]
