"""Money collected at doors: what came for which article, and cash that a postman brings back."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from offices.models import Office
from payments.rules import MoveState
from payments.rules.cod import CodMode, CodState

from .journal import Journal
from .upi import PaymentAttempt

_PERSON = settings.AUTH_USER_MODEL


class CodHandIn(models.Model):
    """Cash that a postman hands in. Money moves when the treasury has counted it, not before."""

    postman = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    paise = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=MoveState.choices, default=MoveState.GIVEN)
    given_at = models.DateTimeField()
    counted_paise = models.BigIntegerField(null=True)
    answered_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    journal = models.OneToOneField(Journal, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(paise__gt=0), name="payments_hand_in_of_something"),
            models.CheckConstraint(
                condition=Q(state=MoveState.ACKNOWLEDGED, journal__isnull=False, counted_paise__gte=0)
                | (~Q(state=MoveState.ACKNOWLEDGED) & Q(journal__isnull=True)),
                name="payments_hand_in_counted",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "id"], condition=Q(state=MoveState.GIVEN), name="payments_hand_in_open")
        ]

    def __str__(self) -> str:
        return f"hand-in {self.pk}"


class CodCollection(models.Model):
    """What the addressee of one article paid at the door. An article is paid once, unless the money went back."""

    article_number = models.CharField(max_length=13)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    postman = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    mode = models.CharField(max_length=4, choices=CodMode.choices)
    paise = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=CodState.choices, default=CodState.COLLECTED)
    attempt = models.OneToOneField(PaymentAttempt, models.PROTECT, null=True, related_name="+")
    hand_in = models.ForeignKey(CodHandIn, models.PROTECT, null=True, related_name="collections")
    journal = models.OneToOneField(Journal, models.PROTECT, related_name="+")
    collected_at = models.DateTimeField()
    end_journal = models.OneToOneField(Journal, models.PROTECT, null=True, related_name="+")  # sent, or gone back

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article_number"], condition=~Q(state=CodState.GONE_BACK), name="payments_cod_once"
            ),
            models.CheckConstraint(condition=Q(paise__gt=0), name="payments_cod_of_something"),
            models.CheckConstraint(
                condition=Q(mode=CodMode.UPI, attempt__isnull=False, hand_in__isnull=True)
                | (Q(mode=CodMode.CASH, attempt__isnull=True) & ~Q(state=CodState.GONE_BACK)),
                name="payments_cod_came_one_way",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[CodState.SENT, CodState.GONE_BACK], end_journal__isnull=False)
                | Q(state__in=[CodState.COLLECTED, CodState.OWED], end_journal__isnull=True),
                name="payments_cod_end_posted",
            ),
        ]
        indexes = [
            models.Index(
                fields=["postman", "id"],
                condition=Q(mode=CodMode.CASH, state=CodState.COLLECTED),
                name="payments_cod_carried",
            ),
            models.Index(
                fields=["office", "id"],
                condition=Q(mode=CodMode.CASH, state=CodState.COLLECTED),
                name="payments_cod_carried_at",
            ),
            models.Index(
                fields=["state", "id"],
                condition=Q(state__in=[CodState.COLLECTED, CodState.OWED]),
                name="payments_cod_open",
            ),
        ]

    def __str__(self) -> str:
        return self.article_number
