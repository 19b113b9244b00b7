"""What it costs: a pure function of the dated tariff, the day, the weight, the distance and the services asked for.

This priced so far: products with a slab table over distance bands, and flat value-added services. Everything else in
the tariff file refuses with `not_priced`, saying so, until its rules are written.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from apt.core.money import share_bp
from bookings.errors import NotPriced, OverWeight, ServiceNotOffered

PACKAGED: Final = Path(__file__).parent.parent / "data" / "tariff.json"
EARTH_RADIUS_KM: Final = 6371.0088  # IUGG mean radius
# Our assumption, shown with the price: nothing public defines "Local" since 2012 (tariff.md, section 2).
LOCAL_MAX_KM: Final = 25
GST_HEADS: Final = 2  # CGST and SGST, half of the rate each


@dataclass(frozen=True)
class Tariff:
    """The tariff file, indexed by product and service code."""

    products: dict[str, Any]
    services: dict[str, list[Any]]
    zone_schemes: dict[str, Any]
    sources: dict[str, Any]


@dataclass(frozen=True)
class PriceLine:
    """One line of a price: what, how many paise, and why (rule, source, confidence)."""

    code: str
    label: str
    paise: int
    why: str


@dataclass(frozen=True)
class Price:
    """All amounts in paise. `taxable` = postage - discount + services; `total` = taxable + CGST + SGST."""

    product: str
    version_from: date
    lines: tuple[PriceLine, ...]
    chargeable_grams: int
    postage_paise: int
    discount_paise: int
    services_paise: int
    cgst_paise: int
    sgst_paise: int

    @property
    def taxable_paise(self) -> int:
        return self.postage_paise - self.discount_paise + self.services_paise

    @property
    def gst_paise(self) -> int:
        return self.cgst_paise + self.sgst_paise

    @property
    def total_paise(self) -> int:
        return self.taxable_paise + self.gst_paise


@dataclass(frozen=True)
class Quote:
    """What is asked: grams, kilometres (None when local), service codes."""

    product: str
    on: date
    grams: int
    distance_km: float | None
    services: Sequence[str] = ()


def load_tariff(path: Path = PACKAGED) -> Tariff:
    raw = json.loads(path.read_text(encoding="utf-8"))
    services: dict[str, list[Any]] = {}
    for row in raw["vas"]:
        services.setdefault(row["code"], []).append(row)
    return Tariff(
        products={product["code"]: product for product in raw["products"]},
        services=services,
        zone_schemes=raw["zone_schemes"],
        sources=raw["sources"],
    )


def price(tariff: Tariff, quote: Quote) -> Price:
    """Price one article. Raises NotPriced, OverWeight, ServiceNotOffered.

    Rounding is `APT_RUPEE_PER_HEAD`: CGST and SGST each rounded half up to a whole rupee (tariff.md, section 6).
    """
    product = tariff.products.get(quote.product)
    version = product and _in_force(product["versions"], quote.on)
    if not product or not version or (version["tariff"] or {}).get("type") != "slab_table":
        raise NotPriced(product=quote.product, date=quote.on)
    minimum, maximum = product["weight"]["min_g"], version.get("max_g") or product["weight"]["max_g"]
    if not minimum <= quote.grams <= maximum:
        raise OverWeight(field="weight", product=product["name"], minimum=minimum, maximum=maximum)
    scheme = tariff.zone_schemes[version["tariff"]["zone_scheme"]]
    if scheme["kind"] != "distance":
        raise NotPriced(product=quote.product, date=quote.on)
    band = _band(scheme, quote.distance_km)
    slab = next((slab for slab in version["tariff"]["slabs"] if quote.grams <= slab["upto_g"]), None)
    if slab is None:  # the older tables go on in steps; they are history and not sold
        raise NotPriced(product=quote.product, date=quote.on)
    postage = slab["price_paise"][band["code"]]
    lines = [
        PriceLine(
            "POSTAGE", product["name"], postage, f"≤{slab['upto_g']} g, {band['label']}; {_sources(tariff, version)}"
        )
    ]
    services = 0
    for code in quote.services:
        service = _in_force(tariff.services.get(code, []), quote.on)
        if not service or code not in product["allowed_vas"] or service["fee"]["type"] != "flat":
            raise ServiceNotOffered(field=code.lower(), service=code, product=product["name"], date=quote.on)
        services += service["fee"]["paise"]
        lines.append(PriceLine(code, service["name"], service["fee"]["paise"], _sources(tariff, service)))
    head = _rupee_half_up(postage + services, product["gst_bp"] // GST_HEADS)
    lines.append(
        PriceLine(
            "GST",
            f"GST {product['gst_bp'] / 100:g} %",
            head * GST_HEADS,
            "CGST + SGST, each rounded half up to a rupee",
        )
    )
    return Price(
        product=quote.product,
        version_from=date.fromisoformat(version["effective_from"]),
        lines=tuple(lines),
        chargeable_grams=quote.grams,
        postage_paise=postage,
        discount_paise=0,
        services_paise=services,
        cgst_paise=head,
        sgst_paise=head,
    )


def _in_force(versions: Sequence[Any], on: date) -> Any:
    day = on.isoformat()
    return next(
        (v for v in versions if v["effective_from"] <= day and (v["effective_to"] is None or day <= v["effective_to"])),
        None,
    )


def _band(scheme: Any, distance_km: float | None) -> Any:
    """The band of a distance, rounded up to a whole kilometre first (assumption of the tariff file); None is local."""
    if distance_km is None:
        return scheme["bands"][0]
    whole = math.ceil(distance_km)
    return next(b for b in scheme["bands"][1:] if b["max_km"] is None or whole <= b["max_km"])


def _sources(tariff: Tariff, row: Any) -> str:
    first = tariff.sources[row["source_ids"][0]]
    return f"{first['title']}; confidence {row['confidence']}"


def _rupee_half_up(paise: int, basis_points: int) -> int:
    whole, rest = share_bp(paise, basis_points)
    in_ten_thousandths = whole * 10_000 + rest
    return (in_ten_thousandths + 500_000) // 1_000_000 * 100


def haversine_km(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Great-circle distance in km between two points in degrees (as the real system measures it: operations.md 1.5)."""
    phi, to_phi = math.radians(latitude), math.radians(to_latitude)
    half = math.sin((to_phi - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(to_phi) * math.sin(math.radians(to_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))
