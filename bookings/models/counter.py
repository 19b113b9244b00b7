"""The counter in hand: the basket of a shift, its display, printed copies, what was cancelled."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from offices.models import Approval
from payments.models import Journal, Shift

from .sales import Article, Sale


class BasketDraft(models.Model):
    """The basket that a counter is filling: one row a shift, changed at each step, emptied by the sale.

    On the server and not in the browser: then a reload, a second tab, another machine after a crash, the clerk's screen
    and the customer's display all show the same basket, without a script having to keep them equal. It is work in hand,
    no fact: what was sold is `Sale`. `request_id` is minted with the basket and becomes the sale's; the statement that
    writes the sale ends the basket, so that neither is ever there without the other.
    """

    shift = models.OneToOneField(Shift, models.PROTECT, primary_key=True, related_name="basket")
    request_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=0)  # of the items: a tab that shows older ones cannot pay
    items = models.JSONField(default=list)  # [{"id": ..., "item": services.basket.packed}, ...]
    taken_out = models.JSONField(default=list)  # what "undo" brings back, the latest last
    typed = models.JSONField(default=dict)  # the article in hand, as it stands in the form
    # What the customer's display shows beside it.
    typed_paise = models.BigIntegerField(null=True)
    total_paise = models.BigIntegerField(default=0)
    paying = models.BooleanField(default=False)
    upi = models.BooleanField(default=False)  # a QR was shown for it: before cash is taken, look what became of that
    last_sale = models.ForeignKey(Sale, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"basket of {self.shift_id}"


class DisplayPairing(models.Model):
    """A screen that shows the customer this counter's basket: a code of two minutes, used once, then a token.

    Only hashes are kept: who reads the table cannot open a display.
    """

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="displays")
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    paired_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(token_hash__isnull=True, paired_at__isnull=True)
                | Q(token_hash__isnull=False, paired_at__isnull=False, paired_at__lte=F("expires_at")),
                name="bookings_display_paired_in_time",
            )
        ]
        indexes = [models.Index(fields=["shift"], name="bookings_display_of_shift")]

    def __str__(self) -> str:
        return f"display of {self.shift_id}"


class Reprint(models.Model):
    """A receipt was printed: which copy, by whom, when. The first is the original. Append-only."""

    sale = models.ForeignKey(Sale, models.PROTECT, related_name="prints")
    copy_number = models.PositiveSmallIntegerField()
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sale", "copy_number"], name="bookings_copy_once"),
            models.CheckConstraint(condition=Q(copy_number__gte=1), name="bookings_copy_from_1"),
        ]

    def __str__(self) -> str:
        return f"copy {self.copy_number} of {self.sale_id}"


class Cancellation(models.Model):
    """An article was cancelled before despatch and its price paid back, once, as another allowed. Append-only."""

    article = models.OneToOneField(Article, models.PROTECT, related_name="cancellation")
    approval = models.OneToOneField(Approval, models.PROTECT, related_name="+")
    journal = models.OneToOneField(Journal, models.PROTECT, related_name="cancellation")
    # Whose drawer paid; null: no drawer did, it went back onto a contract's account.
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, related_name="cancellations")
    reason = models.CharField(max_length=200)
    refund_paise = models.BigIntegerField()
    upi_paise = models.BigIntegerField(default=0)  # what of it goes back by UPI; the rest left the drawer
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(refund_paise__gt=0), name="bookings_refund_positive")]

    def __str__(self) -> str:
        return f"{self.article_id} cancelled"
