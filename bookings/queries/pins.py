"""Where an address is, and whether its PIN, DIGIPIN and city say the same."""

from dataclasses import dataclass
from datetime import date

from bookings.rules import haversine_km
from bookings.rules.places import FAR_KM, Disagreement, same_town
from digipin.rules import decode
from offices.errors import UnknownPin
from offices.models import Office
from offices.queries import nearest_offices, office_delivering

_NAMES = 60  # offices that one PIN may have


@dataclass(frozen=True)
class PinPlace:
    """What a PIN fills in."""

    office: Office

    @property
    def city(self) -> str:
        """The district, or where the directory knows none, the office's own name."""
        name = self.office.district or self.office.name.rpartition(" ")[0] or self.office.name
        return name.title()

    @property
    def state(self) -> str:
        return self.office.state.title()

    def __str__(self) -> str:
        return ", ".join(part for part in (self.office.name, self.city, self.state) if part)


def place_at_pin(pincode: str, *, on: date) -> PinPlace:
    """One query. Raises UnknownPin."""
    return PinPlace(office_delivering(pincode, on))


def pin_at(digipin: str, *, on: date) -> str:
    """The PIN of the office nearest to a DIGIPIN. Two queries. Raises UnknownPin, and what `decode` refuses."""
    point = decode(digipin)
    near = nearest_offices(point.lat, point.lon, limit=1)
    if not near:
        raise UnknownPin(field="digipin", pincode=digipin)
    return near[0].office.pincode


def disagreements(*, pincode: str, digipin: str, city: str, on: date) -> list[Disagreement]:
    """How PIN, DIGIPIN and city contradict each other; nothing when they do not. Six queries at most, one without a
    DIGIPIN and a city. Raises UnknownPin, and what `decode` refuses."""
    place, found = place_at_pin(pincode, on=on), []
    if digipin:
        found += _by_digipin(pincode, digipin, place, on=on)
    if city:
        known = list(
            Office.objects.filter(pincode=pincode).order_by("id").values_list("search_text", flat=True)[:_NAMES]
        )
        if not same_town(city, [*known, place.office.search_text, place.city, place.office.district, place.state]):
            found.append(Disagreement("city", pincode, str(place), city, ""))
    return found


def _by_digipin(pincode: str, digipin: str, place: PinPlace, *, on: date) -> list[Disagreement]:
    point, office = decode(digipin), place.office
    other_pin = pin_at(digipin, on=on)
    try:
        other = place_at_pin(other_pin, on=on)
    except UnknownPin:
        return []
    if other.office.pk == office.pk or office.latitude is None or office.longitude is None:
        return []
    km = haversine_km(point.lat, point.lon, office.latitude, office.longitude)
    if km <= FAR_KM:
        return []
    return [Disagreement("digipin", pincode, str(place), str(other), other_pin, round(km))]
