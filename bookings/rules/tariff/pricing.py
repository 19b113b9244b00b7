"""What it costs: a pure function of the dated tariff and of what is asked. Amounts first, reasons on demand."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from apt.core.money import half_up
from bookings.errors import (
    DistanceMissing,
    NotPriced,
    OverWeight,
    TariffNotPublished,
    UnknownProduct,
    ZoneMissing,
)

from . import reasons
from .asking import Quote
from .facts import (
    LOCAL,
    Band,
    Discount,
    GstRule,
    Kind,
    Product,
    Rounding,
    Scheme,
    SchemeKind,
    Service,
    Tariff,
    Version,
    in_force,
)
from .fees import WHOLE_BP, check_channel, discount_asked, fee, services_asked
from .names import said
from .weighing import chargeable_grams, check_size

GST_HEADS: Final = 2  # CGST and SGST, half of the rate each
ROUNDED_TO: Final = {GstRule.RUPEE_PER_HEAD: 100, GstRule.EXACT_PAISE: 1}


@dataclass(frozen=True, slots=True)
class Charged:
    """A service and its fee."""

    service: Service
    paise: int


@dataclass(frozen=True, slots=True)
class Price:
    """All amounts in paise. `taxable` = postage - discount + services; `total` = taxable + CGST + SGST.

    `lines` and `explain()` are made when asked for: a batch of a lakh wants amounts alone.
    """

    tariff: Tariff
    quote: Quote
    of: Product
    version: Version
    band: Band
    charged: tuple[Charged, ...]
    reduced_by: Discount | None
    discount_bp: int
    rounding: Rounding
    chargeable_grams: int
    postage_paise: int
    discount_paise: int  # positive, taken off the postage
    services_paise: int
    cgst_paise: int
    sgst_paise: int

    @property
    def product(self) -> str:
        return self.of.code

    @property
    def version_from(self) -> date:
        return self.version.first

    @property
    def taxable_paise(self) -> int:
        return self.postage_paise - self.discount_paise + self.services_paise

    @property
    def gst_paise(self) -> int:
        return self.cgst_paise + self.sgst_paise

    @property
    def total_paise(self) -> int:
        return self.taxable_paise + self.gst_paise

    @property
    def lines(self) -> tuple[reasons.PriceLine, ...]:
        """The parts of the total, each with its reasons; their sum is the total."""
        return reasons.lines(self)

    def explain(self) -> tuple[reasons.Reason, ...]:
        """Why this price: one line each for slab, distance or zone, rule, notification and date, confidence."""
        return reasons.explain(self)


def price(tariff: Tariff, quote: Quote) -> Price:
    """Price one article. Pure; a refusal says what is wrong and that no money moved.

    Raises UnknownProduct, NotPriced, TariffNotPublished, OverWeight, SizeOutsideLimits, DistanceMissing, ZoneMissing,
    and what `fees` raises about services, discounts and channels.
    """
    product = tariff.products.get(quote.product)
    if product is None:
        raise UnknownProduct(field="product", product=quote.product)
    version = in_force(product.versions, quote.on)
    if version is None:
        raise NotPriced(field="product", product=said(product.name), date=quote.on)
    if version.kind == Kind.UNKNOWN:
        raise TariffNotPublished(field="product", product=said(product.name), date=quote.on)
    most = version.max_g or product.max_g
    if not product.min_g <= quote.grams <= most:
        raise OverWeight(field="weight", product=said(product.name), minimum=product.min_g, maximum=most)
    if quote.size_mm is not None:
        check_size(product, quote.size_mm, roll=quote.roll)
    volumetric = in_force(tariff.volumetric, quote.on) if quote.size_mm is not None else None
    grams = chargeable_grams(product, volumetric, quote.grams, quote.size_mm, roll=quote.roll)
    band = band_of(tariff.schemes[version.scheme], product, quote)
    postage = postage_of(version, grams, band.code)
    if postage is None:
        raise OverWeight(
            field="weight", product=said(product.name), minimum=product.min_g, maximum=version.slabs[-1].upto_g
        )
    services = services_asked(tariff, product, quote) if quote.services else []
    asked = discount_asked(tariff, product, quote)
    discount, discount_bp = asked or (None, 0)
    check_channel(product, quote, services, discount)
    charged = tuple(Charged(service, fee(service, quote, grams)) for service in services)
    reduction = half_up(postage * discount_bp, WHOLE_BP)
    rounding = in_force(tariff.rounding, quote.on)
    if rounding is None:
        raise NotPriced(field="product", product=said(product.name), date=quote.on)
    head = _gst_head(product, postage - reduction, charged, ROUNDED_TO[rounding.rule])
    return Price(
        tariff,
        quote,
        product,
        version,
        band,
        charged,
        discount,
        discount_bp,
        rounding,
        chargeable_grams=grams,
        postage_paise=postage,
        discount_paise=reduction,
        services_paise=sum(one.paise for one in charged),
        cgst_paise=head,
        sgst_paise=head,
    )


def band_of(scheme: Scheme, product: Product, quote: Quote) -> Band:
    """The column of the table. Kilometres count upwards to whole ones (assumption of the tariff file)."""
    bands = scheme.bands
    if scheme.kind == SchemeKind.FLAT:
        return bands[0]
    code = LOCAL if quote.local else quote.zone
    if scheme.kind == SchemeKind.ZONE or code == LOCAL:
        band = scheme.band(code)
        if band is None:
            raise ZoneMissing(field="zone", product=said(product.name), zones=", ".join(one.code for one in bands))
        return band
    if quote.distance_km is None:
        raise DistanceMissing(field="distance", product=said(product.name))
    whole = math.ceil(quote.distance_km)
    return next(band for band in bands if band.code != LOCAL and (band.max_km is None or whole <= band.max_km))


def postage_of(version: Version, grams: int, band: str) -> int | None:
    """Paise for a weight in a column; None above the last slab of a table that does not go on."""
    if version.kind == Kind.SLABS:
        for slab in version.slabs:
            if grams <= slab.upto_g:
                return slab.prices[band]
        last, above = version.slabs[-1], version.above
        if above is None:
            return None
        return last.prices[band] - (last.upto_g - grams) // above.step_g * above.prices[band]
    if version.kind == Kind.STEPS:
        return version.first_paise + max(0, -((version.first_g - grams) // version.step_g)) * version.step_paise
    return version.first_paise


def _gst_head(product: Product, postage: int, charged: Sequence[Charged], unit: int) -> int:
    """CGST, and SGST the same: half of the rate on all that bears that rate, rounded once."""
    by_rate = {product.gst_bp: postage}
    for one in charged:
        by_rate[one.service.gst_bp] = by_rate.get(one.service.gst_bp, 0) + one.paise
    return sum(half_up(amount * rate, WHOLE_BP * GST_HEADS, unit=unit) for rate, amount in by_rate.items() if rate)
