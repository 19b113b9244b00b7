"""Tariff sheets: whole tariffs as dated rows, of which one is in force; and replays of drafts."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from bookings.rules.sheets import SheetState

if TYPE_CHECKING:  # the class takes parameters in its stubs only
    Codes = ArrayField[list[str], list[str]]


def _codes() -> "Codes":
    """A list of codes: of sources, channels, services."""
    return ArrayField(models.CharField(max_length=20), default=list, blank=True)


class TariffSheet(models.Model):
    """One whole tariff. A draft until a second person agrees; then its rows are the ones that prices come from.

    The sheet in force carries the past with it: approving one changes nothing before that day.
    """

    sha256 = models.CharField(max_length=64)  # of the facts: the same tariff written otherwise is the same sheet
    source = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=SheetState.choices, default=SheetState.DRAFT)
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="approved"), name="bookings_one_sheet_in_force"
            ),
            # One that was superseded or withdrawn may be loaded and proposed again.
            models.UniqueConstraint(
                fields=["sha256"], condition=~Q(state__in=["superseded", "withdrawn"]), name="bookings_sheet_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.sha256[:8]}"

    def get_absolute_url(self) -> str:
        return reverse("tariff:sheet", args=[self.pk])


class TariffSource(models.Model):
    """A notification, a memorandum, press or code that figures of a sheet come from."""

    sheet = models.ForeignKey(TariffSheet, models.PROTECT, related_name="sources")
    code = models.CharField(max_length=20)
    grade = models.CharField(max_length=20)
    title = models.TextField()
    url = models.TextField(blank=True)
    dated = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "code"], name="bookings_source_once")]

    def __str__(self) -> str:
        return self.code


class TariffBand(models.Model):
    """A column of a sheet's tables: of distances, of zones, or the one for all India."""

    sheet = models.ForeignKey(TariffSheet, models.PROTECT, related_name="bands")
    scheme = models.CharField(max_length=20)
    scheme_kind = models.CharField(max_length=10)
    scheme_note = models.TextField(blank=True)
    code = models.CharField(max_length=20)
    label = models.CharField(max_length=80)
    max_km = models.PositiveIntegerField(null=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "scheme", "code"], name="bookings_band_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.code}"


class TariffProduct(models.Model):
    """What can be sent, with its limits: the same on all days of a sheet."""

    sheet = models.ForeignKey(TariffSheet, models.PROTECT, related_name="products")
    position = models.PositiveSmallIntegerField()  # as the file lists them
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    family = models.CharField(max_length=40)
    api_code = models.CharField(max_length=40, blank=True)
    channels = _codes()
    status = models.CharField(max_length=20)
    accountable = models.BooleanField()
    min_g = models.PositiveIntegerField()
    max_g = models.PositiveIntegerField()
    volumetric = models.BooleanField()
    size = models.JSONField(default=dict)
    services = _codes()
    discounts = _codes()
    rate_bp = models.PositiveSmallIntegerField()  # of GST
    notes = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "code"], name="bookings_product_once")]

    def __str__(self) -> str:
        return self.code


class DatedRow(models.Model):
    """A row that holds from one day to another. Of the sheet in force, no two of one thing hold on one day."""

    valid = DateRangeField()
    in_force = models.BooleanField(default=False)  # the sheet's state, here for the exclusion
    position = models.PositiveSmallIntegerField()
    confidence = models.CharField(max_length=10, blank=True)
    sources = _codes()
    note = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def last(self) -> date | None:
        """People name the last day; [from, to) stores the day after."""
        return self.valid.upper - timedelta(days=1) if self.valid.upper else None


def _alone(name: str, *fields: str) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=name,
        expressions=[*((field, RangeOperators.EQUAL) for field in fields), ("valid", RangeOperators.OVERLAPS)],
        condition=Q(in_force=True),
    )


class TariffVersion(DatedRow):
    """A product's tariff from one day to another. Of no kind where none was found: the product is then refused."""

    product = models.ForeignKey(TariffProduct, models.PROTECT, related_name="versions")
    code = models.CharField(max_length=20)  # the product's, here for the exclusion
    kind = models.CharField(max_length=20, blank=True)
    scheme = models.CharField(max_length=20, blank=True)
    max_g = models.PositiveIntegerField(null=True)
    first_g = models.PositiveIntegerField(default=0)
    first_paise = models.BigIntegerField(default=0)
    step_g = models.PositiveIntegerField(default=0)
    step_paise = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            _alone("bookings_one_version_a_day", "code"),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="bookings_version_has_days"),
            models.CheckConstraint(
                condition=Q(first_paise__gte=0, step_paise__gte=0), name="bookings_version_not_below_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid}"


class TariffSlab(models.Model):
    """One price of a table: up to a weight, in a column. With `step_g`: what each further step above the last costs."""

    version = models.ForeignKey(TariffVersion, models.PROTECT, related_name="slabs")
    upto_g = models.PositiveIntegerField(null=True)
    step_g = models.PositiveIntegerField(null=True)
    band = models.CharField(max_length=20)
    paise = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "upto_g", "band"], nulls_distinct=False, name="bookings_slab_price_once"
            ),
            models.CheckConstraint(
                condition=Q(upto_g__isnull=True, step_g__gte=1) | Q(upto_g__gte=1, step_g__isnull=True),
                name="bookings_slab_or_step",
            ),
            models.CheckConstraint(condition=Q(paise__gte=0), name="bookings_slab_not_below_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.upto_g or f'+{self.step_g}'} g {self.band}"


class TariffService(DatedRow):
    """A value-added service and the terms of its fee."""

    sheet = models.ForeignKey(TariffSheet, models.PROTECT, related_name="services")
    code = models.CharField(max_length=6)
    name = models.CharField(max_length=120)
    applies_to = models.CharField(max_length=120, blank=True)
    fee_kind = models.CharField(max_length=12, blank=True)
    fee = models.JSONField(default=dict)  # whole paise, grams and basis points, by the names of the kind
    rate_bp = models.PositiveSmallIntegerField()  # of GST
    channels = _codes()
    max_paise = models.BigIntegerField(null=True)
    sub_limits = models.JSONField(default=dict)

    class Meta:
        constraints = [_alone("bookings_one_service_a_day", "code")]

    def __str__(self) -> str:
        return self.code


class TariffLimit(models.Model):
    """The highest value that may be insured, from one day to another."""

    service = models.ForeignKey(TariffService, models.PROTECT, related_name="limits")
    valid = DateRangeField()
    max_paise = models.BigIntegerField()
    sources = _codes()

    def __str__(self) -> str:
        return f"{self.service_id} {self.valid}"


class TariffDiscount(DatedRow):
    sheet = models.ForeignKey(TariffSheet, models.PROTECT, related_name="discounts")
    code = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    bp = models.PositiveSmallIntegerField(null=True)  # null: by the month's business, see `volume`
    products = _codes()
    channels = _codes()
    volume = models.JSONField(default=list)  # [upto rupees, non-town bp, town bp]
    conditions = models.JSONField(default=list)

    class Meta:
        constraints = [_alone("bookings_one_discount_a_day", "code")]

    def __str__(self) -> str:
        return self.code


class TariffRounding(DatedRow):
    """How GST is rounded."""

    sheet = models.ForeignKey(TariffSheet, models.PROTECT, related_name="roundings")
    rule = models.CharField(max_length=20)

    class Meta:
        constraints = [_alone("bookings_one_rounding_a_day")]

    def __str__(self) -> str:
        return self.rule


class TariffVolumetric(DatedRow):
    """How size counts as weight."""

    sheet = models.ForeignKey(TariffSheet, models.PROTECT, related_name="volumetrics")
    divisor = models.PositiveIntegerField()  # cm3 a kilogram

    class Meta:
        constraints = [_alone("bookings_one_divisor_a_day")]

    def __str__(self) -> str:
        return f"/ {self.divisor}"


class TariffZoning(DatedRow):
    """What is local, and which zone two PINs make: maintained by hand."""

    sheet = models.ForeignKey(TariffSheet, models.PROTECT, related_name="zonings")
    local_km = models.PositiveIntegerField()
    local_digits = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [_alone("bookings_one_zoning_a_day")]

    def __str__(self) -> str:
        return f"{self.valid}"


class TariffPrefix(models.Model):
    """PINs beginning so belong to a zone, to a metro city, or count as another state's."""

    zoning = models.ForeignKey(TariffZoning, models.PROTECT, related_name="prefixes")
    kind = models.CharField(max_length=5)
    name = models.CharField(max_length=60)
    pin = models.CharField(max_length=6)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zoning", "kind", "pin"], name="bookings_prefix_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} {self.pin}"


class TariffReplay(models.Model):
    """A sheet's prices for the bookings of past days: how far it got, and since when it stands finished."""

    sheet = models.ForeignKey(TariffSheet, models.PROTECT, related_name="replays")
    first_day = models.DateField()
    last_day = models.DateField()
    priced_on = models.DateField()  # as if all had been booked on this day, when the sheet's changes are in force
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    first_sale = models.BigIntegerField()  # of those days; ids, so that a chunk begins where the last one ended
    last_sale = models.BigIntegerField()
    done_sale = models.BigIntegerField(default=0)
    done_article = models.BigIntegerField(default=0)
    done_count = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="bookings_replay_days"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.first_day} - {self.last_day}"

    @property
    def percent(self) -> int:
        if self.finished_at:
            return 100
        span = self.last_sale - self.first_sale + 1
        return min(99, max(0, self.done_sale - self.first_sale) * 100 // span)


class TariffReplayLine(models.Model):
    """Of one product in one circle: what was charged without GST, what the sheet would charge, who pays more."""

    replay = models.ForeignKey(TariffReplay, models.PROTECT, related_name="lines")
    product = models.CharField(max_length=20)
    circle = models.CharField(max_length=8, blank=True)  # the office code of the circle
    articles = models.BigIntegerField(default=0)
    before_paise = models.BigIntegerField(default=0)
    after_paise = models.BigIntegerField(default=0)
    cheaper = models.BigIntegerField(default=0)  # articles whose sender would pay less
    dearer = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)  # articles that the sheet would not price, in no sum
    refused_paise = models.BigIntegerField(default=0)  # what was charged for those

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["replay", "product", "circle"], name="bookings_replay_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.circle}"
