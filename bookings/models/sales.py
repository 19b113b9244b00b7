"""Sales, articles and their parties."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from bookings.rules import Status
from offices.models import Office
from partners.models import Contract
from payments.models import Journal, Shift
from payments.rules import Mode


class Sale(models.Model):
    """One payment for one basket; what the receipt prints. Append-only.

    `request_id` is minted with the form, so that a second press finds the first sale (complaint 29).
    """

    request_id = models.UUIDField(unique=True)
    receipt_number = models.CharField(max_length=24, unique=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="sales", db_index=False)
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, related_name="sales")  # null: a contract's, no counter
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.CASH)
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, related_name="sales", db_index=False)
    journal = models.OneToOneField(Journal, models.PROTECT, related_name="sale")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    business_date = models.DateField()
    total_paise = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(total_paise__gt=0), name="bookings_sale_positive"),
            models.CheckConstraint(
                condition=Q(mode__in=[Mode.ADVANCE, Mode.BNPL], contract__isnull=False)
                | (~Q(mode__in=[Mode.ADVANCE, Mode.BNPL]) & Q(contract__isnull=True)),
                name="bookings_sale_of_a_contract",
            ),
        ]
        indexes = [
            models.Index(fields=["shift", "-id"], name="bookings_sale_of_shift"),
            # What an office sold on a day: figures and the lists behind them.
            models.Index(fields=["office", "business_date"], name="bookings_sale_of_office"),
            # Days lie together in the table: a few pages find the sales of some weeks, and a booking pays nothing.
            BrinIndex(fields=["business_date"], autosummarize=True, name="bookings_sale_of_day"),
            models.Index(
                fields=["contract", "business_date"],
                name="bookings_sale_of_contract",
                condition=Q(contract__isnull=False),
            ),
        ]

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
    digipin = models.CharField(max_length=10, blank=True)
    # On its way back to the sender. Its column: RETURNING is a word of SQL, and some statements are written out.
    returning = models.BooleanField(default=False, db_default=False, db_column="goes_back")
    weight_grams = models.PositiveIntegerField()
    chargeable_grams = models.PositiveIntegerField()  # the larger of weight and volumetric weight
    length_cm = models.PositiveSmallIntegerField(null=True)
    breadth_cm = models.PositiveSmallIntegerField(null=True)  # of a roll: its diameter, and no height
    height_cm = models.PositiveSmallIntegerField(null=True)
    distance_km = models.DecimalField(max_digits=7, decimal_places=1, null=True)  # null: local, or priced by zone
    zone = models.CharField(max_length=5, blank=True)
    services = ArrayField(models.CharField(max_length=6), default=list)  # codes of value-added services, sorted
    contents = models.CharField(max_length=80, blank=True)  # what the sender declared
    declared_paise = models.BigIntegerField(default=0)  # the value insured
    cod_paise = models.BigIntegerField(default=0)  # to collect at the door; frozen at booking (complaint 31)
    postage_paise = models.BigIntegerField()
    discount = models.CharField(max_length=16, blank=True)
    discount_paise = models.BigIntegerField(default=0)  # positive, taken off the postage
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
            # What lies at an office and waits: finished articles drop out, so it stays as small as the day's work.
            models.Index(
                fields=["at_office", "status", "id"],
                name="bookings_article_waiting",
                condition=~Q(status__in=[Status.DELIVERED, Status.CANCELLED]),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def taxable_paise(self) -> int:
        return self.postage_paise - self.discount_paise + self.services_paise

    @property
    def gst_paise(self) -> int:
        return self.cgst_paise + self.sgst_paise

    @property
    def total_paise(self) -> int:
        return self.taxable_paise + self.gst_paise

    @property
    def otp_delivery(self) -> bool:
        """Whether it is handed over only against the addressee's code; the sender needs none to get it back."""
        return "OTP" in self.services and not self.returning

    @property
    def due_paise(self) -> int:
        """What is to be collected at the door; of whoever gets their own article back, nothing."""
        return 0 if self.returning else self.cod_paise

    @property
    def registered(self) -> bool:
        return "REG" in self.services


class Parties(models.Model):
    """Who sends to whom. Personal data lives here alone, beside the article, so that it can be erased by itself."""

    article = models.OneToOneField(Article, models.PROTECT, primary_key=True, related_name="parties")
    sender_name = models.CharField(max_length=80)
    sender_company = models.CharField(max_length=80, blank=True)
    sender_address = models.CharField(max_length=200, blank=True)
    sender_pincode = models.CharField(max_length=6, blank=True)
    sender_mobile = models.CharField(max_length=10, blank=True)
    sender_mobile_declined = models.BooleanField(default=False)  # asked for and refused (complaint 22)
    sender_gstin = models.CharField(max_length=15, blank=True)
    addressee_name = models.CharField(max_length=80)
    addressee_company = models.CharField(max_length=80, blank=True)
    addressee_address = models.CharField(max_length=200)
    addressee_city = models.CharField(max_length=40, blank=True)
    addressee_mobile = models.CharField(max_length=10, blank=True)
    addressee_mobile_declined = models.BooleanField(default=False)
    addressee_gstin = models.CharField(max_length=15, blank=True)
    # For a student's discount (tariff.md, section 7): institution, number and validity of the card that was shown.
    student_institution = models.CharField(max_length=80, blank=True)
    student_id_number = models.CharField(max_length=30, blank=True)
    student_id_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}__regex": r"^([6-9][0-9]{9})?$"}), name=f"bookings_{name}_indian"
            )
            for name in ("sender_mobile", "addressee_mobile")
        ]
        indexes = [
            # Known senders come back by their mobile number, the latest first.
            models.Index(
                fields=["sender_mobile", "-article"], name="bookings_sender_again", condition=~Q(sender_mobile="")
            )
        ]

    def __str__(self) -> str:
        return f"parties of {self.article_id}"
