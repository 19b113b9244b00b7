"""A tariff file (bookings/data/README.md) read into facts, or refused with the place of the fault."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from bookings.errors import BadTariff

from .facts import (
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
    Tariff,
    Version,
    Volume,
    Volumetric,
    Zoning,
)

_DATA: Final = Path(__file__).parent.parent.parent / "data"
PACKAGED: Final = _DATA / "tariff.json"
ZONES: Final = _DATA / "zones.json"  # for files that say nothing of zones themselves
MAX_PAISE: Final = 10**13

Row = Mapping[str, Any]
T = TypeVar("T")

# What each kind of fee must say.
_TERMS: Final[Mapping[FeeKind, frozenset[str]]] = {
    FeeKind.FLAT: frozenset({"paise"}),
    FeeKind.INSURANCE: frozenset({"first_value_paise", "first_fee_paise", "step_value_paise", "step_fee_paise"}),
    FeeKind.COD: frozenset({"threshold_paise", "rate_bp_upto", "flat_over_paise", "rate_bp_excess"}),
    FeeKind.WEIGHT: frozenset({"first_g", "first_paise", "step_g", "step_paise"}),
}
_DIVISORS: Final = frozenset({"step_g", "first_g", "step_value_paise"})


def read_tariff(path: Path = PACKAGED) -> Tariff:
    """Raises BadTariff for a file that is no tariff, and OSError for one that cannot be opened."""
    return tariff_in(path.read_bytes())


def tariff_in(content: bytes) -> Tariff:
    """The same of a file's bytes."""
    try:
        raw = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadTariff(problem=f"JSON: {error}") from error
    return tariff_of(raw)


def tariff_of(raw: Any) -> Tariff:
    """The facts of a parsed file. Raises BadTariff, naming the row."""
    if not isinstance(raw, dict):
        raise BadTariff(problem="an object with products, vas, discounts ... is wanted")
    zoning = raw.get("zoning")
    if zoning is None:
        zoning = json.loads(ZONES.read_text(encoding="utf-8"))
    gst = raw.get("gst")
    return Tariff(
        products=_by_code("products", _rows(raw, "products"), _product),
        services=_lists("vas", _rows(raw, "vas"), _service),
        discounts=_lists("discounts", _rows(raw, "discounts"), _discount),
        schemes={
            code: _read(f"zone_schemes.{code}", row, partial(_scheme, code))
            for code, row in _objects(raw, "zone_schemes").items()
        },
        rounding=_read("gst", gst, _rounding),
        volumetric=_read("chargeable_weight", raw.get("chargeable_weight"), _volumetric),
        zonings=tuple(_read(f"zoning[{place}]", row, _zoning) for place, row in enumerate(_list("zoning", zoning))),
        sources={
            code: _read(f"sources.{code}", row, partial(_source, code))
            for code, row in _objects(raw, "sources").items()
        },
    )


# --- the rows --------------------------------------------------------------------------------------------------------


def _product(row: Row) -> Product:
    weight, size = row["weight"], dict(row.get("dimensions") or {})
    notes = {
        "weight": weight.get("disputed") or weight.get("note"),
        "size": size.get("disputed") or size.get("note"),
        "services": row.get("allowed_vas_note"),
        "gst": row.get("gst_note"),
    }
    limits = {key: value for key, value in size.items() if key.endswith(("_mm", "roll")) and value is not None}
    return Product(
        code=_code(row["code"]),
        name=_text(row["name"]),
        family=_text(row["family"]),
        channels=_texts(row["channels"]),
        status=_text(row["status"]),
        min_g=_count(weight["min_g"], least=1),
        max_g=_count(weight["max_g"], least=1),
        api_code=row.get("api_code") or "",
        accountable=_flag(row["accountable"]),
        volumetric=_flag(weight["volumetric"]),
        size=_size(limits),
        services=_texts(row["allowed_vas"]),
        discounts=_texts(row["discounts"]),
        gst_bp=_basis_points(row["gst_bp"]),
        notes={key: _text(value) for key, value in notes.items() if value},
        versions=tuple(
            _read(f"version {place + 1}", version, _version) for place, version in enumerate(_list("", row["versions"]))
        ),
    )


def _version(row: Row) -> Version:
    table = row["tariff"] or {}
    above = table.get("above")
    kind = Kind(table.get("type", ""))
    flat = kind == Kind.FLAT
    steps = kind == Kind.STEPS
    first = _day(row["effective_from"])
    if first is None:
        raise ValueError("effective_from is wanted")
    return Version(
        first=first,
        last=_day(row["effective_to"]),
        kind=kind,
        scheme=_text(table["zone_scheme"]) if kind else "",
        slabs=tuple(Slab(_count(slab["upto_g"], least=1), _prices(slab)) for slab in table.get("slabs", ())),
        above=Step(_count(above["step_g"], least=1), _prices(above)) if above else None,
        first_g=_count(table["first_g"], least=1) if steps else 0,
        first_paise=_paise(table["price_paise"] if flat else table["first_paise"]) if flat or steps else 0,
        step_g=_count(table["step_g"], least=1) if steps else 0,
        step_paise=_paise(table["step_paise"]) if steps else 0,
        max_g=_count(row["max_g"], least=1) if row.get("max_g") is not None else None,
        confidence=_text(row["confidence"]),
        sources=_texts(row["source_ids"]),
        note=row.get("note") or "",
    )


def _prices(row: Row) -> dict[str, int]:
    return {_text(band): _paise(paise) for band, paise in row["price_paise"].items()}


def _size(limits: dict[str, Any]) -> dict[str, Any]:
    """Limits in whole millimetres; of a list, an open place is None."""
    for value in limits.values():
        numbers = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
        for number in numbers:
            if number is not None:
                _count(number)
    return limits


def _service(row: Row) -> Service:
    fee = dict(row["fee"] or {})
    kind = FeeKind(fee.pop("type", ""))
    if set(fee) != _TERMS.get(kind, frozenset()):
        raise ValueError(f"a {kind or 'missing'} fee wants {sorted(_TERMS.get(kind, ()))}")
    return Service(
        code=_code(row["code"], 6),
        name=_text(row["name"]),
        applies_to=row.get("applies_to") or "",
        first=_day(row["effective_from"]),
        last=_day(row["effective_to"]),
        fee_kind=kind,
        fee={key: _count(value, least=key in _DIVISORS) for key, value in fee.items()},
        gst_bp=_basis_points(row["gst_bp"] or 0),
        channels=_texts(row.get("channels", ())),
        max_paise=_paise(row["max_value_paise"]) if row.get("max_value_paise") is not None else None,
        limits=tuple(
            Limit(
                _day(limit["effective_from"]),
                _day(limit["effective_to"]),
                _paise(limit["max_value_paise"]),
                _texts(limit["source_ids"]),
            )
            for limit in row.get("limits", ())
        ),
        sub_limits={key: _paise(value) for key, value in row.get("sub_limits", {}).items()},
        confidence=_text(row["confidence"]),
        sources=_texts(row["source_ids"]),
        note=row.get("note") or "",
    )


def _discount(row: Row) -> Discount:
    return Discount(
        code=_code(row["code"], 16),
        name=_text(row["name"]),
        first=_day(row["effective_from"]),
        last=_day(row["effective_to"]),
        products=_texts(row["products"]),
        channels=_texts(row["channels"]),
        bp=_basis_points(row["bp"]) if row["bp"] is not None else None,
        volume=tuple(
            Volume(
                _count(step["upto_rupees"]) if step["upto_rupees"] is not None else None,
                _basis_points(step["ntd_bp"]),
                _basis_points(step["td_bp"]),
            )
            for step in row.get("monthly_revenue_table", ())
        ),
        confidence=_text(row["confidence"]),
        sources=_texts(row["source_ids"]),
        conditions=_texts(row.get("conditions", ())),
        note=row.get("note") or "",
    )


def _scheme(code: str, row: Row) -> Scheme:
    kind = SchemeKind(row["kind"])
    longest = 5 if kind == SchemeKind.ZONE else 20
    bands = tuple(
        Band(_code(band["code"], longest), _text(band["label"]), band.get("max_km") and _count(band["max_km"], least=1))
        for band in row["bands"]
    )
    return Scheme(_code(code), kind, bands, row.get("note") or "")


def _rounding(row: Row) -> tuple[Rounding, ...]:
    """One rule for all days, unless the file dates its rules under `rounding`."""
    dated = row.get("rounding") or [{"rule": row["rounding_default"], "effective_from": None, "effective_to": None}]
    return tuple(
        Rounding(
            GstRule(one["rule"]),
            _day(one["effective_from"]),
            _day(one["effective_to"]),
            _text(row["confidence"]),
            _texts(row["source_ids"]),
        )
        for one in dated
    )


def _volumetric(row: Row) -> tuple[Volumetric, ...]:
    first, last = _day(row["effective_from"]), _day(row.get("effective_to"))
    divisor = _count(row["divisor_cm3_per_kg"], least=1)
    return (Volumetric(divisor, first, last, _texts(row["source_ids"]), row.get("note") or ""),)


def _zoning(row: Row) -> Zoning:
    prefixes = [
        Prefix(kind, _text(one["name"]), _text(pin))
        for kind, key in (("STATE", "states"), ("ZONE", "zones"), ("METRO", "metros"))
        for one in row[key]
        for pin in one["pins"]
    ]
    return Zoning(
        _day(row["effective_from"]),
        _day(row["effective_to"]),
        local_km=_count(row["local"]["within_km"]),
        local_digits=_count(row["local"]["same_pin_digits"]),
        prefixes=tuple(prefixes),
        confidence=_text(row["confidence"]),
        sources=_texts(row["source_ids"]),
        note=row.get("note") or "",
    )


def _source(code: str, row: Row) -> Source:
    return Source(
        _code(code), _text(row["grade"]), _text(row["title"]), row.get("url") or "", row.get("date") or "",
        row.get("note") or "",
    )  # fmt: skip


# --- their parts -----------------------------------------------------------------------------------------------------


def _read(where: str, row: Any, make: Callable[[Row], T]) -> T:
    try:
        return make(row)
    except BadTariff as inner:
        raise BadTariff(problem=f"{where}, {inner.values['problem']}") from inner
    except KeyError as missing:
        raise BadTariff(problem=f"{where}: {missing} is missing") from missing
    except (TypeError, ValueError, AttributeError) as error:
        raise BadTariff(problem=f"{where}: {error}") from error


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise BadTariff(problem=f"{name} must be a list")
    return value


def _rows(raw: Row, name: str) -> list[Any]:
    return _list(name, raw.get(name))


def _objects(raw: Row, name: str) -> dict[str, Any]:
    value = raw.get(name)
    if not isinstance(value, dict):
        raise BadTariff(problem=f"{name} must be an object")
    return value


def _by_code(name: str, rows: Iterable[Row], make: Callable[[Row], Product]) -> dict[str, Product]:
    found: dict[str, Product] = {}
    for place, row in enumerate(rows):
        one = _read(f"{name}[{place}]", row, make)
        if one.code in found:
            raise BadTariff(problem=f"{name}: {one.code} stands there twice")
        found[one.code] = one
    return found


S = TypeVar("S", Service, Discount)


def _lists(name: str, rows: Iterable[Row], make: Callable[[Row], S]) -> dict[str, tuple[S, ...]]:
    """Several rows of one code are its versions."""
    found: dict[str, list[S]] = {}
    for place, row in enumerate(rows):
        one = _read(f"{name}[{place}]", row, make)
        found.setdefault(one.code, []).append(one)
    return {code: tuple(versions) for code, versions in found.items()}


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 2000 or "\0" in value:
        raise ValueError(f"{value!r} is not a text")
    return value


def _code(value: Any, longest: int = 20) -> str:
    """Articles keep these codes, in columns of their own lengths."""
    if not re.fullmatch(rf"[A-Z0-9_]{{1,{longest}}}", _text(value)):
        raise ValueError(f"{value!r} is not a code of at most {longest} capitals, digits and _")
    return str(value)


def _texts(values: Any) -> tuple[str, ...]:
    if isinstance(values, str):
        raise TypeError("a list of texts is wanted")
    return tuple(_text(value) for value in values)


def _count(value: Any, *, least: int = 0) -> int:
    if type(value) is not int or not least <= value <= MAX_PAISE:
        raise ValueError(f"{value!r} is not a whole number from {int(least)}")
    return value


def _paise(value: Any) -> int:
    return _count(value)


def _basis_points(value: Any) -> int:
    if _count(value) > 10_000:
        raise ValueError(f"{value!r} is more than the whole")
    return int(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither true nor false")
    return value


def _day(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(value)
