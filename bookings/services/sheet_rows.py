"""A tariff's facts written as the rows of a sheet."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from apt.core.db import step
from bookings.models import (
    TariffBand,
    TariffDiscount,
    TariffLimit,
    TariffPrefix,
    TariffProduct,
    TariffRounding,
    TariffService,
    TariffSheet,
    TariffSlab,
    TariffSource,
    TariffVersion,
    TariffVolumetric,
    TariffZoning,
)
from bookings.rules.tariff import Tariff
from bookings.rules.tariff.facts import Product, Scheme, Version

DATED = (TariffVersion, TariffService, TariffDiscount, TariffRounding, TariffVolumetric, TariffZoning)


@step
def write_rows(*, sheet: TariffSheet, tariff: Tariff) -> None:
    """Thirteen statements, whatever the size of the tariff."""
    TariffSource.objects.bulk_create(
        TariffSource(sheet=sheet, code=one.code, grade=one.grade, title=one.title, url=one.url, dated=one.dated,
                     note=one.note)
        for one in tariff.sources.values()
    )  # fmt: skip
    TariffBand.objects.bulk_create(band for scheme in tariff.schemes.values() for band in _bands(sheet, scheme))
    _write_products(sheet, tariff)
    _write_services(sheet, tariff)
    TariffDiscount.objects.bulk_create(
        TariffDiscount(
            sheet=sheet, position=place, code=one.code, name=one.name, valid=_valid(one), bp=one.bp,
            products=list(one.products), channels=list(one.channels), confidence=one.confidence,
            sources=list(one.sources), note=one.note, conditions=list(one.conditions),
            volume=[[row.upto_rupees, row.non_town_bp, row.town_bp] for row in one.volume],
        )
        for place, one in enumerate(_each(tariff.discounts))
    )  # fmt: skip
    TariffRounding.objects.bulk_create(
        TariffRounding(sheet=sheet, position=place, rule=one.rule, valid=_valid(one), confidence=one.confidence,
                       sources=list(one.sources))
        for place, one in enumerate(tariff.rounding)
    )  # fmt: skip
    TariffVolumetric.objects.bulk_create(
        TariffVolumetric(sheet=sheet, position=place, divisor=one.divisor, valid=_valid(one), note=one.note,
                         sources=list(one.sources))
        for place, one in enumerate(tariff.volumetric)
    )  # fmt: skip
    _write_zonings(sheet, tariff)


@step
def bring_rows_into_force(*, sheet: TariffSheet, before: TariffSheet | None) -> None:
    """From now on the exclusion constraints speak of this sheet's rows alone."""
    for model in DATED:
        path = "product__sheet" if model is TariffVersion else "sheet"
        if before:
            model.objects.filter(**{path: before}).update(in_force=False)
        model.objects.filter(**{path: sheet}).update(in_force=True)


def _each(rows: Any) -> Iterable[Any]:
    return (row for several in rows.values() for row in several)


def _valid(row: Any) -> tuple[date | None, date | None]:
    """First and last day as [from, to)."""
    return row.first, row.last + timedelta(days=1) if row.last else None


def _bands(sheet: TariffSheet, scheme: Scheme) -> Iterable[TariffBand]:
    return (
        TariffBand(
            sheet=sheet, scheme=scheme.code, scheme_kind=scheme.kind, scheme_note=scheme.note, code=band.code,
            label=band.label, max_km=band.max_km, position=place,
        )
        for place, band in enumerate(scheme.bands)
    )  # fmt: skip


def _write_products(sheet: TariffSheet, tariff: Tariff) -> None:
    products = list(tariff.products.values())
    rows = TariffProduct.objects.bulk_create(_product(sheet, place, one) for place, one in enumerate(products))
    versions = [(row, place, one) for row, product in zip(rows, products, strict=True)
                for place, one in enumerate(product.versions)]  # fmt: skip
    made = TariffVersion.objects.bulk_create(_version(row, place, one) for row, place, one in versions)
    TariffSlab.objects.bulk_create(
        slab for version, (_row, _place, one) in zip(made, versions, strict=True) for slab in _slabs(version, one)
    )


def _product(sheet: TariffSheet, place: int, one: Product) -> TariffProduct:
    return TariffProduct(
        sheet=sheet, position=place, code=one.code, name=one.name, family=one.family, api_code=one.api_code,
        channels=list(one.channels), status=one.status, accountable=one.accountable, min_g=one.min_g, max_g=one.max_g,
        volumetric=one.volumetric, size=dict(one.size), services=list(one.services), discounts=list(one.discounts),
        rate_bp=one.gst_bp, notes=dict(one.notes),
    )  # fmt: skip


def _version(product: TariffProduct, place: int, one: Version) -> TariffVersion:
    return TariffVersion(
        product=product, position=place, code=product.code, valid=_valid(one), kind=one.kind, scheme=one.scheme,
        max_g=one.max_g, first_g=one.first_g, first_paise=one.first_paise, step_g=one.step_g, step_paise=one.step_paise,
        confidence=one.confidence, sources=list(one.sources), note=one.note,
    )  # fmt: skip


def _slabs(version: TariffVersion, one: Version) -> Iterable[TariffSlab]:
    for slab in one.slabs:
        for band, paise in slab.prices.items():
            yield TariffSlab(version=version, upto_g=slab.upto_g, band=band, paise=paise)
    if one.above:
        for band, paise in one.above.prices.items():
            yield TariffSlab(version=version, step_g=one.above.step_g, band=band, paise=paise)


def _write_services(sheet: TariffSheet, tariff: Tariff) -> None:
    services = list(_each(tariff.services))
    rows = TariffService.objects.bulk_create(
        TariffService(
            sheet=sheet, position=place, code=one.code, name=one.name, applies_to=one.applies_to, valid=_valid(one),
            fee_kind=one.fee_kind, fee=dict(one.fee), rate_bp=one.gst_bp, channels=list(one.channels),
            max_paise=one.max_paise, sub_limits=dict(one.sub_limits), confidence=one.confidence,
            sources=list(one.sources), note=one.note,
        )
        for place, one in enumerate(services)
    )  # fmt: skip
    TariffLimit.objects.bulk_create(
        TariffLimit(service=row, valid=_valid(limit), max_paise=limit.max_paise, sources=list(limit.sources))
        for row, one in zip(rows, services, strict=True)
        for limit in one.limits
    )


def _write_zonings(sheet: TariffSheet, tariff: Tariff) -> None:
    rows = TariffZoning.objects.bulk_create(
        TariffZoning(
            sheet=sheet, position=place, valid=_valid(one), local_km=one.local_km, local_digits=one.local_digits,
            confidence=one.confidence, sources=list(one.sources), note=one.note,
        )
        for place, one in enumerate(tariff.zonings)
    )  # fmt: skip
    TariffPrefix.objects.bulk_create(
        TariffPrefix(zoning=row, position=place, kind=one.kind, name=one.name, pin=one.pin)
        for row, zoning in zip(rows, tariff.zonings, strict=True)
        for place, one in enumerate(zoning.prefixes)
    )
