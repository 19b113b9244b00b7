"""How many codes went where, and how many were ever entered: against the pumping of messages (trust goal D5)."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.conf import settings
from django.db.models import Count, Q

from bookings.models import Article
from bookings.rules import Status
from bookings.rules.notices import language_of
from deliveries.models import DeliveryCode, SheetItem
from deliveries.rules import Handed
from offices.models import Office

_LOOK_BACK: Final = timedelta(hours=24)


class ToSend(NamedTuple):
    """What the gateway is told of a code; the code itself is derived at that moment."""

    subject: str
    issue_number: int
    mobile: str
    where: Handed
    language: str  # of the state in which it is delivered


class Entered(NamedTuple):
    """Codes of an office whose time is over: how many were sent, and how many of them anybody ever typed."""

    sent: int
    entered: int

    @property
    def is_alarming(self) -> bool:
        policy = settings.DELIVERY_OTP
        share = self.entered * 100 < policy["entered_percent"] * self.sent
        return self.sent >= policy["entered_of_at_least"] and share


def codes_sent_to(digest: str, *, since: datetime) -> list[tuple[datetime, bool]]:
    """When codes were issued for a number, and whether somebody had asked. One query."""
    codes = DeliveryCode.objects.filter(mobile_digest=digest, issued_at__gte=since).order_by("issued_at", "id")
    return list(codes.values_list("issued_at", "again"))


def codes_of_office(office: Office, *, since: datetime) -> tuple[int, int]:
    """Codes of an office, and articles (or bulk sheets) that had one. One query."""
    codes = DeliveryCode.objects.filter(office=office, issued_at__gte=since)
    found = codes.aggregate(codes=Count("pk"), out=Count("pk", filter=Q(again=False)))
    return found["codes"], found["out"]


def codes_entered(office: Office, *, now: datetime) -> Entered:
    """Of the last day, those that can be entered no more. One query."""
    codes = DeliveryCode.objects.filter(office=office, issued_at__gte=now - _LOOK_BACK, sent_at__isnull=False)
    over = codes.filter(
        Q(expires_at__lt=now) | Q(spent_at__isnull=False) | ~Q(item__outcome="") & Q(item__isnull=False)
    )
    entered = Count("pk", filter=Q(spent_at__isnull=False) | Q(wrong_tries__gt=0))
    found = over.aggregate(sent=Count("pk"), entered=entered)
    return Entered(found["sent"], found["entered"])


def code_to_send(code_id: int, *, now: datetime) -> ToSend | None:
    """None for a code that is sent, spent, over or replaced, and where the thing is not out (or on hold) any more."""
    code = DeliveryCode.objects.select_related("article__parties", "item", "sheet", "office").get(pk=code_id)
    if code.sent_at or code.spent_at or now > code.expires_at:
        return None
    alike = DeliveryCode.objects.filter(article=code.article, sheet=code.sheet)
    if alike.filter(issue_number__gt=code.issue_number).exists():
        return None
    if code.article is None:
        item = SheetItem.objects.filter(sheet=code.sheet, outcome="").select_related("article__parties").first()
        if item is None:
            return None
        return _to_send(code, item.article, Handed.BULK)
    here = not code.item.outcome if code.item else code.article.status == Status.HELD
    where = Handed.DOOR if code.item else Handed.WINDOW
    return _to_send(code, code.article, where) if here else None


def _to_send(code: DeliveryCode, article: Article, where: Handed) -> ToSend:
    language = language_of(code.office.state)
    return ToSend(code.subject, code.issue_number, article.parties.addressee_mobile, where, language)
