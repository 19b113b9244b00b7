"""Bulk booking: the uploaded file, its rows as they wait, what was wrong with them, and what became of them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bookings.rules import BatchStatus
from offices.models import Office
from partners.models import BookingPlace, Contract

from .sales import Article


class BulkBatch(models.Model):
    """One uploaded file of one contract, from the upload to the last booked row.

    `next_at` is when a worker may take it up; a worker that takes it moves it on by a lease, so that a killed one is
    followed by another (the sweep). The rows themselves lie in `BulkRow` until they are booked.
    """

    number = models.CharField(max_length=20, unique=True)  # "40000001-0007"
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="batches")
    place = models.ForeignKey(BookingPlace, models.PROTECT, related_name="batches")
    office = models.ForeignKey(Office, models.PROTECT, related_name="batches")  # of the place: who may see it
    file_name = models.CharField(max_length=120)
    file_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=BatchStatus.choices, default=BatchStatus.CHECKING)
    next_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)  # of the present step, since it last got on
    layout = models.CharField(max_length=12, blank=True)
    sheet = models.CharField(max_length=40, blank=True)
    priced_on = models.DateField(null=True)  # the tariff's day; booking on another day prices anew
    rows_in_file = models.PositiveIntegerField(null=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_good = models.PositiveIntegerField(default=0)
    rows_booked = models.PositiveIntegerField(default=0)
    good_paise = models.BigIntegerField(default=0)
    booked_paise = models.BigIntegerField(default=0)
    content_hash = models.CharField(max_length=64, blank=True)  # of the rows as read, whatever the file around them
    why = models.CharField(max_length=40, blank=True)  # code of the refusal that stopped it
    why_values = models.JSONField(default=dict)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "sha256"],
                condition=~Q(status__in=[BatchStatus.CANCELLED, BatchStatus.UNREADABLE]) | Q(rows_booked__gt=0),
                name="bookings_bulk_file_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                name="bookings_bulk_due",
                condition=Q(status__in=[BatchStatus.CHECKING, BatchStatus.BOOKING]),
            ),
            models.Index(fields=["office", "-id"], name="bookings_bulk_of_office"),
            models.Index(fields=["contract", "content_hash"], name="bookings_bulk_content"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def rows_bad(self) -> int:
        return self.rows_read - self.rows_good


class BulkPart(models.Model):
    """A piece of the file. In the database, since web and worker share no disk; gone when the batch is finished."""

    batch = models.ForeignKey(BulkBatch, models.PROTECT, related_name="parts")
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="bookings_bulk_part_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.position}"


class BulkRow(models.Model):
    """A good row: the article and its parties ready to be booked, priced. Booking moves it out of here.

    The columns are named as in Article and Parties (`services.bulk_move`). There are no foreign keys: the articles are
    checked when they are made.
    """

    pk = models.CompositePrimaryKey("batch_id", "line")
    batch_id = models.BigIntegerField()
    line = models.PositiveIntegerField()  # the row of the sheet, as its reader counts
    number = models.CharField(max_length=13, blank=True)  # minted by the customer; else drawn at booking
    product = models.CharField(max_length=20)
    destination_id = models.BigIntegerField()
    pincode = models.CharField(max_length=6)
    weight_grams = models.PositiveIntegerField()
    chargeable_grams = models.PositiveIntegerField()
    length_cm = models.PositiveSmallIntegerField(null=True)
    breadth_cm = models.PositiveSmallIntegerField(null=True)
    height_cm = models.PositiveSmallIntegerField(null=True)
    distance_km = models.DecimalField(max_digits=7, decimal_places=1, null=True)
    zone = models.CharField(max_length=5, blank=True)
    services = ArrayField(models.CharField(max_length=6))
    declared_paise = models.BigIntegerField()
    cod_paise = models.BigIntegerField()
    postage_paise = models.BigIntegerField()
    discount = models.CharField(max_length=16, blank=True)
    discount_paise = models.BigIntegerField()
    services_paise = models.BigIntegerField()
    cgst_paise = models.BigIntegerField()
    sgst_paise = models.BigIntegerField()
    tariff_from = models.DateField()
    sender_name = models.CharField(max_length=80)
    sender_company = models.CharField(max_length=80, blank=True)
    sender_address = models.CharField(max_length=200)
    sender_pincode = models.CharField(max_length=6)
    sender_mobile = models.CharField(max_length=10)
    sender_gstin = models.CharField(max_length=15, blank=True)
    addressee_name = models.CharField(max_length=80)
    addressee_company = models.CharField(max_length=80, blank=True)
    addressee_address = models.CharField(max_length=200)
    addressee_city = models.CharField(max_length=40, blank=True)
    addressee_mobile = models.CharField(max_length=10)
    addressee_gstin = models.CharField(max_length=15, blank=True)
    reference = models.CharField(max_length=50, blank=True)

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.line}"


class BulkFault(models.Model):
    """Why a row cannot be booked: which column, which sentence. No name and no address: the file has those."""

    batch = models.ForeignKey(BulkBatch, models.PROTECT, related_name="faults", db_index=False)
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=40)
    values = models.JSONField(default=dict)  # what the sentence names
    number = models.CharField(max_length=13, blank=True)  # of the customer's range: spent when the batch is booked

    class Meta:
        indexes = [models.Index(fields=["batch", "line", "id"], name="bookings_bulk_faults")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.line} {self.code}"


class BulkBooked(models.Model):
    """Which row became which article. A row becomes one once: the database says so too. Append-only.

    Written by the very statement that makes the article, and neither side is ever deleted: checking the keys again, a
    tenth of what a row costs, could find nothing.
    """

    article = models.OneToOneField(Article, models.PROTECT, primary_key=True, related_name="bulk", db_constraint=False)
    batch = models.ForeignKey(BulkBatch, models.PROTECT, related_name="booked", db_index=False, db_constraint=False)
    line = models.PositiveIntegerField()
    reference = models.CharField(max_length=50, blank=True)  # the customer's own

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="bookings_bulk_row_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.line}"
