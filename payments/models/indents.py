"""What is asked for before it moves: stamps that a customer pays by UPI, cash and stamps that an office needs."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from offices.models import Office
from payments.rules.stock import IndentState

from .journal import Shift
from .stock import Pouch, StockItem

_PERSON = settings.AUTH_USER_MODEL


class StampBill(models.Model):
    """Pieces for which a QR was asked. Append-only: the money that comes sells them, out of the same drawer."""

    request_id = models.UUIDField(unique=True)
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="+")
    pieces = models.JSONField()  # code of the item: how many
    paise = models.BigIntegerField()
    made_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(paise__gt=0), name="payments_stamp_bill_positive")]

    def __str__(self) -> str:
        return f"{self.pieces}"


class Indent(models.Model):
    """Cash and stamps that an office asks of the office that it gets them from (operations.md, section 3.1)."""

    request_id = models.UUIDField(unique=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(Office, models.PROTECT, related_name="+")
    cash_paise = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=IndentState.choices, default=IndentState.ASKED)
    asked_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    pouch = models.OneToOneField(Pouch, models.PROTECT, null=True, related_name="indent")
    words = models.CharField(max_length=200, blank=True)  # why it was not sent
    answered_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cash_paise__gte=0), name="payments_indent_amount"),
            models.CheckConstraint(
                condition=Q(state=IndentState.SENT, pouch__isnull=False)
                | Q(pouch__isnull=True) & ~Q(state=IndentState.SENT),
                name="payments_indent_sent_in_a_pouch",
            ),
            models.CheckConstraint(
                condition=Q(state=IndentState.ASKED, answered_at__isnull=True)
                | ~Q(state=IndentState.ASKED) & Q(answered_at__isnull=False),
                name="payments_indent_answered_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_of", "id"], condition=Q(state=IndentState.ASKED), name="payments_indents_to_answer"
            ),
            models.Index(fields=["office", "-id"], name="payments_indents_of_office"),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} of {self.asked_of_id}"


class IndentLine(models.Model):
    """How many of which item are asked for. Append-only."""

    indent = models.ForeignKey(Indent, models.PROTECT, related_name="lines")
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="+", db_index=False)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indent", "item"], name="payments_indent_item_once"),
            models.CheckConstraint(condition=Q(count__gt=0), name="payments_indent_line_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.count} of {self.item_id}"
