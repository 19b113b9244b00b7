"""Sheets of all beats in one press; and what rounds and clerks teach about addresses."""

from collections.abc import Mapping
from datetime import datetime

from apt.core.clock import ist_date
from apt.core.db import step, use_case
from bookings.access import get_articles_at
from deliveries.access import get_beat
from deliveries.errors import NoBeatFound, NoPostman
from deliveries.models import AddressPlace, Sheet, SheetItem
from deliveries.queries import address_key, sort_into_beats
from deliveries.rules import walked
from offices.models import Office, User

from .sheets import put_on_sheets


@use_case
def make_beat_sheets(*, office: Office, postmen: Mapping[int, User], by: User, now: datetime) -> list[Sheet]:
    """A sheet for each beat that has articles waiting, in learnt walking order; `postmen` by the beat's number.

    What has no beat stays where it is. Constant statements for any number of articles. Pressed again it finds nothing.
    Raises NoBeatFound, NoPostman, and what `put_on_sheets` does.
    """
    found = sort_into_beats(office, on=ist_date(now))
    if not found.beats:
        raise NoBeatFound()
    for beat, _placed in found.beats:
        if beat.number not in postmen:
            raise NoPostman(field=f"beat-{beat.number}", beat=beat)
    numbers = [one.article.number for _beat, placed in found.beats for one in placed]
    articles = {article.number: article for article in get_articles_at(office, numbers)}
    rounds = [
        (beat, postmen[beat.number], [articles[one.article.number] for one in placed]) for beat, placed in found.beats
    ]
    return put_on_sheets(office=office, rounds=rounds, by=by, now=now)


@use_case
def place_addresses(*, office: Office, article_numbers: list[str], beat_number: int, by: User, now: datetime) -> int:
    """The addresses of these articles belong to a beat from now on; how many there were. Constant statements.

    Raises UnknownArticle, UnknownMaster.
    """
    beat = get_beat(office, beat_number, on=ist_date(now))
    articles = get_articles_at(office, article_numbers)
    keys = {address_key(article) for article in articles}
    _teach([AddressPlace(office=office, address=key, beat=beat, learnt_at=now) for key in sorted(keys)])
    return len(keys)


@step
def learn_walk(*, sheet: Sheet, now: datetime) -> None:
    """Keep where on the way the doors of a sheet lay: attempts that stand, in the order in which they happened.

    Two statements for any number of articles; none for what no beat was walked with.
    """
    if sheet.beat is None:
        return
    items = SheetItem.objects.filter(sheet=sheet, standing__isnull=False).select_related("article__parties")
    stood = items.order_by("standing__happened_at", "standing__client_uuid")
    doors = list(dict.fromkeys(address_key(item.article) for item in stood))
    _teach(
        [
            AddressPlace(
                office=sheet.office, address=key, beat=sheet.beat, place=walked(len(doors), index), learnt_at=now
            )
            for index, key in enumerate(doors)
        ]
    )


@step
def _teach(places: list[AddressPlace]) -> None:
    AddressPlace.objects.bulk_create(
        sorted(places, key=lambda one: one.address),  # one order, so that two offices' presses cannot deadlock
        update_conflicts=True,
        unique_fields=["office", "address"],
        update_fields=["beat", "place", "learnt_at"],
    )
