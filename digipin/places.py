"""What the page and the API ask about post offices; the directory lies above us, so it is handed in by URL."""

from collections.abc import Sequence
from typing import Protocol


class Office(Protocol):
    """A post office, as far as a DIGIPIN's reader wants to know it."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def pincode(self) -> str: ...
    def get_absolute_url(self) -> str: ...


class NearbyOffice(Office, Protocol):
    """A post office as seen from a point; `distance_m` is metres from that point."""

    @property
    def distance_m(self) -> float: ...


class Places(Protocol):
    """A module or object that knows the offices; degrees are WGS 84."""

    def nearest_offices(self, lat: float, lon: float, limit: int, /) -> Sequence[NearbyOffice]:
        """The nearest first; fewer than `limit`, or none, where there are not so many."""

    def office_delivering_at(self, lat: float, lon: float, /) -> Office | None:
        """The office whose postmen deliver at the point, or None if the directory cannot tell."""

    def office_dots(self) -> bytes:
        """Every office with a known position, as `vector.dots` packs them.

        Little-endian unsigned 16-bit pairs: eastwards from 63.5 E, southwards from 38.5 N, each in 36/65,535 degrees.
        """
