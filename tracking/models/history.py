"""Events about articles and bags, and which bag held what, from when to when (the house, section 4)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from offices.models import Office
from tracking.rules import Event, Outcome, Subject


class TrackingEvent(models.Model):
    """Something that happened to an article **or** a bag. Append-only: a correction is a new event that names the old.

    Facts about bags are stored once and joined to articles when somebody asks (the aggregation event of GS1 EPCIS 2.0),
    so a bag of 500 costs one row a step, not 500.
    """

    subject_kind = models.CharField(max_length=1, choices=Subject.choices)
    subject_number = models.CharField(max_length=20)
    code = models.CharField(max_length=20, choices=Event.choices)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    other_office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")  # the next, for a despatch
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    remark = models.CharField(max_length=60, blank=True)  # a code of the remark table, never free personal text
    evidence = models.CharField(max_length=64, blank=True, db_default="")  # SHA-256 of a photo or signature
    dedupe_key = models.CharField(max_length=80, unique=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrected_by")

    class Meta:
        indexes = [models.Index(fields=["subject_number", "happened_at", "id"], name="tracking_event_history")]
        constraints = [
            # Half a minute of grace: clocks of two processes differ; a phone's clock is corrected before it gets here.
            models.CheckConstraint(
                condition=Q(happened_at__lte=F("recorded_at") + models.Value("30 seconds", models.DurationField())),
                name="tracking_event_not_from_the_future",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_number} {self.code} {self.happened_at:%Y-%m-%d %H:%M}"

    @property
    def event(self) -> Event:
        return Event(self.code)


class Enclosure(models.Model):
    """An article, or a bag, lay in a bag from one event to another. Once left, final; never deleted."""

    inner_kind = models.CharField(max_length=1, choices=Subject.choices)
    inner_number = models.CharField(max_length=20)
    bag_number = models.CharField(max_length=20)
    entered = models.ForeignKey(TrackingEvent, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    left = models.ForeignKey(TrackingEvent, models.PROTECT, null=True, related_name="+")
    left_at = models.DateTimeField(null=True)
    lost = models.BooleanField(default=False, db_default=False)  # it was not there when the bag was opened

    class Meta:
        indexes = [
            models.Index(fields=["inner_number", "entered_at"], name="tracking_enclosure_inner"),
            models.Index(fields=["bag_number", "id"], name="tracking_enclosure_bag"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["inner_number"], condition=Q(left__isnull=True), name="tracking_in_one_bag_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(inner_number=F("bag_number")), name="tracking_bag_not_in_itself"),
            models.CheckConstraint(
                condition=Q(left__isnull=True, left_at__isnull=True)
                | Q(left__isnull=False, left_at__gte=F("entered_at")),
                name="tracking_enclosure_left_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inner_number} in {self.bag_number}"


class Complaint(models.Model):
    """ "I did not receive this": one an event; its office answers once. Never deleted."""

    number = models.CharField(max_length=20, unique=True)
    event = models.OneToOneField(TrackingEvent, models.PROTECT, related_name="complaint")
    article_number = models.CharField(max_length=20)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    words = models.CharField(max_length=300, blank=True)
    by_link = models.BooleanField()  # by the signed link, so by somebody who holds the receipt or was sent it
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(outcome="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="tracking_complaint_answered_by_somebody",
            )
        ]
        indexes = [
            models.Index(fields=["office", "-id"], name="tracking_complaint_of_office"),
            models.Index(fields=["article_number"], name="tracking_complaint_article"),
        ]

    def __str__(self) -> str:
        return self.number
