"""Fetch with permission: articles in the custody of the office where one has duty; tariff sheets, and locks on them."""

import base64
from collections.abc import Sequence

from django.db import connection
from django.utils.crypto import constant_time_compare, salted_hmac

from apt.core.errors import NotFound
from apt.core.rows import columns, made
from offices.models import Office
from tracking.errors import UnknownNumber

from .errors import UnknownArticle
from .models import Article, Pickup, TariffReplay, TariffSheet
from .rules.notices import Side

# Asked for every handful of scans and entries: written out, since building it costs more than running it.
_IN_HAND = "SELECT {article} FROM bookings_article article WHERE number = ANY(%s) ORDER BY id FOR UPDATE"
_NOTICE_SALT = "bookings.notice"
_NOTICE_BYTES = 9  # 72 bits: short enough for a message, and nobody guesses one


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
    with connection.cursor() as cursor:
        cursor.execute(_IN_HAND.format(article=columns(Article, "article")), [list(numbers)])
        found = [made(Article, row) for row in cursor.fetchall()]
    return {article.number: article for article in found}


def get_pickup_at(office: Office, code: str) -> Pickup:
    """Lock and return a pick-up that `office` was asked for. Raises NotFound, for absent and foreign alike."""
    found = Pickup.objects.select_for_update(no_key=True).filter(office=office, live=True, code=code).first()
    if found is None:
        raise NotFound()
    return found


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


def notice_token(number: str, side: str) -> str:
    """`EK123456785IN-a-h3Kd...`: the link in a message. It says the number, and whose message it was."""
    claim = f"{number}-{side[0]}"
    digest = salted_hmac(_NOTICE_SALT, claim, algorithm="sha256").digest()[:_NOTICE_BYTES]
    return f"{claim}-{base64.urlsafe_b64encode(digest).decode()}"


def get_side_for(token: str) -> tuple[str, Side]:
    """The article's number and the side whose link this is. Raises UnknownNumber for a link that we did not make."""
    number, _dash, rest = token.partition("-")
    side = Side.SENDER if rest.startswith("s-") else Side.ADDRESSEE
    if not constant_time_compare(token, notice_token(number, side)):
        raise UnknownNumber(number=number[:20])
    return number, side


def mobile_digest(mobile: str) -> str:
    """A mobile number as the list of those who want no messages holds it."""
    return salted_hmac("bookings.opt-out", mobile, algorithm="sha256").hexdigest()
