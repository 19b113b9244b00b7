"""Sheets, and delivery codes (without the code)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from bookings.models import Article
from deliveries.rules import CLOSING, Deposit, Remark, Verdict
from offices.models import Office

from .masters import Beat


class Sheet(models.Model):
    """The articles that one postman takes out on one beat (the field's word is invoice; here: sheet)."""

    number = models.CharField(max_length=24, unique=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="sheets")
    beat = models.ForeignKey(Beat, models.PROTECT, related_name="sheets")
    postman = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sheets")
    sheet_date = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # the office took back what was left
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["postman", "sheet_date"], name="deliveries_sheet_of_postman"),
            models.Index(fields=["office", "sheet_date"], name="deliveries_sheet_of_office"),
        ]

    def __str__(self) -> str:
        return self.number


class SheetItem(models.Model):
    """One article on a sheet, in walking order, with its outcome once there is one."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="items")
    article = models.ForeignKey(Article, models.PROTECT, related_name="sheet_items")
    position = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=14, choices=Verdict.choices, blank=True)
    remark = models.CharField(max_length=20, choices=Remark.choices, blank=True)
    deposit = models.CharField(max_length=8, choices=Deposit.choices, blank=True)
    # A second person looked at the remark, and may have put it right; the attempt keeps what the postman said.
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Of several entries for one article (two phones with one sheet) the one that counts.
    standing = models.OneToOneField("deliveries.Attempt", models.PROTECT, null=True, related_name="stands_for")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "article"], name="deliveries_article_once_a_sheet"),
            models.UniqueConstraint(
                fields=["article"], condition=Q(outcome=""), name="deliveries_article_on_one_open_sheet"
            ),
            models.CheckConstraint(condition=Q(outcome__in=["", *sorted(CLOSING)]), name="deliveries_outcome_closes"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.position}"


class DeliveryCode(models.Model):
    """That a code was issued, and how it fared. The code itself is derived when needed and never stored (Reg. 136A)."""

    item = models.ForeignKey(SheetItem, models.PROTECT, related_name="codes")
    article = models.ForeignKey(Article, models.PROTECT, related_name="delivery_codes")
    issue_number = models.PositiveSmallIntegerField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    spent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "issue_number"], name="deliveries_code_issue_once")]

    def __str__(self) -> str:
        return f"{self.article_id} issue {self.issue_number}"
