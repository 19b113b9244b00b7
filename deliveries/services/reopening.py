"""What the addressee disputed and the office found so: the attempt is none, and the article is on the list again."""

from datetime import datetime

from apt.core.db import step, use_case
from bookings.access import get_articles_in_hand
from bookings.models import Article
from bookings.rules import Status
from bookings.services import move_articles
from deliveries.models import SheetItem
from deliveries.rules import Remark, Verdict
from offices.models import Office
from payments.queries import cod_of
from payments.services import open_case
from tracking.models import Complaint
from tracking.queries import is_corrected
from tracking.rules import REOPENS, Event, Subject
from tracking.services import Happening, record_events


@use_case
def reopen_attempt(*, complaint_id: int, now: datetime) -> bool:
    """A complaint was upheld: its event is corrected, the attempt does not count (Reg. 42), the article is on hold.

    By whoever answered the complaint. False where the article has moved on since, or this was done before: a repeat
    changes nothing (trust goal D10).
    """
    complaint = Complaint.objects.select_related("event", "office", "answered_by").get(pk=complaint_id)
    event, number = complaint.event, complaint.article_number
    article = get_articles_in_hand([number]).get(number)
    if article is None or complaint.outcome not in REOPENS or is_corrected(event):
        return False
    delivered = event.code == Event.ITEM_DELIVERY
    if article.status != (Status.DELIVERED if delivered else Status.HELD) or article.at_office_id != event.office_id:
        return False
    items = SheetItem.objects.filter(article=article, sheet__office=event.office).order_by("-id")
    item = items.filter(outcome=Verdict.DELIVERED if delivered else Verdict.NOT_DELIVERED).first()
    if delivered:
        move_articles(articles=[article], to=Status.HELD, office=complaint.office)
        _ask_about_money(article, complaint.office, now=now)
    if item:  # none was delivered at the window
        item.reopened_at = now
        item.save(update_fields=["reopened_at"])
    what = Happening(
        Subject.ARTICLE, number, Event.ITEM_ONHOLD, complaint.office, f"reopen:{event.pk}",
        remark=Remark.NOT_ATTEMPTED, corrects=event,
    )  # fmt: skip
    record_events([what], by=complaint.answered_by, happened_at=now, now=now)
    return True


@step
def _ask_about_money(article: Article, office: Office, *, now: datetime) -> None:
    """What was collected with a delivery that was none stays collected, and is a case: something to explain."""
    if article.due_paise and (kept := cod_of(article.number)):
        open_case(kind="cod_reopened", about=article.number, office=office, paise=kept.paise, now=now)
