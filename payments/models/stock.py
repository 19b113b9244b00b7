"""Stamps and stationery: the master of items, the pieces themselves as movements, what was counted in the treasury."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from offices.models import Office
from payments.rules.stock import PouchState, StockKind

from .day import CashMove
from .journal import Journal, Shift

_PERSON = settings.AUTH_USER_MODEL


class StockItem(models.Model):
    """What is sold at its face value. Code and face value never change: a new value is a new item."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=14, choices=StockKind.choices)
    face_paise = models.BigIntegerField()
    added_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)  # from then it is only moved and counted

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(face_paise__gt=0), name="payments_item_has_a_value"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9-]{2,20}$"), name="payments_item_code"),
        ]

    def __str__(self) -> str:
        return self.name


class StockMovement(models.Model):
    """Pieces of an item that came (or, negative, went) with a journal, in a drawer or the treasury. Append-only.

    At commit the database proves that they are worth what the journal's entries say.
    """

    journal = models.ForeignKey(Journal, models.PROTECT, related_name="pieces")
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, related_name="+", db_index=False)  # null: the treasury
    count = models.IntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(count=0), name="payments_movement_not_zero")]
        indexes = [
            models.Index(
                fields=["office", "item"],
                include=["count"],
                condition=Q(shift__isnull=True),
                name="payments_stock_of_treasury",
            ),
            models.Index(
                fields=["shift", "item"],
                include=["count"],
                condition=Q(shift__isnull=False),
                name="payments_stock_of_drawer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} of {self.item_id}"


class MoveLine(models.Model):
    """How many of which item a move of stamps between treasury and drawer holds. Append-only."""

    move = models.ForeignKey(CashMove, models.PROTECT, related_name="lines")
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="+", db_index=False)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["move", "item"], name="payments_move_item_once"),
            models.CheckConstraint(condition=Q(count__gt=0), name="payments_move_line_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.count} of {self.item_id}"


class TreasuryCount(models.Model):
    """The stamps of the treasury, counted for a day of the office. Append-only: the last count of a day holds."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    business_date = models.DateField()
    pieces = models.JSONField()  # code of the item: how many
    upto = models.PositiveIntegerField()  # number of the office's last journal that it takes in
    counted_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    counted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["office", "business_date", "id"], name="payments_treasury_counts")]

    def __str__(self) -> str:
        return f"{self.office_id}, {self.business_date}: {self.pieces}"


class Pouch(models.Model):
    """A remittance between two offices: cash and stamps in one sealed pouch.

    While it is on its way its whole value stands on IN_TRANSIT, in the sender's books; the receiver's journal takes it
    off. It is received whole or not at all.
    """

    request_id = models.UUIDField(unique=True)
    barcode = models.CharField(max_length=20, unique=True)
    sender = models.ForeignKey(Office, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Office, models.PROTECT, related_name="+")
    cash_paise = models.BigIntegerField()
    total_paise = models.BigIntegerField()  # as declared, and as the list sums up to
    state = models.CharField(max_length=8, choices=PouchState.choices, default=PouchState.SENT)
    sent_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    sent_journal = models.OneToOneField(Journal, models.PROTECT, related_name="+")
    # What the receiver found when it did not agree: paise of cash, and pieces by code of the item.
    found_cash_paise = models.BigIntegerField(null=True)
    found_pieces = models.JSONField(null=True)
    found_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_journal = models.OneToOneField(Journal, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(barcode__regex=r"^[A-Z0-9]{8,20}$"), name="payments_pouch_barcode"),
            models.CheckConstraint(
                condition=Q(cash_paise__gte=0, total_paise__gt=0, total_paise__gte=F("cash_paise")),
                name="payments_pouch_amount",
            ),
            models.CheckConstraint(condition=~Q(sender=F("receiver")), name="payments_pouch_two_offices"),
            models.CheckConstraint(
                condition=Q(
                    state__in=[PouchState.SENT, PouchState.HELD],
                    end_journal__isnull=True,
                    ended_by__isnull=True,
                    ended_at__isnull=True,
                )
                | Q(
                    state__in=[PouchState.RECEIVED, PouchState.RETURNED],
                    end_journal__isnull=False,
                    ended_by__isnull=False,
                    ended_at__isnull=False,
                ),
                name="payments_pouch_end_posted",
            ),
        ]
        indexes = [
            models.Index(
                fields=["receiver", "sent_at"],
                condition=Q(state__in=[PouchState.SENT, PouchState.HELD]),
                name="payments_pouch_to_receive",
            ),
        ]

    def __str__(self) -> str:
        return self.barcode


class PouchLine(models.Model):
    """How many of which item a pouch holds, as its sender wrote it. Append-only."""

    pouch = models.ForeignKey(Pouch, models.PROTECT, related_name="lines")
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="+", db_index=False)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pouch", "item"], name="payments_pouch_item_once"),
            models.CheckConstraint(condition=Q(count__gt=0), name="payments_pouch_line_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.count} of {self.item_id}"
