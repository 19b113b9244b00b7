"""The sandbox: articles that exist only for partners who try things out. No mail, no money, no real history."""

from django.db import models

from offices.models import Office
from partners.models import Customer
from tracking.rules import Event, Life


class SandboxArticle(models.Model):
    """An article that lives its whole life within a minute of its booking."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="sandbox_articles")
    number = models.CharField(max_length=13, unique=True)
    reference = models.CharField(max_length=50, blank=True)
    life = models.CharField(max_length=10, choices=Life.choices)
    product = models.CharField(max_length=20)
    pincode = models.CharField(max_length=6)
    total_paise = models.BigIntegerField()
    booked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["customer", "-id"], name="tracking_sandbox_of")]

    def __str__(self) -> str:
        return self.number


class SandboxEvent(models.Model):
    """What will happen to it, and when: written at its booking, so that its life needs no worker to go on."""

    article = models.ForeignKey(SandboxArticle, models.CASCADE, related_name="events")
    code = models.CharField(max_length=20, choices=Event.choices)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    remark = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField()
    told = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="tracking_sandbox_due", condition=models.Q(told=False))]

    def __str__(self) -> str:
        return f"{self.article_id} {self.code}"
