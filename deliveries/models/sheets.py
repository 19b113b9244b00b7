"""Sheets, and delivery codes (without the code)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from bookings.models import Article
from deliveries.rules import CLOSING, Channel, Deposit, Remark, Verdict
from offices.models import Office

from .masters import Beat


class Sheet(models.Model):
    """The articles that one person takes over, by channel (the field's word is invoice; here: sheet).

    A postman's sheet has a beat, a branch office's its branch; what is for one bulk addressee has neither.
    """

    number = models.CharField(max_length=24, unique=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="sheets")
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.POSTMAN)
    beat = models.ForeignKey(Beat, models.PROTECT, null=True, related_name="sheets")
    branch = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    postman = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sheets")
    sheet_date = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # the office took back what was left
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel=Channel.POSTMAN, beat__isnull=False, branch__isnull=True)
                | Q(channel=Channel.BRANCH, beat__isnull=True, branch__isnull=False)
                | Q(channel=Channel.BULK, beat__isnull=True, branch__isnull=True),
                name="deliveries_sheet_of_its_channel",
            )
        ]
        indexes = [
            models.Index(fields=["postman", "sheet_date"], name="deliveries_sheet_of_postman"),
            models.Index(fields=["office", "sheet_date"], name="deliveries_sheet_of_office"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def goes_to(self) -> str:
        """What a page names it by."""
        return str(self.beat or self.branch or Channel(self.channel).label)


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
    # The addressee said that nobody came, and the office found it so: no attempt was made (trust goal D10).
    reopened_at = models.DateTimeField(null=True)
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
        indexes = [
            models.Index(
                fields=["reopened_at"], name="deliveries_item_reopened", condition=Q(reopened_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.position}"


class DeliveryCode(models.Model):
    """That a code was issued, and how it fared. The code itself is derived when needed and never stored (Reg. 136A).

    Of an article out on a sheet it has the item; at the window none; of a bulk addressee it is the whole sheet's.
    """

    item = models.ForeignKey(SheetItem, models.PROTECT, null=True, related_name="codes")
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="delivery_codes")
    sheet = models.ForeignKey(Sheet, models.PROTECT, null=True, related_name="codes")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    issue_number = models.PositiveSmallIntegerField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mobile_digest = models.CharField(max_length=64)  # keyed: how many went to one number, not to which
    again = models.BooleanField(default=False)  # somebody asked for it; the first of a round comes by itself
    sent_at = models.DateTimeField(null=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    spent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "issue_number"], name="deliveries_code_issue_once"),
            models.UniqueConstraint(fields=["sheet", "issue_number"], name="deliveries_sheet_code_once"),
            models.CheckConstraint(
                condition=Q(article__isnull=False, sheet__isnull=True)
                | Q(article__isnull=True, item__isnull=True, sheet__isnull=False),
                name="deliveries_code_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["mobile_digest", "-issued_at"], name="deliveries_codes_to_mobile"),
            models.Index(fields=["office", "-issued_at"], name="deliveries_codes_of_office"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} issue {self.issue_number}"

    @property
    def subject(self) -> str:
        """The number from which the code is derived."""
        return str(self.article or self.sheet)
