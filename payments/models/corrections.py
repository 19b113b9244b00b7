"""Corrections of the books, each with its evidence and its notice to the office."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from offices.models import Approval, Office
from payments.rules import Account, Answer, CorrectionState, Line

from .cases import Case
from .journal import Journal

_PERSON = settings.AUTH_USER_MODEL


class Correction(models.Model):
    """What one person says is wrong in the books of an office, why, and how it is known. Append-only.

    It becomes a journal when another person has approved it and the office has been told and has agreed.
    """

    request_id = models.UUIDField(unique=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    of = models.ForeignKey(Journal, models.PROTECT, related_name="corrections")
    whole = models.BooleanField()  # takes the journal back as a whole
    lines = models.JSONField()  # [[account, paise], ...]
    reason = models.CharField(max_length=200)
    evidence = models.BinaryField()
    evidence_name = models.CharField(max_length=120)
    evidence_sha256 = models.CharField(max_length=64)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="corrections")
    approval = models.OneToOneField(Approval, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(evidence_name="") & Q(evidence_sha256__regex=r"^[0-9a-f]{64}$"),
                name="payments_correction_reasoned",
            ),
        ]
        indexes = [models.Index(fields=["office", "-id"], name="payments_correction_of_office")]

    def __str__(self) -> str:
        return f"C{self.pk}"

    def entries(self) -> list[Line]:
        return [Line(Account(account), paise) for account, paise in self.lines]

    @property
    def paise(self) -> int:
        return sum(line.paise for line in self.entries() if line.paise > 0)

    @property
    def state(self) -> CorrectionState:
        notice = getattr(self, "notice", None)
        if notice is None:
            return CorrectionState.REFUSED if self.approval.decision else CorrectionState.ASKED
        if not notice.answer:
            return CorrectionState.TOLD
        return CorrectionState.POSTED if notice.answer == Answer.ACCEPTED else CorrectionState.DISPUTED


class CorrectionNotice(models.Model):
    """The notice of an approved correction to its office, and the office's answer. Answered, it never changes."""

    correction = models.OneToOneField(Correction, models.PROTECT, primary_key=True, related_name="notice")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    words = models.CharField(max_length=200, blank=True)
    answered_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    journal = models.OneToOneField(Journal, models.PROTECT, null=True, related_name="correction_notice")
    takes_back = models.OneToOneField(Journal, models.PROTECT, null=True, related_name="+")  # a journal once only

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True, journal__isnull=True)
                | Q(answer=Answer.ACCEPTED, answered_by__isnull=False, answered_at__isnull=False, journal__isnull=False)
                | (
                    Q(answer=Answer.DISPUTED, answered_by__isnull=False, answered_at__isnull=False)
                    & Q(journal__isnull=True)
                    & ~Q(words="")
                ),
                name="payments_notice_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(takes_back__isnull=True) | Q(journal__isnull=False),
                name="payments_notice_takes_back_posted",
            ),
        ]
        indexes = [models.Index(fields=["office"], condition=Q(answer=""), name="payments_notice_open")]

    def __str__(self) -> str:
        return f"notice of C{self.correction_id}"
