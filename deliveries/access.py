"""Fetch with permission: sheets of one's office, and items of one's own sheets."""

from bookings.models import Article
from offices.models import Office, User

from .errors import UnknownItem, UnknownSheet
from .models import Sheet, SheetItem


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


def get_own_item(postman: User, article_number: str) -> SheetItem:
    """Lock the article, then its latest item on a sheet of `postman`, and return the item. Raises UnknownItem."""
    item = _latest_item(postman, article_number)
    Article.objects.select_for_update().get(pk=item.article_id)
    # Read again under the lock: another phone may have closed it meanwhile.
    return SheetItem.objects.select_for_update(of=("self",)).select_related("sheet__office", "article").get(pk=item.pk)


def get_own_item_to_show(postman: User, article_number: str) -> SheetItem:
    """The same without locks, for a page."""
    return _latest_item(postman, article_number)


def get_office_sheet(office: Office, number: str) -> Sheet:
    sheet = Sheet.objects.select_related("office", "beat", "postman").filter(number=number, office=office).first()
    if sheet is None:
        raise UnknownSheet(number=number)
    return sheet


def _latest_item(postman: User, article_number: str) -> SheetItem:
    items = SheetItem.objects.filter(sheet__postman=postman, article__number=article_number)
    item = items.select_related("sheet__office", "article__parties").order_by("-id").first()
    if item is None:
        raise UnknownItem(number=article_number)
    return item
