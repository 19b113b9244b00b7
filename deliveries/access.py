"""Fetch with permission: sheets of one's office or one's own, one's own phone, what waits at an office."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from bookings.models import Article
from bookings.rules import Status
from offices.models import Office, User

from .errors import (
    AlreadyAcknowledged,
    CallAnswered,
    NotAcknowledged,
    NothingToVerify,
    PhoneOfAnother,
    SheetClosed,
    UnknownEntry,
    UnknownHeld,
    UnknownItem,
    UnknownMaster,
    UnknownPhone,
    UnknownSheet,
)
from .models import Batch, Beat, BeatArea, CallBack, KeptEntry, Phone, Sheet, SheetItem
from .rules import Channel, Verdict


def get_own_sheet(postman: User, number: str) -> Sheet:
    """Lock and return a sheet that `postman` carries. Raises UnknownSheet."""
    sheet = (
        Sheet.objects.select_for_update(of=("self",))
        .select_related("office")
        .filter(number=number, postman=postman)
        .first()
    )
    if sheet is None:
        raise UnknownSheet(number=number)
    return sheet


def get_own_item_to_show(postman: User, article_number: str) -> SheetItem:
    """The latest item of an article on the sheets of `postman`, for a page. Raises UnknownItem."""
    items = SheetItem.objects.filter(sheet__postman=postman, article__number=article_number)
    item = items.select_related("sheet__office", "article__parties").order_by("-id").first()
    if item is None:
        raise UnknownItem(number=article_number)
    return item


def get_office_sheet(office: Office, number: str) -> Sheet:
    sheet = (
        Sheet.objects.select_related("office", "beat", "branch", "postman").filter(number=number, office=office).first()
    )
    if sheet is None:
        raise UnknownSheet(number=number)
    return sheet


def get_item_out(number: str, *, postman: User | None = None, office: Office | None = None) -> SheetItem:
    """Lock an article, and return its entry that is out with `postman`, or on a sheet of `office`.

    The article is what judging locks, so that a new code and a typed one come one after the other. Raises UnknownItem,
    NotAcknowledged.
    """
    locked = Article.objects.select_for_update().filter(number=number).first()
    items = SheetItem.objects.filter(article=locked, outcome="").select_related("sheet__office", "article__parties")
    own = items.filter(sheet__postman=postman) if postman else items.filter(sheet__office=office)
    item = own.first()
    if locked is None or item is None:
        raise UnknownItem(number=number)
    if not item.sheet.acknowledged_at:
        raise NotAcknowledged()
    return item


def get_sheet_to_fill(office: Office, number: str) -> Sheet:
    """Lock and return a sheet of the office that nobody has taken over. Raises UnknownSheet, SheetClosed,
    AlreadyAcknowledged."""
    sheet = get_sheet_to_close(office, number)
    if sheet.acknowledged_at:
        raise AlreadyAcknowledged(number=number)
    return sheet


def get_bulk_sheet(office: Office, number: str) -> Sheet:
    """Lock and return what a bulk addressee gets and somebody has taken over, closed or not. Raises UnknownSheet,
    NotAcknowledged."""
    sheet = Sheet.objects.select_for_update().filter(number=number, office=office, channel=Channel.BULK).first()
    if sheet is None:
        raise UnknownSheet(number=number)
    if not sheet.acknowledged_at:
        raise NotAcknowledged()
    return sheet


def get_sheet_out(office: Office, number: str) -> Sheet:
    """Lock and return a sheet of the office that was taken over and is not closed. Raises UnknownSheet, SheetClosed,
    NotAcknowledged."""
    sheet = get_sheet_to_close(office, number)
    if not sheet.acknowledged_at:
        raise NotAcknowledged()
    return sheet


def get_own_phone(user: User, key: UUID) -> Phone:
    """Lock and return a phone of `user`, revoked or not. Raises UnknownPhone, PhoneOfAnother."""
    phone = Phone.objects.select_for_update(of=("self",)).select_related("office").filter(key=key).first()
    if phone is None:
        raise UnknownPhone()
    if phone.user_id != user.pk:
        raise PhoneOfAnother()
    return phone


def get_phone_at(office: Office, key: UUID) -> Phone:
    """Lock and return a phone of the office. Raises UnknownPhone."""
    phone = Phone.objects.select_for_update().filter(key=key, office=office).first()
    if phone is None:
        raise UnknownPhone()
    return phone


def get_entry_at(office: Office, client_uuid: UUID) -> KeptEntry:
    """Lock and return a kept entry of the office. Raises UnknownEntry."""
    entries = KeptEntry.objects.select_for_update(of=("self",)).select_related("made_by")
    entry = entries.filter(client_uuid=client_uuid, office=office).first()
    if entry is None:
        raise UnknownEntry()
    return entry


def get_sheet_to_close(office: Office, number: str) -> Sheet:
    """Lock and return a sheet of the office whose returns are not taken. Raises UnknownSheet, SheetClosed."""
    sheet = Sheet.objects.select_for_update().filter(number=number, office=office).first()
    if sheet is None:
        raise UnknownSheet(number=number)
    if sheet.closed_at:
        raise SheetClosed(number=number)
    return sheet


def get_held_article(office: Office, number: str) -> Article:
    """Lock and return an article that the office keeps after a failed attempt. Raises UnknownHeld."""
    return get_held_articles(office, [number])[0]


def get_held_articles(office: Office, numbers: Sequence[str]) -> list[Article]:
    """The same for several, in the order of ids. Raises UnknownHeld for the first absent, and where none is named."""
    held = Article.objects.select_for_update().filter(number__in=numbers, at_office=office, status=Status.HELD)
    articles = list(held.order_by("id"))
    absent = set(numbers) - {article.number for article in articles}
    if absent or not articles:
        raise UnknownHeld(number=min(absent, default=""))
    return articles


def get_held_to_show(office: Office, number: str) -> Article:
    """The same for a page, with its parties, not locked."""
    held = Article.objects.select_related("parties", "origin").filter(number=number, at_office=office)
    article = held.filter(status=Status.HELD).first()
    if article is None:
        raise UnknownHeld(number=number)
    return article


def get_item_to_verify(office: Office, number: str) -> SheetItem:
    """Lock and return the latest failed attempt of an article that nobody looked at. Raises NothingToVerify."""
    items = SheetItem.objects.select_for_update(of=("self",)).select_related("standing", "article")
    item = items.filter(sheet__office=office, article__number=number, outcome=Verdict.NOT_DELIVERED)
    found = item.filter(verified_at__isnull=True).order_by("-id").first()
    if found is None or found.standing is None:
        raise NothingToVerify(number=number)
    return found


def get_call_back(office: Office, number: str) -> CallBack:
    """Lock and return the call about an article that has no result yet. Raises UnknownHeld, CallAnswered."""
    calls = CallBack.objects.select_for_update(of=("self",)).filter(office=office, item__article__number=number)
    call = calls.order_by("-id").first()
    if call is None:
        raise UnknownHeld(number=number)
    if call.result:
        raise CallAnswered()
    return call


def get_master(office: Office, kind: str, master_id: int, *, on: date) -> Batch | Beat | BeatArea:
    """Lock and return a batch, beat or area of the office in use on a day. Raises UnknownMaster."""
    models: dict[str, type[Batch] | type[Beat] | type[BeatArea]] = {"batch": Batch, "beat": Beat, "area": BeatArea}
    if kind not in models:
        raise UnknownMaster()
    masters: Any = models[kind]._default_manager.select_for_update()
    found: Batch | Beat | BeatArea | None = masters.filter(pk=master_id, office=office, valid__contains=on).first()
    if found is None:
        raise UnknownMaster()
    return found


def get_beat(office: Office, number: int, *, on: date) -> Beat:
    """A beat of the office on a day by its number. Raises UnknownMaster."""
    beat = Beat.objects.filter(office=office, number=number, valid__contains=on).first()
    if beat is None:
        raise UnknownMaster()
    return beat
