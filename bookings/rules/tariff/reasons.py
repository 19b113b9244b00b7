"""Why this price: sentences made from the facts that were used, one line each. Nothing here decides an amount."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from apt.core.clock import day_in_words
from apt.core.money import format_paise, group_indian

from .facts import LOCAL, Discount, FeeKind, GstRule, Kind, Rounding, SchemeKind, Service, Tariff, Version, in_force
from .names import said
from .weighing import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .pricing import Charged, Price


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line of a price: what, how many paise, and why (rule, source, confidence)."""

    code: str
    label: str
    paise: int
    why: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of the explanation, under a heading of one word or two."""

    code: str
    label: str
    text: str


def lines(price: Price) -> tuple[PriceLine, ...]:
    found = [
        PriceLine(
            "POSTAGE", said(price.of.name), price.postage_paise, _joined(_postage(price)) + f" {_trust(price.version)}"
        )
    ]
    if price.reduced_by:
        why = _joined([_discount(price, price.reduced_by)])
        found.append(PriceLine("DISCOUNT", said(price.reduced_by.name), -price.discount_paise, why))
    found += [
        PriceLine(one.service.code, said(one.service.name), one.paise, _joined([_service(price, one)]))
        for one in price.charged
    ]
    found.append(PriceLine("GST", gst_label(price), price.gst_paise, _joined([_gst(price)])))
    return tuple(found)


def explain(price: Price) -> tuple[Reason, ...]:
    word = confidence_word(price.version.confidence)
    found = [*_postage(price), Reason("CONFIDENCE", _("Confidence"), word)]
    if price.reduced_by:
        found.append(_discount(price, price.reduced_by))
    found += [_service(price, one) for one in price.charged]
    found.append(_gst(price))
    if price.version.note:
        found.append(Reason("NOTE", _("Remark"), price.version.note))
    return tuple(found)


def gst_label(price: Price) -> str:
    return _("GST {rate} % (CGST + SGST)").format(rate=f"{price.of.gst_bp / 100:g}")


def _joined(reasons: Sequence[Reason]) -> str:
    return " ".join(one.text for one in reasons)


# --- the postage -----------------------------------------------------------------------------------------------------


def _postage(price: Price) -> tuple[Reason, ...]:
    version, tariff = price.version, price.tariff
    return (
        Reason("WEIGHT", _("Weight"), _weight(price)),
        Reason("SLAB", _("Slab"), _slab(price)),
        Reason("PLACE", _("Distance or zone"), _place(price)),
        Reason("RULE", _("Rule"), _rule(price)),
        Reason("NOTIFICATION", _("Notification"), cited(tariff, version.sources)),
    )


def _weight(price: Price) -> str:
    asked, grams = price.quote, group_indian(price.chargeable_grams)
    if price.chargeable_grams == asked.grams:
        return _("{grams} g are charged, as weighed.").format(grams=grams)
    rule = in_force(price.tariff.volumetric, asked.on)
    text = _("{grams} g are charged: {size} at {divisor} cm³ a kilogram weigh more than the {weighed} g on the scale.")
    divisor = rule.divisor if rule else 0
    return text.format(
        grams=grams, size=in_words(asked.size_mm or ()), divisor=divisor, weighed=group_indian(asked.grams)
    )


def _slab(price: Price) -> str:
    version, grams = price.version, price.chargeable_grams
    if version.kind == Kind.FREE:
        return _("Free of postage.")
    if version.kind == Kind.FLAT:
        return _("{price} for one, whatever it weighs.").format(price=format_paise(version.first_paise))
    if version.kind == Kind.STEPS:
        text = _("{first} for the first {first_g} g, then {step} for each {step_g} g or part.")
        return text.format(
            first=format_paise(version.first_paise),
            first_g=version.first_g,
            step=format_paise(version.step_paise),
            step_g=version.step_g,
        )
    found = next((slab for slab in version.slabs if grams <= slab.upto_g), None)
    if found:
        text = _("Up to {upto} g: {price}.")
        return text.format(upto=group_indian(found.upto_g), price=format_paise(found.prices[price.band.code]))
    last, above = version.slabs[-1], version.above
    text = _("{price} up to {upto} g, then {step} for each {step_g} g or part.")
    return text.format(
        price=format_paise(last.prices[price.band.code]),
        upto=group_indian(last.upto_g),
        step=format_paise(above.prices[price.band.code] if above else 0),
        step_g=group_indian(above.step_g if above else 0),
    )


def _place(price: Price) -> str:
    asked = price.quote
    scheme = price.tariff.schemes[price.version.scheme]
    zoning = in_force(price.tariff.zonings, asked.on)
    if scheme.kind == SchemeKind.FLAT:
        return _("One price for all India.")
    if price.band.code == LOCAL:
        if zoning is None:
            return _("Local.")
        text = _("Local: one office, or the first {digits} digits of the PIN agree within {km} km (our assumption).")
        return text.format(digits=zoning.local_digits, km=zoning.local_km)
    if scheme.kind == SchemeKind.ZONE:
        text = _("Zone {zone}. Which zone is our assumption, confidence {confidence}.")
        return text.format(zone=said(price.band.label), confidence=confidence_word(zoning.confidence if zoning else ""))
    km = math.ceil(asked.distance_km or 0)
    text = _("{band}: {km} km in a straight line between the two offices, counted up to whole kilometres.")
    return text.format(band=said(price.band.label), km=group_indian(km))


def _rule(price: Price) -> str:
    return _("{product}, in force from {first}.").format(
        product=said(price.of.name), first=day_in_words(price.version.first)
    )


# --- the rest --------------------------------------------------------------------------------------------------------


def _service(price: Price, charged: Charged) -> Reason:
    service = charged.service
    text = " ".join([_terms(service), _since(service), cited(price.tariff, service.sources), _trust(service)])
    return Reason(service.code, said(service.name), text)


def _terms(service: Service) -> str:
    terms, money = service.fee, format_paise
    if service.fee_kind == FeeKind.INSURANCE:
        return _("{first} up to a value of {value}, then {step} for each {each} or part.").format(
            first=money(terms["first_fee_paise"]),
            value=money(terms["first_value_paise"]),
            step=money(terms["step_fee_paise"]),
            each=money(terms["step_value_paise"]),
        )
    if service.fee_kind == FeeKind.COD:
        return _("{low} % up to {threshold}; above that {flat} and {high} % of the excess.").format(
            low=f"{terms['rate_bp_upto'] / 100:g}",
            threshold=money(terms["threshold_paise"]),
            flat=money(terms["flat_over_paise"]),
            high=f"{terms['rate_bp_excess'] / 100:g}",
        )
    if service.fee_kind == FeeKind.WEIGHT:
        return _("{first} for the first {first_g} g, then {step} for each {step_g} g or part.").format(
            first=money(terms["first_paise"]),
            first_g=terms["first_g"],
            step=money(terms["step_paise"]),
            step_g=terms["step_g"],
        )
    return _("{price} each.").format(price=money(terms["paise"]))


def _discount(price: Price, discount: Discount) -> Reason:
    text = _("{rate} % of the postage, nothing of the services.").format(rate=f"{price.discount_bp / 100:g}")
    parts = [text, _since(discount), cited(price.tariff, discount.sources), _trust(discount)]
    return Reason("DISCOUNT", said(discount.name), " ".join(parts))


def _gst(price: Price) -> Reason:
    if not price.of.gst_bp:
        return Reason("GST", gst_label(price), price.of.notes.get("gst", "") or _("No GST is charged."))
    rule = price.rounding
    text = (
        _("CGST and SGST on {taxable}, each rounded half up to a whole rupee.")
        if rule.rule == GstRule.RUPEE_PER_HEAD
        else _("CGST and SGST on {taxable}, each rounded half up to the paisa.")
    )
    parts = [text.format(taxable=format_paise(price.taxable_paise)), cited(price.tariff, rule.sources), _trust(rule)]
    return Reason("GST", gst_label(price), " ".join(parts))


# --- their parts -----------------------------------------------------------------------------------------------------


def cited(tariff: Tariff, codes: Sequence[str]) -> str:
    """The first source, which is the one that the figure was taken from, with its date and its grade."""
    source = next((tariff.sources[code] for code in codes if code in tariff.sources), None)
    if source is None:
        return _("No source is named.")
    said = source.title + (f", {source.dated}" if source.dated else "")
    return _("{source} ({grade}).").format(source=said, grade=grade_word(source.grade))


def grade_word(grade: str) -> str:
    words = {
        "gazette": _("gazette"),
        "official": _("official"),
        "press": _("press"),
        "blog": _("staff blog"),
        "code": _("public code"),
    }
    return words.get(grade, grade)


def confidence_word(confidence: str) -> str:
    words = {"high": _("high"), "medium": _("medium"), "low": _("low"), "none": _("none")}
    return words.get(confidence, confidence)


def _trust(row: Version | Service | Discount | Rounding) -> str:
    return _("Confidence: {word}.").format(word=confidence_word(row.confidence))


def _since(row: Service | Discount) -> str:
    return _("In force from {first}.").format(first=day_in_words(row.first)) if row.first else ""
