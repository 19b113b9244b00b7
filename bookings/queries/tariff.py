"""The tariff in force, sheets as facts, and what a replay found."""

import functools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from bookings.models import (
    TariffBand,
    TariffDiscount,
    TariffLimit,
    TariffPrefix,
    TariffProduct,
    TariffReplay,
    TariffReplayLine,
    TariffRounding,
    TariffService,
    TariffSheet,
    TariffSlab,
    TariffSource,
    TariffVersion,
    TariffVolumetric,
    TariffZoning,
)
from bookings.rules.sheets import SheetState
from bookings.rules.tariff import Tariff, read_tariff
from bookings.rules.tariff.facts import (
    Band,
    Discount,
    FeeKind,
    GstRule,
    Kind,
    Limit,
    Prefix,
    Product,
    Rounding,
    Scheme,
    SchemeKind,
    Service,
    Slab,
    Source,
    Step,
    Version,
    Volume,
    Volumetric,
    Zoning,
)
from offices.models import Office
from offices.rules import Kind as OfficeKind


@functools.cache
def packaged() -> Tariff:
    """The tariff that the software brings along; in force until a sheet is."""
    return read_tariff()


def tariff() -> Tariff:
    """The tariff in force: one query, the sheet itself read once a process."""
    return tariff_with(sha256_in_force())


def sha256_in_force() -> str | None:
    """Which sheet is in force; None before the first. One query."""
    found = TariffSheet.objects.filter(state=SheetState.APPROVED).order_by("id")
    return found.values_list("sha256", flat=True).first()


@functools.lru_cache(maxsize=2)
def _approved(sha256: str) -> Tariff:
    # Whatever its state by now: the sum names the facts, and a newer sheet has another.
    return tariff_of_sheet(TariffSheet.objects.filter(sha256=sha256).order_by("-id")[0])


def tariff_with(sha256: str | None) -> Tariff:
    """The tariff in force, by the sum that names it: asked of the database once a process and sheet."""
    found = _approved(sha256) if sha256 else packaged()
    _AtHand.tariff = found
    return found


class _AtHand:
    tariff: Tariff | None = None


def tariff_at_hand() -> Tariff:
    """For names and hints beside a price: what this process priced by last, maybe not the latest. No query."""
    return _AtHand.tariff or packaged()


def sheet_in_force() -> TariffSheet | None:
    return TariffSheet.objects.filter(state=SheetState.APPROVED).order_by("id").first()


def sheets() -> list[TariffSheet]:
    """All sheets, the latest first. One query."""
    return list(TariffSheet.objects.select_related("approved_by", "loaded_by").order_by("-id"))


# --- a sheet's rows as facts ------------------------------------------------------------------------------------------


def tariff_of_sheet(sheet: TariffSheet) -> Tariff:
    """The facts of a sheet. Twelve queries, whatever its size."""
    slabs = _grouped(TariffSlab.objects.filter(version__product__sheet=sheet).order_by("id"), "version_id")
    versions = _grouped(TariffVersion.objects.filter(product__sheet=sheet).order_by("position", "id"), "product_id")
    limits = _grouped(TariffLimit.objects.filter(service__sheet=sheet).order_by("id"), "service_id")
    prefixes = _grouped(TariffPrefix.objects.filter(zoning__sheet=sheet).order_by("position", "id"), "zoning_id")
    services: dict[str, tuple[Service, ...]] = {}
    for row in TariffService.objects.filter(sheet=sheet).order_by("position", "id"):
        services[row.code] = (*services.get(row.code, ()), _service(row, limits[row.pk]))
    discounts: dict[str, tuple[Discount, ...]] = {}
    for one in TariffDiscount.objects.filter(sheet=sheet).order_by("position", "id"):
        discounts[one.code] = (*discounts.get(one.code, ()), _discount(one))
    return Tariff(
        products={
            row.code: _product(row, [(version, slabs[version.pk]) for version in versions[row.pk]])
            for row in TariffProduct.objects.filter(sheet=sheet).order_by("position", "id")
        },
        services=services,
        discounts=discounts,
        schemes=_schemes(TariffBand.objects.filter(sheet=sheet).order_by("position", "id")),
        rounding=tuple(
            Rounding(GstRule(row.rule), *_days(row.valid), row.confidence, tuple(row.sources))
            for row in TariffRounding.objects.filter(sheet=sheet).order_by("position", "id")
        ),
        volumetric=tuple(
            Volumetric(row.divisor, *_days(row.valid), tuple(row.sources), row.note)
            for row in TariffVolumetric.objects.filter(sheet=sheet).order_by("position", "id")
        ),
        zonings=tuple(
            _zoning(row, prefixes[row.pk])
            for row in TariffZoning.objects.filter(sheet=sheet).order_by("position", "id")
        ),
        sources={
            row.code: Source(row.code, row.grade, row.title, row.url, row.dated, row.note)
            for row in TariffSource.objects.filter(sheet=sheet).order_by("id")
        },
    )


def _grouped(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def _days(valid: Any) -> tuple[Any, Any]:
    """[from, to) as the first and the last day."""
    return valid.lower, valid.upper - timedelta(days=1) if valid.upper else None


def _product(row: TariffProduct, versions: Sequence[tuple[TariffVersion, list[TariffSlab]]]) -> Product:
    return Product(
        code=row.code,
        name=row.name,
        family=row.family,
        channels=tuple(row.channels),
        status=row.status,
        min_g=row.min_g,
        max_g=row.max_g,
        api_code=row.api_code,
        accountable=row.accountable,
        volumetric=row.volumetric,
        size=row.size,
        services=tuple(row.services),
        discounts=tuple(row.discounts),
        gst_bp=row.rate_bp,
        notes=row.notes,
        versions=tuple(_version(version, slabs) for version, slabs in versions),
    )


def _version(row: TariffVersion, rows: list[TariffSlab]) -> Version:
    table: dict[int, dict[str, int]] = {}
    above: Step | None = None
    for slab in rows:
        if slab.upto_g is not None:
            table.setdefault(slab.upto_g, {})[slab.band] = slab.paise
        elif slab.step_g is not None:
            above = Step(slab.step_g, {**(above.prices if above else {}), slab.band: slab.paise})
    first, last = _days(row.valid)
    return Version(
        first=first,
        last=last,
        kind=Kind(row.kind),
        scheme=row.scheme,
        slabs=tuple(Slab(upto, prices) for upto, prices in table.items()),
        above=above,
        first_g=row.first_g,
        first_paise=row.first_paise,
        step_g=row.step_g,
        step_paise=row.step_paise,
        max_g=row.max_g,
        confidence=row.confidence,
        sources=tuple(row.sources),
        note=row.note,
    )


def _service(row: TariffService, limits: list[TariffLimit]) -> Service:
    first, last = _days(row.valid)
    return Service(
        code=row.code,
        name=row.name,
        applies_to=row.applies_to,
        first=first,
        last=last,
        fee_kind=FeeKind(row.fee_kind),
        fee=row.fee,
        gst_bp=row.rate_bp,
        channels=tuple(row.channels),
        max_paise=row.max_paise,
        limits=tuple(Limit(*_days(limit.valid), limit.max_paise, tuple(limit.sources)) for limit in limits),
        sub_limits=row.sub_limits,
        confidence=row.confidence,
        sources=tuple(row.sources),
        note=row.note,
    )


def _discount(row: TariffDiscount) -> Discount:
    first, last = _days(row.valid)
    return Discount(
        code=row.code,
        name=row.name,
        first=first,
        last=last,
        products=tuple(row.products),
        channels=tuple(row.channels),
        bp=row.bp,
        volume=tuple(Volume(*step) for step in row.volume),
        confidence=row.confidence,
        sources=tuple(row.sources),
        conditions=tuple(row.conditions),
        note=row.note,
    )


def _schemes(rows: Iterable[TariffBand]) -> dict[str, Scheme]:
    found: dict[str, Scheme] = {}
    for row in rows:
        before = found[row.scheme].bands if row.scheme in found else ()
        bands = (*before, Band(row.code, row.label, row.max_km))
        found[row.scheme] = Scheme(row.scheme, SchemeKind(row.scheme_kind), bands, row.scheme_note)
    return found


def _zoning(row: TariffZoning, rows: list[TariffPrefix]) -> Zoning:
    prefixes = tuple(Prefix(one.kind, one.name, one.pin) for one in rows)
    return Zoning(
        *_days(row.valid), row.local_km, row.local_digits, prefixes, row.confidence, tuple(row.sources), row.note
    )


# --- replays ----------------------------------------------------------------------------------------------------------


class Effect(NamedTuple):
    """What a sheet would have done to the bookings of one product in one circle."""

    line: TariffReplayLine
    circle: str

    @property
    def change_paise(self) -> int:
        return self.line.after_paise - self.line.before_paise


def latest_replay(sheet: TariffSheet) -> TariffReplay | None:
    return sheet.replays.select_related("asked_by").order_by("-id").first()


def effects(replay: TariffReplay) -> list[Effect]:
    """By product and circle. Two queries."""
    circles = Office.objects.filter(kind=OfficeKind.CIRCLE).order_by("code")
    names = dict(circles.values_list("code", "name"))
    return [Effect(line, names.get(line.circle, "")) for line in replay.lines.order_by("product", "circle")]
