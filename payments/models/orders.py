"""Money orders (eMO): cash in at one office, cash out at another. Names and addresses lie beside them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from offices.models import Office
from payments.rules.orders import Identity, OrderState, Unpaid

from .journal import Journal, Shift

_PERSON = settings.AUTH_USER_MODEL


class MoneyOrder(models.Model):
    """One order: 18 digits, the office's code and the number of the journal that booked it."""

    request_id = models.UUIDField(unique=True)
    number = models.CharField(max_length=18, unique=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")  # which booked it
    paying_office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    paise = models.BigIntegerField()
    commission_paise = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=OrderState.choices, default=OrderState.BOOKED)
    booked_on = models.DateField()
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    booked_shift = models.ForeignKey(Shift, models.PROTECT, null=True, related_name="+")  # null: of a COD article
    journal = models.OneToOneField(Journal, models.PROTECT, related_name="+")
    identity = models.CharField(max_length=8, choices=Identity.choices, blank=True)
    identity_last4 = models.CharField(max_length=4, blank=True)
    unpaid = models.CharField(max_length=10, choices=Unpaid.choices, blank=True)  # why it goes back
    ended_at = models.DateTimeField(null=True)  # paid, given back or forfeited
    ended_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    end_journal = models.OneToOneField(Journal, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__regex=r"^[0-9]{18}$"), name="payments_order_18_digits"),
            models.CheckConstraint(
                condition=Q(paise__gt=0, paise__lte=1_000_000, commission_paise__gte=0), name="payments_order_amount"
            ),
            models.CheckConstraint(
                condition=Q(booked_shift__isnull=True, commission_paise=0)
                | Q(booked_shift__isnull=False, commission_paise__gt=0),
                name="payments_order_over_a_counter",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[OrderState.BOOKED, OrderState.RETURNED], end_journal__isnull=True)
                | Q(
                    state__in=[OrderState.PAID, OrderState.REFUNDED, OrderState.LAPSED],
                    end_journal__isnull=False,
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                ),
                name="payments_order_end_posted",
            ),
            models.CheckConstraint(
                condition=~Q(state=OrderState.PAID) | Q(identity_last4__regex=r"^[0-9A-Z]{4}$"),
                name="payments_order_paid_to_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["paying_office", "id"], condition=Q(state=OrderState.BOOKED), name="payments_order_to_pay"
            ),
            models.Index(
                fields=["booked_on"],
                condition=Q(state__in=[OrderState.BOOKED, OrderState.RETURNED]),
                name="payments_order_unclaimed",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class OrderParties(models.Model):
    """Payer and payee of a money order, by themselves, so that they can be erased."""

    order = models.OneToOneField(MoneyOrder, models.PROTECT, primary_key=True, related_name="parties")
    payer_name = models.CharField(max_length=80)
    payer_mobile = models.CharField(max_length=10, blank=True)  # known of whoever came to a counter
    payer_address = models.CharField(max_length=200)
    payee_name = models.CharField(max_length=80)
    payee_mobile = models.CharField(max_length=10, blank=True)
    payee_address = models.CharField(max_length=200)
    message = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(payer_mobile__regex=r"^([6-9][0-9]{9})?$"), name="payments_payer_mobile"
            ),
        ]
        indexes = [models.Index(fields=["payer_mobile", "order"], name="payments_orders_of_payer")]

    def __str__(self) -> str:
        return f"parties of {self.order_id}"
