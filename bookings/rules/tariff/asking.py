"""What a price is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """One article on one day.

    `size_mm`: length, breadth, height of a box; length and diameter of a roll. `channel`: RETAIL or CONTRACT, empty
    for whichever sells it. `discount_bp`: of a discount that depends on the month's business.
    """

    product: str
    on: date
    grams: int
    distance_km: float | Decimal | None = None
    services: Sequence[str] = ()
    local: bool = False
    zone: str = ""
    size_mm: tuple[int, ...] | None = None
    roll: bool = False
    declared_paise: int = 0
    cod_paise: int = 0
    discount: str = ""
    discount_bp: int | None = None
    channel: str = ""
    at_branch: bool = False  # booked at a branch office
