"""People, posts, and who holds or fills which post from when to when (complaint 25: separate dated rows)."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from offices.rules import Absence, Role

from .office import Office


def _last_day(valid: Any) -> date | None:
    """People name the last day of a time; [from, to) stores the day after. None without an end."""
    return valid.upper - timedelta(days=1) if valid.upper else None


class UserManager(BaseUserManager["User"]):
    def create_user(self, employee_id: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(employee_id=employee_id, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, employee_id: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(employee_id, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in, by 8-digit employee id (operations.md, section 2)."""

    employee_id = models.CharField(_("employee id"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=100)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)  # may open Django's admin
    is_demonstration = models.BooleanField(default=False)  # signs in with one press while settings.DEMO is on
    # A contract customer's own person: no post, no machine of ours, nothing but the console (partners.Member).
    is_outside = models.BooleanField(default=False, db_default=False)
    mobile = models.CharField(max_length=10, blank=True)
    joined_on = models.DateField(null=True)
    left_on = models.DateField(null=True, blank=True)
    must_change_password = models.BooleanField(default=False)
    # Time-based codes: the secret is sealed with a key outside the database; a used step is never accepted again.
    totp_sealed = models.BinaryField(null=True, editable=False)
    totp_confirmed_at = models.DateTimeField(null=True)
    totp_last_step = models.BigIntegerField(default=0)

    USERNAME_FIELD = "employee_id"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(employee_id__regex=r"^[0-9]{8}$"), name="offices_user_id_8_digits"),
            models.CheckConstraint(condition=Q(mobile__regex=r"^([6-9][0-9]{9})?$"), name="offices_user_mobile_indian"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(joined_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="offices_user_service_life",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.employee_id})"

    def get_full_name(self) -> str:
        return self.name


class Post(models.Model):
    """A sanctioned place of work at an office, with its roles. It stays when its holder goes."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="posts")
    number = models.PositiveSmallIntegerField()  # within the office
    title = models.CharField(max_length=60, blank=True)
    roles = ArrayField(models.CharField(max_length=16, choices=Role.choices))  # a single-handed office combines them
    valid = DateRangeField()  # [from, to)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(roles__len__gte=1), name="offices_post_has_a_role"),
            ExclusionConstraint(
                name="offices_post_number_once",
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    ("number", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id}/{self.number}"

    @property
    def last_day(self) -> date | None:
        return _last_day(self.valid)

    @property
    def role_names(self) -> str:
        return ", ".join(str(Role(role).label) for role in self.roles)


class Posting(models.Model):
    """A person holds a post, from one day to another: one person a post, one post a person."""

    user = models.ForeignKey(User, models.PROTECT, related_name="postings")
    post = models.ForeignKey(Post, models.PROTECT, related_name="postings")
    valid = DateRangeField()  # [from, to)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="offices_one_post_a_person",
                expressions=[("user", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="offices_one_person_a_post",
                expressions=[("post", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} holds {self.post_id}"

    @property
    def last_day(self) -> date | None:
        return _last_day(self.valid)


class Arrangement(models.Model):
    """For a time, somebody is away from their post, or somebody stands in at a post. It ends by itself."""

    kind = models.CharField(max_length=12, choices=Absence.choices)
    user = models.ForeignKey(User, models.PROTECT, related_name="arrangements")
    post = models.ForeignKey(Post, models.PROTECT, related_name="arrangements")
    valid = DateRangeField()  # [from, to), never without an end
    order_number = models.CharField(max_length=60)  # the memo that orders it
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid__upper_inf=False, valid__lower_inf=False), name="offices_arrangement_ends"
            ),
            models.CheckConstraint(condition=~Q(user=F("made_by")), name="offices_arrangement_not_for_oneself"),
            # One stand-in a post and day; a person is away, or stands in at one post, once a day.
            ExclusionConstraint(
                name="offices_one_stand_in_a_post",
                expressions=[("post", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=~Q(kind=Absence.LEAVE),
            ),
            ExclusionConstraint(
                name="offices_away_once",
                expressions=[("user", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(kind=Absence.LEAVE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.valid}"

    @property
    def last_day(self) -> date | None:
        return _last_day(self.valid)
