"""A customer's own people: they sign in like everybody, hold no post, and see their customer's console alone."""

from django.conf import settings
from django.db import models

from partners.rules import MemberRole

from .contracts import Customer


class Member(models.Model):
    """A person of one customer, with one role there. Left, the row stays and opens nothing."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="membership")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="members")
    role = models.CharField(max_length=8, choices=MemberRole.choices)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id} of {self.customer_id}"
