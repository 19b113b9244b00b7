"""The month's bill of a contract: one for each GSTIN and circle, with its lines."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from offices.models import Office
from partners.models import Contract
from payments.models import Journal


class Bill(models.Model):
    """What a contract booked in a month under one GSTIN in one circle, less the volume discount. Append-only."""

    number = models.CharField(max_length=16, unique=True)  # of 16 characters at most: CGST rule 46, our reading
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="bills")
    circle = models.ForeignKey(Office, models.PROTECT, related_name="+")
    gstin = models.CharField(max_length=15, blank=True)
    month = models.DateField()  # its first day
    made_on = models.DateField()
    due_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    journal = models.OneToOneField(Journal, models.PROTECT, null=True, related_name="bill")  # of the discount, if any
    total_paise = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "month", "circle", "gstin"], name="bookings_bill_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="bookings_bill_of_a_whole_month"),
        ]

    def __str__(self) -> str:
        return self.number


class BillLine(models.Model):
    """One line: a day's articles of one product at one office, booked or cancelled, or the volume discount (both
    negative). Append-only."""

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()  # 1, 2, 3 ... within the bill
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")  # null: the discount
    day = models.DateField(null=True)
    product = models.CharField(max_length=20, blank=True)
    discount_bp = models.PositiveSmallIntegerField(default=0)  # of the discount's line
    cancelled = models.BooleanField(default=False)  # what was cancelled that day, whenever it was booked: negative
    articles = models.PositiveIntegerField(default=0)
    postage_paise = models.BigIntegerField()  # after the discount at booking
    services_paise = models.BigIntegerField()
    cgst_paise = models.BigIntegerField()
    sgst_paise = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bill", "number"], name="bookings_bill_line_once")]

    def __str__(self) -> str:
        return f"{self.bill_id}/{self.number}"

    @property
    def total_paise(self) -> int:
        return self.postage_paise + self.services_paise + self.cgst_paise + self.sgst_paise
