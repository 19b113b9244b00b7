"""What can be asked about one spot: its cell, who delivers there, which offices are near."""

from collections.abc import Sequence
from dataclasses import dataclass

from . import rules
from .errors import PlaceMissing, PlaceTwice
from .places import NearbyOffice, Office, Places

NEAREST_OFFICES = 3


@dataclass(frozen=True, slots=True)
class Spot:
    """`asked` is the point whose distance to offices was measured: the one given, or the cell's centre."""

    cell: rules.Cell
    asked: rules.Point
    delivering: Office | None
    nearest: Sequence[NearbyOffice]

    @property
    def formatted(self) -> str:
        return rules.formatted(self.cell.code)


def spot_named(places: Places, *, digipin: str = "", lat: str = "", lon: str = "") -> Spot:
    """The spot that a DIGIPIN, or a latitude and longitude in degrees, names.

    Refuses: PlaceMissing, PlaceTwice, and what `rules.normalise` and `rules.encode` refuse.
    """
    if digipin and (lat or lon):
        raise PlaceTwice(field="digipin")
    if digipin:
        cell = rules.cell_of_prefix(rules.normalise(digipin))
        asked = cell.centre
    elif lat or lon:
        cell = rules.cell_at(lat, lon)
        asked = rules.Point(rules.latitude(lat), rules.longitude(lon))
    else:
        raise PlaceMissing(field="digipin")
    return Spot(
        cell=cell,
        asked=asked,
        delivering=places.office_delivering_at(asked.lat, asked.lon),
        nearest=places.nearest_offices(asked.lat, asked.lon, NEAREST_OFFICES),
    )
