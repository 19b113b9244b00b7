"""A small directory of offices for the pages and the API: the `Places` that the real one is handed in as."""

from dataclasses import dataclass

import numpy as np

from digipin import rules, vector


@dataclass(frozen=True)
class Office:
    name: str
    kind: str
    code: str
    pincode: str
    lat: float
    lon: float
    distance_m: float = 0.0

    def get_absolute_url(self) -> str:
        return f"/offices/{self.code}/"


OFFICES = [
    Office("Sansad Marg HO", "HO", "21000001", "110001", 28.6239, 77.2130),
    Office("Bengaluru GPO", "HO", "22000001", "560001", 12.9811, 77.5899),
    Office("<b>Odd</b> BO", "BO", "23000001", "700016", 22.5520, 88.3530),
    Office("Far BO", "BO", "24000001", "744301", 9.1560, 92.7570),
]


class Directory:
    """Delivers only within 100 km of an office, so that 'the directory does not tell' happens too."""

    def nearest_offices(self, lat: float, lon: float, limit: int) -> list[Office]:
        here = rules.Point(lat, lon)
        measured = [
            Office(**{**vars(office), "distance_m": rules.metres_between(here, rules.Point(office.lat, office.lon))})
            for office in OFFICES
        ]
        return sorted(measured, key=lambda office: office.distance_m)[:limit]

    def office_delivering_at(self, lat: float, lon: float) -> Office | None:
        nearest = self.nearest_offices(lat, lon, 1)[0]
        return nearest if nearest.distance_m < 100_000 else None

    def office_dots(self) -> bytes:
        return vector.dots(np.array([o.lat for o in OFFICES]), np.array([o.lon for o in OFFICES]))


directory = Directory()
