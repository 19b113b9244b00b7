"""A customer's own people: they sign in like everybody, hold no post, and see their customer's console alone."""

from django.conf import settings
from django.db import models

from partners.rules import MEMBER_WORKS, MemberRole, MemberWork

from .contracts import Customer


class Member(models.Model):
    """A person of one customer, with one role there. Left, the row stays and opens nothing."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="membership")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="members")
    role = models.CharField(max_length=8, choices=MemberRole.choices)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    request_id = models.UUIDField(null=True, unique=True)  # of the form: a second press makes no second person
    left_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id} of {self.customer_id}"

    @property
    def works(self) -> frozenset[MemberWork]:
        return frozenset() if self.left_at else MEMBER_WORKS[MemberRole(self.role)]

    # What the menu shows.
    @property
    def builds(self) -> bool:
        return MemberWork.BUILD in self.works

    @property
    def sees_money(self) -> bool:
        return MemberWork.MONEY in self.works

    @property
    def manages_people(self) -> bool:
        return MemberWork.PEOPLE in self.works
