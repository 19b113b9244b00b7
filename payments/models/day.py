"""The day of an office: its beginning and end, counts of drawers, cash between hands, balances at the end."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from offices.models import Office
from payments.rules import Account, MoveState, total_of

from .journal import Journal, Shift

_PERSON = settings.AUTH_USER_MODEL


class OfficeDay(models.Model):
    """One business date of an office. It ends under its own date, however late; then nothing more lands on it."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="days")
    business_date = models.DateField()
    begun_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ended_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    root = models.CharField(max_length=64, blank=True)  # head of the office's chain when the day ended
    disputed = models.BooleanField(default=False)  # ended with a shortage or excess that nobody has explained yet

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "business_date"], name="payments_one_day_a_date"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, root="", disputed=False)
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(root="")),
                name="payments_day_end_whole",
            ),
        ]
        indexes = [models.Index(fields=["business_date"], name="payments_day_open", condition=Q(ended_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.office_id}, {self.business_date}"


class DayBalance(models.Model):
    """What an account stood at when a day ended: a checkpoint, proved again by `audit_journal`. Append-only."""

    day = models.ForeignKey(OfficeDay, models.PROTECT, related_name="balances")
    account = models.CharField(max_length=12, choices=Account.choices)
    paise = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "account"], name="payments_balance_once")]

    def __str__(self) -> str:
        return f"{self.account} {self.paise}"


class Subtotal(models.Model):
    """What a block of an office's journals brought to an account under a date. Append-only.

    It says nothing that its entries do not: with it a sum over lakhs of entries reads hundreds of rows, and a page of
    entries skips the blocks in which its account does not occur. `audit_journal` proves it again.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    last_number = models.PositiveIntegerField()  # of the block's journals
    business_date = models.DateField()
    account = models.CharField(max_length=12, choices=Account.choices)
    debits = models.BigIntegerField()
    credits = models.BigIntegerField()  # as entries have them: negative
    entries = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "account", "last_number", "business_date"], name="payments_subtotal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.office_id} to {self.last_number}: {self.account}"


class CashCount(models.Model):
    """A count of a drawer by denomination and item. Append-only: after an undo comes another, the last holds."""

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="counts")
    pieces = models.JSONField()  # denomination in paise: how many
    stamps = models.JSONField(default=dict)  # code of the item: how many
    counted_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.shift_id}: {self.pieces}"

    @property
    def paise(self) -> int:
        return total_of(self.pieces)


class CashMove(models.Model):
    """Cash between the treasury and a drawer, with both sides' word. The journal is posted when the taker says so.

    Or stamps and stationery, at face value: then its lines say what.
    """

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="moves")
    to_drawer = models.BooleanField()
    stamps = models.BooleanField(default=False)
    paise = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=MoveState.choices)
    asked_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    journal = models.OneToOneField(Journal, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(paise__gt=0), name="payments_move_positive"),
            models.CheckConstraint(
                condition=Q(state=MoveState.ACKNOWLEDGED, journal__isnull=False, given_by__isnull=False)
                | (~Q(state=MoveState.ACKNOWLEDGED) & Q(journal__isnull=True)),
                name="payments_move_posted_when_taken",
            ),
        ]
        indexes = [
            models.Index(
                fields=["shift"], name="payments_move_open", condition=Q(state__in=[MoveState.ASKED, MoveState.GIVEN])
            )
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.paise} {self.state}"
