"""The office directory as DIGIPIN's pages want it: `digipin` lies below `offices` and is handed this by `apt.urls`."""

from dataclasses import dataclass

from apt.core.clock import ist_date, now
from offices import queries
from offices.models import Office


@dataclass(frozen=True)
class NearbyOffice:
    """An office and how far it is, in metres."""

    office: Office
    distance_m: float

    @property
    def name(self) -> str:
        return self.office.name

    @property
    def kind(self) -> str:
        return str(self.office.get_kind_display())

    @property
    def code(self) -> str:
        return self.office.code

    @property
    def pincode(self) -> str:
        return self.office.pincode

    def get_absolute_url(self) -> str:
        return self.office.get_absolute_url()


def nearest_offices(lat: float, lon: float, limit: int) -> list[NearbyOffice]:
    return [NearbyOffice(near.office, near.metres) for near in queries.nearest_offices(lat, lon, limit)]


def office_delivering_at(lat: float, lon: float) -> Office | None:
    return queries.office_delivering_at(lat, lon, ist_date(now()))


def office_dots() -> bytes:
    return queries.office_dots()
