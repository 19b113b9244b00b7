"""What it costs: the dated tariff and the pure functions over it.

`facts` is what a tariff holds, `reading` takes it from a file, `pricing` prices, `reasons` says why, `typed` reads what
people and CSVs ask for, `zones` tells where two offices lie, `checks` and `changes` look at a new sheet.
"""

from .asking import Quote
from .facts import Product, Tariff, in_force
from .fees import volume_bp
from .pricing import Price, price
from .reading import PACKAGED, read_tariff, tariff_in, tariff_of
from .reasons import PriceLine, Reason
from .zones import Place, distance_between, haversine_km, is_local, zone_between

__all__ = [
    "PACKAGED",
    "Place",
    "Price",
    "PriceLine",
    "Product",
    "Quote",
    "Reason",
    "Tariff",
    "distance_between",
    "haversine_km",
    "in_force",
    "is_local",
    "price",
    "read_tariff",
    "tariff_in",
    "tariff_of",
    "volume_bp",
    "zone_between",
]
