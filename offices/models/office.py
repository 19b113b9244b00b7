"""The office tree, the directory it came from, and PINs."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from offices.rules import POST_OFFICES, Basis, Kind, PositionQuality


class Office(models.Model):
    """One office of the post: administrative, post or mail office.

    Three links stay apart (operations.md, section 1.1): whom it reports to, into whose accounts its money merges, and
    where its cash comes from. `path` is the chain of codes from the Directorate down to the office itself, each
    followed by `/`; the subtree of an office is `path LIKE '<its path>%'`, one indexed condition.
    """

    code = models.CharField(max_length=8, unique=True)  # our own numbering: no public source gives office ids
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    pincode = models.CharField(max_length=6, blank=True)
    reports_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="reporting")
    reporting_basis = models.CharField(max_length=8, choices=Basis.choices)
    accounts_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="accounting")
    accounting_basis = models.CharField(max_length=8, choices=Basis.choices, blank=True)
    cash_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="cash_offices")
    sorted_at = models.ForeignKey("self", models.PROTECT, null=True, related_name="sorts_for")  # its hub; assumed
    path = models.CharField(max_length=80, db_index=True)
    delivers = models.BooleanField(default=False)
    district = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=60, blank=True)
    latitude = models.FloatField(null=True)  # degrees, WGS 84
    longitude = models.FloatField(null=True)
    position_quality = models.CharField(max_length=8, choices=PositionQuality.choices, default=PositionQuality.MISSING)
    single_handed = models.BooleanField(default=False)  # class C: one person does it all
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    rolled_out_on = models.DateField(null=True, blank=True)  # from this day on it works with this system
    wave = models.ForeignKey("offices.Wave", models.PROTECT, null=True, blank=True, related_name="offices")
    basis = models.CharField(max_length=8, choices=Basis.choices, default=Basis.SOURCE)
    search_text = models.CharField(max_length=250)  # lower case: name, district, PIN; what the trigram index holds
    sounds = ArrayField(models.CharField(max_length=60), default=list, db_default=[])  # rules.sounds_of_name of it

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(2.5, 38.5), longitude__range=(63.5, 99.5)),
                name="offices_office_position_in_india",
            ),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{8}$"), name="offices_office_code_8_digits"),
            models.CheckConstraint(
                condition=~Q(kind__in=sorted(POST_OFFICES)) | Q(pincode__regex=r"^[1-9][0-9]{5}$"),
                name="offices_post_office_has_pin",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")), name="offices_office_life"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(closed_on__isnull=False), name="offices_merged_is_closed"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["pincode", "kind"], name="offices_office_pin"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="offices_office_search"),
            GinIndex(fields=["sounds"], name="offices_office_sounds"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def get_absolute_url(self) -> str:
        return reverse("offices:office", kwargs={"code": self.code})


class PincodeService(models.Model):
    """Which office delivers at a PIN, and since when. One office at a time: the database refuses overlaps."""

    pincode = models.CharField(max_length=6)
    office = models.ForeignKey(Office, models.PROTECT, related_name="pincodes")
    valid = DateRangeField()  # [from, to)
    basis = models.CharField(max_length=8, choices=Basis.choices)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="offices_one_office_per_pin",
                expressions=[("pincode", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.pincode} {self.valid}"


class DirectoryLoad(models.Model):
    """One import of an all-India directory: which file, when, and what it found."""

    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=200)
    loaded_at = models.DateTimeField()
    report = models.JSONField()

    def __str__(self) -> str:
        return f"{self.source} {self.sha256[:8]}"


class DirectoryRow(models.Model):
    """A line of the directory as it came, with the faults found in it and the office it became."""

    load = models.ForeignKey(DirectoryLoad, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="directory_rows")
    raw = models.TextField()  # the CSV line, unchanged
    faults = ArrayField(models.CharField(max_length=30))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["load", "line"], name="offices_directory_line_once")]

    def __str__(self) -> str:
        return f"{self.load_id}:{self.line}"
