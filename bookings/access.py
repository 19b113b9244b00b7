"""Fetch with permission: articles in the custody of the office where one has duty; tariff sheets, and locks on them."""

from collections.abc import Sequence

from apt.core.errors import NotFound
from offices.models import Office

from .errors import UnknownArticle
from .models import Article, TariffReplay, TariffSheet


def get_articles_at(office: Office, numbers: Sequence[str]) -> list[Article]:
    """Lock and return the articles of these numbers that lie at `office`. Raises UnknownArticle, naming the first
    absent.

    Locks in the order of ids: the one written order for articles (house, section 5).
    """
    found = list(Article.objects.select_for_update().filter(number__in=numbers, at_office=office).order_by("id"))
    absent = set(numbers) - {article.number for article in found}
    if absent:
        raise UnknownArticle(field="number", number=min(absent))
    return found


def get_articles_in_hand(numbers: Sequence[str]) -> dict[str, Article]:
    """Lock and return the articles of these numbers wherever they are on record, by number; absent ones are left out.

    For whoever has the things themselves in hand and scanned them: what may be done is the caller's to judge. Locks in
    the order of ids, as above.
    """
    found = Article.objects.select_for_update().filter(number__in=numbers).order_by("id")
    return {article.number: article for article in found}


def get_sheet(sheet_id: int) -> TariffSheet:
    """Sheets belong to the whole post: whoever's duty includes tariffs sees them all. Raises NotFound."""
    found = TariffSheet.objects.select_related("approved_by", "loaded_by", "withdrawn_by").filter(pk=sheet_id).first()
    if found is None:
        raise NotFound()
    return found


def lock_sheet(sheet: TariffSheet) -> TariffSheet:
    """The sheet as it stands, held until the transaction ends."""
    return TariffSheet.objects.select_for_update(no_key=True).get(pk=sheet.pk)


def lock_replay(replay_id: int) -> TariffReplay | None:
    """The replay with its sheet; None when another worker is at it, or there is none."""
    replays = TariffReplay.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    return replays.select_related("sheet").filter(pk=replay_id).first()
