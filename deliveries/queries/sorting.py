"""To which beat an article belongs, and where on its way: as rounds taught, else by the areas of the beats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Prefetch
from django.utils.crypto import salted_hmac

from bookings.models import Article
from deliveries.models import AddressPlace, Batch, Beat, BeatArea, Sheet
from deliveries.rules import AreaKind, Found, Past, longest_prefix, plain_address
from offices.models import Office

from .past import pasts_of
from .sheets import articles_to_deliver


@dataclass(frozen=True)
class Placed:
    """An article with its beat; `beat` is None where neither a round nor an area knows the address."""

    article: Article
    beat: Beat | None
    place: float | None
    how: Found | None

    @property
    def way(self) -> tuple[bool, float, str, str]:
        """Learnt places first, in walking order; the others by cell and address, so that neighbours stay together."""
        place = 0.0 if self.place is None else self.place
        return (self.place is None, place, self.article.digipin, _where(self.article)[0].casefold())


@dataclass(frozen=True)
class Sorted:
    unplaced: list[Placed]
    beats: list[tuple[Beat, list[Placed]]]  # in the order of their numbers, each in walking order
    window: list[tuple[Article, Past]]  # tried twice, or sent back without detention: they go on no sheet

    @property
    def placed(self) -> int:
        return sum(len(articles) for _beat, articles in self.beats)


def _where(article: Article) -> tuple[str, str]:
    """Address and PIN of the door: the addressee's, or of what goes back the sender's."""
    parties = article.parties
    if article.returning:
        return parties.sender_address, parties.sender_pincode
    return parties.addressee_address, article.pincode


def address_key(article: Article) -> str:
    """Keyed hash of the address and PIN, or of the DIGIPIN where there is one. Hex, 64 characters."""
    cell = "" if article.returning else article.digipin
    plain = cell or plain_address(*_where(article))
    return salted_hmac("deliveries.address", plain, secret=settings.OTP_MASTER_KEY, algorithm="sha256").hexdigest()


def sort_into_beats(office: Office, *, on: date) -> Sorted:
    """Everything that waits for delivery at the office, by beat. Six queries for any number of articles."""
    waiting = articles_to_deliver(office)
    pasts = pasts_of(waiting)
    for_window = [(one, pasts[one.pk]) for one in waiting if one.pk in pasts and _stays(pasts[one.pk])]
    stay = {one.pk for one, _past in for_window}
    placed = place_in_beats([one for one in waiting if one.pk not in stay], office=office, on=on)
    beats: dict[int, tuple[Beat, list[Placed]]] = {}
    for one in sorted(placed, key=lambda one: one.way):
        if one.beat:
            beats.setdefault(one.beat.pk, (one.beat, []))[1].append(one)
    return Sorted(
        [one for one in placed if one.beat is None],
        sorted(beats.values(), key=lambda pair: pair[0].number),
        for_window,
    )


def articles_for_rounds(office: Office) -> list[Article]:
    """What waits here and may go out: not what is for the window, or goes back. The oldest first."""
    waiting = articles_to_deliver(office)
    pasts = pasts_of(waiting)
    return [one for one in waiting if one.pk not in pasts or not _stays(pasts[one.pk])]


def _stays(past: Past) -> bool:
    return past.for_window or past.goes_back


def place_in_beats(articles: Sequence[Article], *, office: Office, on: date) -> list[Placed]:
    """Three queries: the beats of the day, their areas, what was learnt."""
    beats = {beat.pk: beat for beat in beats_on(office, on=on)}
    areas: dict[str, dict[str, int]] = {AreaKind.PIN: {}, AreaKind.DIGIPIN: {}}
    rows = BeatArea.objects.filter(office=office, valid__contains=on).order_by("id")
    for kind, prefix, beat_id in rows.values_list("kind", "prefix", "beat_id"):
        areas[kind][prefix] = beat_id
    keys = {article.pk: address_key(article) for article in articles}
    learnt = {
        key: (beat_id, place)
        for key, beat_id, place in AddressPlace.objects.filter(office=office, address__in=set(keys.values()))
        .order_by("id")
        .values_list("address", "beat_id", "place")
    }
    placed = []
    for article in articles:
        known: int | None
        known, place = learnt.get(keys[article.pk], (None, None))
        how = Found.LEARNT
        if known not in beats:
            place = None
            cell = "" if article.returning else article.digipin
            prefix = longest_prefix(cell, list(areas[AreaKind.DIGIPIN])) if cell else ""
            known = areas[AreaKind.DIGIPIN].get(prefix)
            how = Found.DIGIPIN
            if known not in beats:
                known, how = areas[AreaKind.PIN].get(_where(article)[1]), Found.PIN
        beat = beats.get(known) if known else None
        placed.append(Placed(article, beat, place, how if beat else None))
    return placed


def beats_on(office: Office, *, on: date) -> list[Beat]:
    """Beats that are walked on a day, with their batch: one query."""
    return list(Beat.objects.filter(office=office, valid__contains=on).select_related("batch").order_by("number", "id"))


def beats_with_areas(office: Office, *, on: date) -> list[Beat]:
    areas = Prefetch("areas", BeatArea.objects.filter(valid__contains=on).order_by("kind", "prefix"))
    beats = Beat.objects.filter(office=office, valid__contains=on).select_related("batch")
    return list(beats.prefetch_related(areas).order_by("number", "id"))


def batches_on(office: Office, *, on: date) -> list[Batch]:
    return list(Batch.objects.filter(office=office, valid__contains=on).order_by("number", "id"))


def last_postmen(beats: Sequence[Beat]) -> dict[int, int]:
    """By beat, whoever carried its last sheet. One query."""
    sheets = Sheet.objects.filter(beat__in=beats).order_by("beat_id", "-id")
    return dict(sheets.distinct("beat_id").values_list("beat_id", "postman_id"))
