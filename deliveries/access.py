"""Fetch with permission: sheets of one's office or one's own, one's own phone, what waits at an office."""

from uuid import UUID

from offices.models import Office, User

from .errors import PhoneOfAnother, UnknownEntry, UnknownItem, UnknownPhone, UnknownSheet
from .models import KeptEntry, Phone, Sheet, SheetItem


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
    sheet = Sheet.objects.select_related("office", "beat", "postman").filter(number=number, office=office).first()
    if sheet is None:
        raise UnknownSheet(number=number)
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
