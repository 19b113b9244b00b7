"""Contract customers, their contracts, the offices where these book, and the dated terms that two people agreed on."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from offices.models import Office
from partners.rules import Discount, DocumentProduct, ParcelProduct, Payment, Scope


class Customer(models.Model):
    """A firm that posts in bulk. Its ten-digit code and its contract's eight digits are told apart by length."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=120)
    gstin = models.CharField(max_length=15, blank=True)
    contact_name = models.CharField(max_length=80)
    contact_mobile = models.CharField(max_length=10)
    office = models.ForeignKey(Office, models.PROTECT, related_name="customers")  # which looks after it
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{10}$"), name="partners_customer_code_10_digits"),
            models.CheckConstraint(
                condition=Q(contact_mobile__regex=r"^[6-9][0-9]{9}$"), name="partners_customer_mobile_indian"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Contract(models.Model):
    """What a customer may book, where and how it pays. What it may owe and its discount stand in `Terms`."""

    code = models.CharField(max_length=8, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="contracts")
    office = models.ForeignKey(Office, models.PROTECT, related_name="contracts")  # which looks after it
    scope = models.CharField(max_length=6, choices=Scope.choices)
    payment = models.CharField(max_length=7, choices=Payment.choices)
    document_product = models.CharField(max_length=20, choices=DocumentProduct.choices, blank=True)
    parcel_product = models.CharField(max_length=20, choices=ParcelProduct.choices, blank=True)
    valid = DateRangeField()  # [from, to)
    # Whether addressees get a message when their article is booked. No source says so of bulk articles: off by default.
    tells_at_booking = models.BooleanField(default=False, db_default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{8}$"), name="partners_contract_code_8_digits"),
            models.CheckConstraint(
                condition=~Q(document_product="", parcel_product=""), name="partners_contract_has_a_product"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class BookingPlace(models.Model):
    """An office where a contract books, and the customer's GSTIN there: each GSTIN and circle has its own bill."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="places")
    office = models.ForeignKey(Office, models.PROTECT, related_name="contract_places")
    gstin = models.CharField(max_length=15, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "office"], name="partners_place_once")]

    def __str__(self) -> str:
        return f"{self.contract_id} at {self.office_id}"


class Terms(models.Model):
    """From when to when a contract may owe how much, with which discounts. One row at a time, two people each."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="terms")
    valid = DateRangeField()  # [from, to)
    credit_limit_paise = models.BigIntegerField(default=0)  # of BNPL; an advance deposit is never overdrawn
    discount = models.CharField(max_length=16, choices=Discount.choices, blank=True)
    volume_discount = models.BooleanField(default=False)  # by the month's revenue, credited on the bill
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(credit_limit_paise__gte=0), name="partners_terms_limit_not_negative"),
            models.CheckConstraint(condition=~Q(asked_by=models.F("approved_by")), name="partners_terms_two_people"),
            ExclusionConstraint(
                name="partners_one_terms_at_a_time",
                expressions=[("contract", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"terms of {self.contract_id} {self.valid}"
