"""What can be asked about people: who holds which post, who could do what, who asked for what, who saw what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from apt.core.clock import IST
from offices.errors import UnknownPerson
from offices.models import AccessRecord, Approval, Arrangement, Office, Post, Posting, User
from offices.rules import ROLES, STANDING_IN, Absence, Reach, Role, Work

if TYPE_CHECKING:  # the class takes parameters in its stubs only
    AccessRecords = QuerySet[AccessRecord, AccessRecord]


@dataclass(frozen=True)
class PostToday:
    """A post on one day: who holds it, whether that person is away, who stands in."""

    post: Post
    holder: User | None
    leave: Arrangement | None
    stand_in: Arrangement | None

    @property
    def is_vacant(self) -> bool:
        return self.holder is None and self.stand_in is None


def posts_of(office: Office, *, on: date) -> list[PostToday]:
    """The posts of an office on a day, by number. Three statements, however many people."""
    posts = list(Post.objects.filter(office=office, valid__contains=on).order_by("number", "id"))
    held = Posting.objects.filter(post__in=posts, valid__contains=on).select_related("user").order_by("id")
    holders = {posting.post_id: posting.user for posting in held}
    arranged = Arrangement.objects.filter(post__in=posts, valid__contains=on).select_related("user").order_by("id")
    leaves: dict[int, Arrangement] = {}
    stand_ins: dict[int, Arrangement] = {}
    for one in arranged:
        if one.kind != Absence.LEAVE:
            stand_ins[one.post_id] = one
        elif one.post_id in holders and holders[one.post_id].pk == one.user_id:
            leaves[one.post_id] = one
    return [PostToday(post, holders.get(post.pk), leaves.get(post.pk), stand_ins.get(post.pk)) for post in posts]


def postings_of_post(post: Post) -> list[Posting]:
    """Who held a post, the latest first. One statement."""
    return list(post.postings.select_related("user").order_by("-valid", "-id"))


def arrangements_of_post(post: Post) -> list[Arrangement]:
    """Leave from a post and standing in at it, the latest first; what was taken back before it began is left out."""
    found = post.arrangements.filter(valid__isempty=False).select_related("user", "made_by")
    return list(found.order_by("-valid", "-id"))


def person_by_employee_id(employee_id: str) -> User:
    """Raises UnknownPerson."""
    found = User.objects.filter(employee_id=employee_id).first()
    if found is None:
        raise UnknownPerson(field="employee_id")
    return found


@dataclass(frozen=True)
class Able:
    """A person who could do something at an office on a day, and through what."""

    employee_id: str
    name: str
    office_code: str
    office_name: str
    post_number: int
    roles: tuple[Role, ...]
    arrangement: Absence | None
    order_number: str


_FAR_REACHING: Final = sorted(role for role, rule in ROLES.items() if rule.reach == Reach.SUBTREE)
# The offices above are few and named by the path; of their posts only those whose roles reach down are read.
_WHO_COULD: Final = """
WITH post AS (
    SELECT p.id, p.number, p.roles, o.id AS office_id, o.code, o.name AS office_name
    FROM offices_office o JOIN offices_post p ON p.office_id = o.id
    WHERE o.code = ANY(%(codes)s) AND p.valid @> %(on)s::date
      AND (o.id = %(office)s OR p.roles && %(far)s::varchar[])
), filled AS (
    SELECT p.post_id, p.user_id, '' AS kind, '' AS order_number
    FROM offices_posting p JOIN post ON post.id = p.post_id
    WHERE p.valid @> %(on)s::date AND NOT EXISTS (
        SELECT 1 FROM offices_arrangement a
        WHERE a.user_id = p.user_id AND a.post_id = p.post_id AND a.kind = 'leave' AND a.valid @> %(on)s::date)
    UNION ALL
    SELECT a.post_id, a.user_id, a.kind, a.order_number
    FROM offices_arrangement a JOIN post ON post.id = a.post_id
    WHERE a.kind <> 'leave' AND a.valid @> %(on)s::date
)
SELECT u.employee_id, u.name, post.office_id = %(office)s, post.code, post.office_name, post.number, post.roles,
       filled.kind, filled.order_number
FROM filled JOIN post ON post.id = filled.post_id JOIN offices_user u ON u.id = filled.user_id
WHERE u.left_on > %(on)s::date OR (u.left_on IS NULL AND u.is_active)
ORDER BY post.office_id <> %(office)s, u.name, u.employee_id, post.number
"""


def who_could(office: Office, *, on: date) -> dict[Work, list[Able]]:
    """Who could do which work at an office on a day, those of the offices above whose roles reach down included.

    One statement, whatever the number of people; every kind of work is there, with nobody too.
    """
    codes = office.path.rstrip("/").split("/")
    with connection.cursor() as cursor:
        cursor.execute(_WHO_COULD, {"codes": codes, "on": on, "office": office.pk, "far": _FAR_REACHING})
        rows = cursor.fetchall()
    able: dict[Work, list[Able]] = {work: [] for work in Work}
    for employee_id, name, here, code, office_name, number, names, kind, order_number in rows:
        roles = [Role(one) for one in names]
        for work in Work:
            through = tuple(
                role for role in roles if work in ROLES[role].works and (here or ROLES[role].reach == Reach.SUBTREE)
            )
            if through:
                absence = Absence(kind) if kind else None
                able[work].append(Able(employee_id, name, code, office_name, number, through, absence, order_number))
    return able


def approvals_asked_by(user: User, limit: int = 50) -> list[Approval]:
    """What a person asked for, the latest first, with who decided. One statement."""
    asked = Approval.objects.filter(made_by=user).select_related("office", "made_by", "decided_by")
    return list(asked.order_by("-id")[:limit])


def access_records_of(office: Office, *, employee_id: str = "", day: date | None = None) -> "AccessRecords":
    """Who saw and did what at an office, the newest first; of one person, of one day in India. One statement a page."""
    records = AccessRecord.objects.filter(office=office).select_related("user", "office")
    if employee_id:
        records = records.filter(user__employee_id=employee_id)
    if day:
        begin = datetime.combine(day, time(), IST)
        records = records.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    return records.order_by("-at", "-id")


NEWEST_RECORDS: Final = 100_000  # how far back one looks for a day alone, or for nothing in particular


def access_records_within(
    offices: Q, *, subject: str = "", employee_id: str = "", day: date | None = None
) -> "AccessRecords":
    """The same at all offices that a condition selects; about one number, too. At most two statements a page."""
    records = AccessRecord.objects.filter(office__in=Office.objects.filter(offices)).select_related("user", "office")
    if subject:
        records = records.filter(subject=subject)
    if employee_id:
        records = records.filter(user__employee_id=employee_id)
    if not subject and not employee_id:
        newest = AccessRecord.objects.order_by("-id").values_list("id", flat=True).first() or 0
        records = records.filter(id__gt=newest - NEWEST_RECORDS)
    if day:
        begin = datetime.combine(day, time(), IST)
        records = records.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    return records.order_by("-id")


def people_at(office: Office, role: Role, *, on: date) -> list[User]:
    """Who does the work of `role` at an office on a day: holders not away, and stand-ins. By name; one query."""
    posts = Post.objects.filter(office=office, roles__contains=[role], valid__contains=on)
    today = Arrangement.objects.filter(valid__contains=on)
    away = today.filter(kind=Absence.LEAVE, user=OuterRef("user"), post=OuterRef("post"))
    holders = Posting.objects.filter(post__in=posts, valid__contains=on).filter(~Exists(away))
    stand_ins = today.filter(post__in=posts, kind__in=STANDING_IN)
    people = User.objects.filter(Q(pk__in=holders.values("user")) | Q(pk__in=stand_ins.values("user")), is_active=True)
    return list(people.order_by("name", "employee_id"))


def demonstration_outsiders() -> list[User]:
    """The demonstration's people who hold no post: those of contract customers."""
    return list(User.objects.filter(is_demonstration=True, is_outside=True, is_active=True).order_by("employee_id"))


def people_who(work: Work, offices: Sequence[Office], *, on: date) -> dict[User, Office]:
    """Who does some work at any of these offices on a day, and where; by office and name. Two queries."""
    roles = [role.value for role, rule in ROLES.items() if work in rule.works]
    posts = Post.objects.filter(office__in=offices, roles__overlap=roles, valid__contains=on)
    today = Arrangement.objects.filter(valid__contains=on, post__in=posts)
    away = today.filter(kind=Absence.LEAVE, user=OuterRef("user"), post=OuterRef("post"))
    holders = Posting.objects.filter(~Exists(away), post__in=posts, valid__contains=on, user__is_active=True)
    stand_ins = today.filter(kind__in=STANDING_IN, user__is_active=True)
    found = [
        (one.post.office, one.user)
        for several in (holders, stand_ins)
        for one in several.select_related("user", "post__office")
    ]
    return {user: office for office, user in sorted(found, key=lambda one: (one[0].name, one[1].name, one[1].pk))}


def demonstration_people(*, on: date) -> list[Posting]:
    """The postings of the demonstration's people, in the order of an article's journey."""
    postings = Posting.objects.filter(user__is_demonstration=True, user__is_active=True, valid__contains=on)
    return list(postings.select_related("user", "post__office").order_by("user__employee_id", "id"))
