"""Number blocks, sales, articles and their parties."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from offices.models import Office
from payments.models import Journal, Shift

from .rules import Status


class NumberBlock(models.Model):
    """A run of serials that one office may use for one series, in order. No two blocks of a series overlap."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="number_blocks")
    series = models.CharField(max_length=4)  # "EK" for articles, "EBK" for bags
    first_serial = models.BigIntegerField()
    last_serial = models.BigIntegerField()
    next_serial = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_serial__gte=0, last_serial__gte=F("first_serial"), next_serial__gte=F("first_serial"))
                & Q(next_serial__lte=F("last_serial") + 1),
                name="bookings_block_within_itself",
            ),
            ExclusionConstraint(
                name="bookings_blocks_never_overlap",
                expressions=[
                    ("series", RangeOperators.EQUAL),
                    (Func("first_serial", "last_serial", Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["office", "series"], name="bookings_block_of_office")]

    def __str__(self) -> str:
        return f"{self.series} {self.first_serial}-{self.last_serial}"


class Sale(models.Model):
    """One payment for one basket; what the receipt prints. Append-only.

    `request_id` is minted with the form, so that a second press finds the first sale (complaint 29).
    """

    request_id = models.UUIDField(unique=True)
    receipt_number = models.CharField(max_length=24, unique=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="sales")
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="sales")
    journal = models.OneToOneField(Journal, models.PROTECT, related_name="sale")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    business_date = models.DateField()
    total_paise = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(total_paise__gt=0), name="bookings_sale_positive")]
        indexes = [models.Index(fields=["shift", "-id"], name="bookings_sale_of_shift")]

    def __str__(self) -> str:
        return self.receipt_number


class Article(models.Model):
    """One article: its number, what it is, where it is. `status` changes only through `services.move_articles`."""

    number = models.CharField(max_length=13, unique=True)
    sale = models.ForeignKey(Sale, models.PROTECT, related_name="articles")
    product = models.CharField(max_length=20)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.BOOKED)
    at_office = models.ForeignKey(Office, models.PROTECT, related_name="articles_here")  # last known custody
    origin = models.ForeignKey(Office, models.PROTECT, related_name="+")
    destination = models.ForeignKey(Office, models.PROTECT, related_name="+")  # the office that delivers
    pincode = models.CharField(max_length=6)
    weight_grams = models.PositiveIntegerField()
    distance_km = models.DecimalField(max_digits=7, decimal_places=1, null=True)  # null: local
    otp_delivery = models.BooleanField(default=False)
    registered = models.BooleanField(default=False)
    postage_paise = models.BigIntegerField()
    services_paise = models.BigIntegerField()
    cgst_paise = models.BigIntegerField()
    sgst_paise = models.BigIntegerField()
    tariff_from = models.DateField()  # the version of the tariff it was priced by

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__regex=r"^[A-Z]{2}[0-9]{9}IN$"), name="bookings_article_s10"),
            models.CheckConstraint(condition=Q(weight_grams__gte=1), name="bookings_article_weighs"),
        ]
        indexes = [
            # What lies at an office and waits: delivered articles drop out, so it stays as small as the day's work.
            models.Index(
                fields=["at_office", "status", "id"],
                name="bookings_article_waiting",
                condition=~Q(status=Status.DELIVERED),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total_paise(self) -> int:
        return self.postage_paise + self.services_paise + self.cgst_paise + self.sgst_paise


class Parties(models.Model):
    """Who sends to whom. Personal data lives here alone, beside the article, so that it can be erased by itself."""

    article = models.OneToOneField(Article, models.PROTECT, primary_key=True, related_name="parties")
    sender_name = models.CharField(max_length=80)
    sender_mobile = models.CharField(max_length=10, blank=True)
    addressee_name = models.CharField(max_length=80)
    addressee_address = models.CharField(max_length=200)
    addressee_mobile = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}__regex": r"^([6-9][0-9]{9})?$"}), name=f"bookings_{name}_indian"
            )
            for name in ("sender_mobile", "addressee_mobile")
        ]

    def __str__(self) -> str:
        return f"parties of {self.article_id}"
