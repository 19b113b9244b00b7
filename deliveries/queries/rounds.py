"""What a postman's phone carries for the day, and what an office must look at afterwards."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q

from deliveries.models import Attempt, KeptEntry, Phone, Proof, Sheet, WindowDelivery
from deliveries.rules import CODE_FAILED, Channel, PatternLimits, Seen, Suspicion, Verdict, patterns_in
from digipin.rules import Point
from offices.models import Office, User

_LOOK_BACK = timedelta(days=14)
_MOST_SEEN = 20_000


def round_of(postman: User, *, on: date) -> list[Sheet]:
    """The sheets of a day with articles and parties, in walking order; a bulk addressee's is handed over on its own
    page, with signal. Three queries for any number of articles."""
    sheets = Sheet.objects.filter(postman=postman, sheet_date=on).exclude(channel=Channel.BULK)
    sheets = sheets.select_related("beat", "branch", "office")
    return list(sheets.prefetch_related("items__article__parties").order_by("id"))


def phones_of_office(office: Office) -> list[Phone]:
    return list(
        Phone.objects.filter(office=office).select_related("user", "revoked_by").order_by("-last_seen_at", "-id")
    )


def entries_waiting(office: Office) -> list[KeptEntry]:
    """Kept entries that nobody has decided, the oldest first."""
    waiting = KeptEntry.objects.filter(office=office, accepted__isnull=True).select_related("made_by", "phone")
    return list(waiting.order_by("id"))


def failed_codes(office: Office, *, now: datetime) -> list[Attempt]:
    """Wrong, locked or expired codes of articles that are still out: each is a task for postman and postmaster."""
    failed = Attempt.objects.filter(
        item__sheet__office=office, item__outcome="", verdict__in=CODE_FAILED, recorded_at__gte=now - _LOOK_BACK
    )
    latest = failed.order_by("item_id", "-id").distinct("item_id")
    return sorted(latest.select_related("article", "made_by"), key=lambda one: one.pk)


def doubtful_attempts(office: Office, *, since: datetime) -> list[Attempt]:
    """Attempts that look false, and second entries that another one overruled; the latest first, at most 200."""
    found = Attempt.objects.filter(item__sheet__office=office, recorded_at__gte=since)
    found = found.exclude(flags=[]) | found.filter(verdict=Verdict.SUPERSEDED)
    return list(
        found.select_related("article", "made_by", "item__sheet__beat", "item__sheet__branch").order_by(
            "-recorded_at", "-id"
        )[:200]
    )


def suspicions_at(office: Office, *, since: datetime) -> list[tuple[User, Suspicion]]:
    """What the attempts of an office look like together, by postman. Two queries."""
    attempts = Attempt.objects.filter(item__sheet__office=office, recorded_at__gte=since).order_by("id")
    rows = attempts.values_list(
        "id", "made_by_id", "article_id", "happened_at", "verdict", "article__services", "flags", "latitude",
        "longitude", "article__parties__addressee_address", "article__parties__addressee_mobile",
    )[:_MOST_SEEN]  # fmt: skip
    seen = [
        Seen(
            pk, by, article, at, verdict, "OTP" in services, flags,
            Point(float(lat), float(lon)) if lat is not None and lon is not None else None, door, mobile,
        )
        for pk, by, article, at, verdict, services, flags, lat, lon, door, mobile in rows
    ]  # fmt: skip
    found = patterns_in(seen, PatternLimits(**settings.HONEST_PATTERNS))
    people = User.objects.in_bulk([one.postman for one in found])
    return [(people[one.postman], one) for one in found]


def proof_of(sha256: str, **of: Office | str) -> Proof | None:
    """A picture that an attempt or a hand-over names, of articles of this `number` or `origin`. Three queries."""
    named = Q(photo=sha256) | Q(signature=sha256)
    articles = {f"article__{name}": value for name, value in of.items()}
    told = Attempt.objects.filter(named, **articles).exists()
    if not (told or WindowDelivery.objects.filter(named, **articles).exists()):
        return None
    return Proof.objects.filter(sha256=sha256).first()


def proof_at(office: Office, sha256: str) -> Proof | None:
    """A picture that an attempt of this office names."""
    named = Attempt.objects.filter(item__sheet__office=office)
    if not (named.filter(photo=sha256).exists() or named.filter(signature=sha256).exists()):
        return None
    return Proof.objects.filter(sha256=sha256).first()
