"""What is wrong with a tariff sheet before it comes into force: gaps, overlaps, falling and missing prices, sources."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from .facts import Dated, FeeKind, Kind, Product, Scheme, SchemeKind, Slab, Tariff, Version

D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, or (`blocks` false) something to know. `where`: the day, slab and column."""

    about: str  # a product, a service, a discount
    where: str
    text: str
    blocks: bool = True


def check_tariff(tariff: Tariff) -> list[Finding]:
    """All findings, errors first, then by product as the sheet lists them."""
    found = [finding for product in tariff.products.values() for finding in _product(tariff, product)]
    for services in tariff.services.values():
        found += _dated(services[0].code, services)
        for service in services:
            if service.fee_kind != FeeKind.UNKNOWN:  # what has no fee is not sold, whoever wrote of it
                found += _sourced(tariff, service.code, _from(service.first), service)
                found += _dated(service.code, service.limits)
    for discounts in tariff.discounts.values():
        found += _dated(discounts[0].code, discounts)
        for discount in discounts:
            found += _sourced(tariff, discount.code, _from(discount.first), discount)
    for name, rows in (("GST", tariff.rounding), (_("Volumetric weight"), tariff.volumetric), ("PIN", tariff.zonings)):
        found += _dated(str(name), rows)
    if not tariff.rounding:
        found.append(Finding("GST", "", _("There is no rule for rounding GST.")))
    return sorted(found, key=lambda one: not one.blocks)


def _product(tariff: Tariff, product: Product) -> Iterator[Finding]:
    code = product.code
    if not product.versions:
        yield Finding(code, "", _("There is no version."))
    if product.min_g > product.max_g:
        yield Finding(code, "", _("The lowest weight is above the highest."))
    for name in product.services:
        if name not in tariff.services:
            yield Finding(code, name, _("This service is not in the sheet."))
    for name in product.discounts:
        if name not in tariff.discounts:
            yield Finding(code, name, _("This discount is not in the sheet."))
    yield from _dated(code, product.versions)
    for version in product.versions:
        where = _from(version.first)
        if version.kind == Kind.UNKNOWN:
            yield Finding(code, where, _("No tariff is known: it cannot be sold on these days."), blocks=False)
            continue
        yield from _sourced(tariff, code, where, version)
        yield from _priced(tariff, product, version, where)


def _dated(about: str, rows: Sequence[D]) -> Iterator[Finding]:
    """Days that have two rows, and days between two rows that have none."""
    ordered = sorted(rows, key=lambda row: row.first or date.min)
    for row in ordered:
        if row.last is not None and row.first is not None and row.last < row.first:
            yield Finding(about, _from(row.first), _("It ends before it begins."))
    for before, after in pairwise(ordered):
        if after.first is None or before.last is None or after.first <= before.last:
            yield Finding(about, _from(after.first), _("Two versions hold on one day."))
        elif after.first > before.last + timedelta(days=1):
            text = _("Nothing holds from {first} to {last}.")
            last = after.first - timedelta(days=1)
            yield Finding(about, _from(after.first), text.format(first=before.last + timedelta(days=1), last=last))


def _sourced(tariff: Tariff, about: str, where: str, row: Any) -> Iterator[Finding]:
    if not row.sources:
        yield Finding(about, where, _("No source is named."))
    for code in row.sources:
        if code not in tariff.sources:
            yield Finding(about, where, _("The source {code} is not in the sheet.").format(code=code))
    if row.confidence == "low":
        yield Finding(about, where, _("Confidence is low: confirm it before relying on it."), blocks=False)


def _priced(tariff: Tariff, product: Product, version: Version, where: str) -> Iterator[Finding]:
    scheme = tariff.schemes.get(version.scheme)
    if scheme is None or not scheme.bands:
        yield Finding(
            product.code, where, _("Its columns {scheme} are not in the sheet.").format(scheme=version.scheme)
        )
        return
    if scheme.kind == SchemeKind.DISTANCE and not _reaches_everywhere(scheme):
        yield Finding(product.code, where, _("The columns do not go on to any distance, in order."))
    if version.kind != Kind.SLABS:
        return
    if not version.slabs:
        yield Finding(product.code, where, _("There is no slab."))
        return
    missing = list(_missing(product.code, version, scheme, where))
    yield from missing
    if not missing:
        yield from _falling(product.code, version, scheme, where)
    most = version.max_g or product.max_g
    if version.above is None and version.slabs[-1].upto_g < most:
        text = _("Nothing is priced between {upto} g and the limit of {most} g.")
        yield Finding(product.code, where, text.format(upto=version.slabs[-1].upto_g, most=most))


def _reaches_everywhere(scheme: Scheme) -> bool:
    ends = [band.max_km for band in scheme.bands[1:]]
    closed = [end for end in ends[:-1] if end is not None]
    return bool(ends) and ends[-1] is None and len(closed) == len(ends) - 1 and closed == sorted(set(closed))


def _missing(code: str, version: Version, scheme: Scheme, where: str) -> Iterator[Finding]:
    rows = [(_upto(slab), slab.prices) for slab in version.slabs]
    if version.above:
        rows.append((_("each further {step} g").format(step=version.above.step_g), version.above.prices))
    wanted = {band.code for band in scheme.bands}
    for name, prices in rows:
        for band in sorted(wanted - set(prices)):
            yield Finding(code, f"{where}, {name}, {band}", _("There is no price."))
        for band in sorted(set(prices) - wanted):
            yield Finding(code, f"{where}, {name}, {band}", _("There is a price for a column that does not exist."))


def _falling(code: str, version: Version, scheme: Scheme, where: str) -> Iterator[Finding]:
    for before, slab in pairwise(version.slabs):
        if slab.upto_g <= before.upto_g:
            yield Finding(code, f"{where}, {_upto(slab)}", _("The slabs are not in order of weight."))
        for band in scheme.bands:
            if slab.prices[band.code] < before.prices[band.code]:
                text = _("A heavier article costs less: {after} after {before} paise.")
                said = text.format(after=slab.prices[band.code], before=before.prices[band.code])
                yield Finding(code, f"{where}, {_upto(slab)}, {band.code}", said)
    above = [Slab(0, version.above.prices)] if version.above else []
    for slab in [*version.slabs, *above]:
        for near, far in pairwise(scheme.bands):
            if slab.prices[far.code] < slab.prices[near.code]:
                text = _("Farther costs less: {after} after {before} paise.")
                said = text.format(after=slab.prices[far.code], before=slab.prices[near.code])
                yield Finding(code, f"{where}, {_upto(slab)}, {far.code}", said)


def _upto(slab: Slab) -> str:
    return _("up to {upto} g").format(upto=slab.upto_g) if slab.upto_g else _("further steps")


def _from(first: date | None) -> str:
    return _("from {first}").format(first=first) if first else ""
