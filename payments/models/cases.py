"""What a person must look at: money that nobody can place, drawers that do not agree."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from offices.models import Office
from payments.rules.cases import CaseState, Verdict, Word

from .alarms import Incident
from .journal import Journal, Shift
from .upi import UpiPayment


class Case(models.Model):
    """Money that does not agree: to be explained, not a debt of anybody. It has an office that owns it, and ages until
    a person closes it in words.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)  # of rules.cases.KINDS
    about = models.CharField(max_length=80)  # payment, reference, file row, shift: with `kind`, the case is opened once
    tr = models.CharField(max_length=64, blank=True)
    paise = models.BigIntegerField()
    payment = models.ForeignKey(UpiPayment, models.PROTECT, null=True, related_name="cases")
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, related_name="cases")  # whose drawer
    journal = models.ForeignKey(Journal, models.PROTECT, null=True, related_name="+")  # of the difference
    opened_at = models.DateTimeField()
    due_by = models.DateTimeField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # who took it up
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    # The word of the clerk whose drawer it is. Silence is neither.
    word = models.CharField(max_length=10, choices=Word.choices, blank=True)
    word_at = models.DateTimeField(null=True)
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="cases")  # others have the same
    recovery = models.OneToOneField(Journal, models.PROTECT, null=True, related_name="+")  # what came of ADMITTED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "about"], name="payments_case_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(outcome=""), name="payments_case_closed_with_words"
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.ADMITTED) | Q(word=Word.ADMITTED, closed_at__isnull=False),
                name="payments_case_admitted_by_its_clerk",
            ),
            models.CheckConstraint(
                condition=Q(recovery__isnull=True) | Q(verdict=Verdict.ADMITTED),
                name="payments_recovered_only_if_admitted",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "due_by"], condition=Q(closed_at__isnull=True), name="payments_case_open")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"

    @property
    def state(self) -> CaseState:
        if self.closed_at:
            return CaseState.CLOSED
        if self.word == Word.DISPUTED:
            return CaseState.DISPUTED
        return CaseState.TAKEN_UP if self.owner_id else CaseState.OPEN
