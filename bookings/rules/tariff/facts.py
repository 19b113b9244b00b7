"""What a tariff holds: products and their dated versions, services, discounts, zones, GST; each with its sources."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final, Protocol, TypeVar


class Kind(StrEnum):
    """How a version of a product prices a weight."""

    SLABS = "slab_table"
    STEPS = "incremental"
    FLAT = "flat"
    FREE = "free"
    UNKNOWN = ""  # the product is known, no tariff of it was found


class FeeKind(StrEnum):
    FLAT = "flat"
    INSURANCE = "insurance"
    COD = "cod"
    WEIGHT = "weight_step"
    UNKNOWN = ""


class SchemeKind(StrEnum):
    DISTANCE = "distance"
    ZONE = "zone"
    FLAT = "flat"


class GstRule(StrEnum):
    """How each of CGST and SGST is rounded (tariff.md, section 6)."""

    RUPEE_PER_HEAD = "APT_RUPEE_PER_HEAD"
    EXACT_PAISE = "EXACT_PAISE"


class Channel(StrEnum):
    RETAIL = "RETAIL"
    CONTRACT = "CONTRACT"


LOCAL: Final = "LOCAL"
WITHIN_STATE: Final = "WS"
ZONE_METRO: Final = "ZM"
OTHER_STATES: Final = "OS"
ANYWHERE: Final = "ANY"  # the one band of products that cost the same all over India


class Dated(Protocol):
    """In force from `first` (None: always was) to `last` (None: until something else is)."""

    @property
    def first(self) -> date | None: ...
    @property
    def last(self) -> date | None: ...


D = TypeVar("D", bound=Dated)


def in_force(rows: Iterable[D], on: date) -> D | None:
    for row in rows:
        if (row.first is None or row.first <= on) and (row.last is None or on <= row.last):
            return row
    return None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from: a notification, a memorandum, press or code, and how far it can be trusted."""

    code: str
    grade: str
    title: str
    url: str = ""
    dated: str = ""  # as the source says it: a day, a month or a year
    note: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    code: str
    label: str
    max_km: int | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """The columns of a table: bands of distance, zones, or one for all India."""

    code: str
    kind: SchemeKind
    bands: tuple[Band, ...]
    note: str = ""

    def band(self, code: str) -> Band | None:
        return next((band for band in self.bands if band.code == code), None)


@dataclass(frozen=True, slots=True)
class Slab:
    upto_g: int
    prices: Mapping[str, int]  # paise before GST, by band


@dataclass(frozen=True, slots=True)
class Step:
    """What each further `step_g` or part of it costs above the last slab."""

    step_g: int
    prices: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Version:
    """A product's tariff from one day to another, both days included."""

    first: date
    last: date | None
    kind: Kind
    scheme: str = ""
    slabs: tuple[Slab, ...] = ()
    above: Step | None = None
    first_g: int = 0
    first_paise: int = 0  # of a flat tariff: the price
    step_g: int = 0
    step_paise: int = 0
    max_g: int | None = None  # where it differed from the product's
    confidence: str = ""
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    code: str
    name: str
    family: str
    channels: tuple[str, ...]
    status: str
    min_g: int
    max_g: int
    api_code: str = ""
    accountable: bool = False
    volumetric: bool = False
    size: Mapping[str, Any] = field(default_factory=dict)  # as the tariff gives it: rules/tariff/weighing.py reads it
    services: tuple[str, ...] = ()
    discounts: tuple[str, ...] = ()
    gst_bp: int = 0
    notes: Mapping[str, str] = field(default_factory=dict)  # doubts, by what they are about
    versions: tuple[Version, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """The highest value that may be insured, from one day to another."""

    first: date | None
    last: date | None
    max_paise: int
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    code: str
    name: str
    applies_to: str
    first: date | None
    last: date | None
    fee_kind: FeeKind
    fee: Mapping[str, int] = field(default_factory=dict)  # the terms of the fee, by the tariff's own names
    gst_bp: int = 0
    channels: tuple[str, ...] = ()  # none: all
    max_paise: int | None = None
    limits: tuple[Limit, ...] = ()
    sub_limits: Mapping[str, int] = field(default_factory=dict)
    confidence: str = ""
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Volume:
    """A step of a volume discount: monthly business up to so many rupees, and the discount in basis points."""

    upto_rupees: int | None
    non_town_bp: int
    town_bp: int


@dataclass(frozen=True, slots=True)
class Discount:
    code: str
    name: str
    first: date | None
    last: date | None
    products: tuple[str, ...]
    channels: tuple[str, ...] = ()
    bp: int | None = None  # None: by volume, the basis points are asked for
    volume: tuple[Volume, ...] = ()
    confidence: str = ""
    sources: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rounding:
    rule: GstRule
    first: date | None
    last: date | None
    confidence: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Volumetric:
    """Size counts as weight: so many cubic centimetres a kilogram."""

    divisor: int
    first: date | None
    last: date | None
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Prefix:
    """PINs beginning so belong to a zone, to a metro city, or count as another state's."""

    kind: str  # ZONE, METRO, STATE
    name: str
    pin: str


@dataclass(frozen=True, slots=True)
class Zoning:
    """How zones and "local" are told from two offices: maintained by hand, since no source settles it."""

    first: date | None
    last: date | None
    local_km: int
    local_digits: int  # so many digits of the PIN must agree, and the offices be within `local_km`
    prefixes: tuple[Prefix, ...] = ()
    confidence: str = ""
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tariff:
    products: Mapping[str, Product]
    services: Mapping[str, tuple[Service, ...]]
    discounts: Mapping[str, tuple[Discount, ...]]
    schemes: Mapping[str, Scheme]
    rounding: tuple[Rounding, ...]
    volumetric: tuple[Volumetric, ...]
    zonings: tuple[Zoning, ...]
    sources: Mapping[str, Source]
