"""A sheet replayed over past days' bookings: set-wise, in chunks, each a transaction that says how far it got."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Max, Min, Q

from apt.core.clock import ist_date
from apt.core.db import use_case
from apt.core.errors import Refusal
from apt.core.services import emit
from bookings.access import lock_replay, lock_sheet
from bookings.errors import ReplayDays, SheetNotADraft
from bookings.models import Article, Sale, TariffReplay, TariffReplayLine, TariffSheet
from bookings.queries import Asked, packaged, sheet_in_force, tariff_of_sheet
from bookings.queries.pricing import Counter
from bookings.rules import SheetState
from bookings.rules.tariff.changes import takes_effect_on
from offices.models import Office, User

from .tariff import findings, refuse_errors

REPLAY_ASKED: Final = "bookings.replay_asked"
CHUNK: Final = 10_000  # articles: about a second, well within the lease of an outbox message
MAX_DAYS: Final = 366

FIELDS: Final = (
    "id", "sale_id", "product", "weight_grams", "services", "length_cm", "breadth_cm", "height_cm", "declared_paise",
    "cod_paise", "discount", "pincode", "origin_id", "destination_id", "postage_paise", "discount_paise",
    "services_paise", "cgst_paise", "sgst_paise", "sale__shift_id",
)  # fmt: skip


@use_case
def ask_for_replay(*, sheet: TariffSheet, first_day: date, last_day: date, by: User, now: datetime) -> TariffReplay:
    """Ask that a draft be replayed over the bookings of past days; workers do it, from now on.

    Raises ReplayDays, SheetNotADraft, SheetHasErrors (a sheet that cannot price cannot be replayed).
    """
    today = ist_date(now)
    if not first_day <= last_day <= today or (last_day - first_day).days >= MAX_DAYS:
        raise ReplayDays(field="first_day", limit=MAX_DAYS)
    locked = lock_sheet(sheet)
    if locked.state not in (SheetState.DRAFT, SheetState.CHECKED):
        raise SheetNotADraft(state=locked.get_state_display())
    standing = sheet_in_force()
    before, after = tariff_of_sheet(standing) if standing else packaged(), tariff_of_sheet(locked)
    refuse_errors(findings(locked, after, before, today=today))
    sales = Sale.objects.filter(business_date__range=(first_day, last_day)).aggregate(first=Min("id"), last=Max("id"))
    replay = TariffReplay.objects.create(
        sheet=locked,
        first_day=first_day,
        last_day=last_day,
        priced_on=takes_effect_on(before, after, today=today),
        asked_by=by,
        asked_at=now,
        first_sale=sales["first"] or 0,
        last_sale=sales["last"] or 0,
        finished_at=None if sales["first"] else now,
    )
    if sales["first"]:
        emit(topic=REPLAY_ASKED, refs=[str(replay.pk)], now=now)
    return replay


@use_case
def go_on_with_replay(*, replay_id: int, now: datetime) -> TariffReplay | None:
    """Replay one chunk, and ask for the next. Harmless when repeated: the row says where to begin.

    None when the replay is finished or another worker is at it. Seven statements and the sheet's, whatever the chunk.
    """
    replay = lock_replay(replay_id)
    if replay is None or replay.finished_at:
        return None
    rows = _chunk(replay)
    _add(replay, _effects(replay, rows))
    if rows:
        replay.done_sale, replay.done_article = rows[-1]["sale_id"], rows[-1]["id"]
        replay.done_count += len(rows)
    if len(rows) < CHUNK:
        replay.finished_at = now
    else:
        emit(topic=REPLAY_ASKED, refs=[str(replay.pk)], now=now)
    replay.save(update_fields=["done_sale", "done_article", "done_count", "finished_at"])
    return replay


def _chunk(replay: TariffReplay) -> list[dict[str, Any]]:
    """The next articles in the order of their sales: an index leads to where the last chunk ended."""
    begin = max(replay.first_sale, replay.done_sale)
    later = Q(sale__gt=replay.done_sale) | Q(sale=replay.done_sale, id__gt=replay.done_article)
    days = (replay.first_day, replay.last_day)
    found = Article.objects.filter(later, sale__gte=begin, sale__lte=replay.last_sale, sale__business_date__range=days)
    return list(found.order_by("sale_id", "id").values(*FIELDS)[:CHUNK])


Key = tuple[str, str]  # product, circle


def _effects(replay: TariffReplay, rows: Sequence[dict[str, Any]]) -> dict[Key, TariffReplayLine]:
    tariff = tariff_of_sheet(replay.sheet)
    offices = Office.objects.in_bulk({row[end] for row in rows for end in ("origin_id", "destination_id")})
    counters: dict[int, Counter] = {}
    lines: dict[Key, TariffReplayLine] = {}
    for row in rows:
        origin = offices[row["origin_id"]]
        counter = counters.get(origin.pk)
        if counter is None:
            counter = counters[origin.pk] = Counter(tariff, origin, replay.priced_on)
        key = (row["product"], counter.place.circle)
        line = lines.get(key) or lines.setdefault(key, TariffReplayLine(replay=replay, product=key[0], circle=key[1]))
        _note(line, row, counter, offices[row["destination_id"]])
    return lines


def _note(line: TariffReplayLine, row: dict[str, Any], counter: Counter, destination: Office) -> None:
    """What this article adds. Revenue is without GST; who gains or loses is told by what a sender pays, with it."""
    taxable = row["postage_paise"] - row["discount_paise"] + row["services_paise"]
    line.articles += 1
    try:
        price = counter.quote_to(_asked(row), destination, row["pincode"]).price
    except Refusal:
        line.refused += 1
        line.refused_paise += taxable
        return
    paid = taxable + row["cgst_paise"] + row["sgst_paise"]
    line.before_paise += taxable
    line.after_paise += price.taxable_paise
    line.cheaper += price.total_paise < paid
    line.dearer += price.total_paise > paid


def _asked(row: dict[str, Any]) -> Asked:
    """The booking as it was asked for. A roll has a diameter and no height; without a shift it was a contract's."""
    postage = row["postage_paise"]
    return Asked(
        row["pincode"],
        row["weight_grams"],
        tuple(row["services"]),
        row["product"],
        row["length_cm"],
        row["breadth_cm"],
        row["height_cm"],
        row["declared_paise"],
        row["cod_paise"],
        row["discount"],
        roll=bool(row["length_cm"] and row["breadth_cm"] and row["height_cm"] is None),
        channel="",
        discount_bp=round(row["discount_paise"] * 10_000 / postage) if postage else 0,
    )


_SUMS: Final = ("articles", "before_paise", "after_paise", "cheaper", "dearer", "refused", "refused_paise")


def _add(replay: TariffReplay, found: dict[Key, TariffReplayLine]) -> None:
    """Add a chunk's lines to those that stand. Two statements."""
    standing: dict[Key, dict[str, int]] = defaultdict(dict)
    for line in replay.lines.order_by("id"):
        standing[line.product, line.circle] = {name: getattr(line, name) for name in _SUMS}
    for key, line in found.items():
        for name in _SUMS:
            setattr(line, name, getattr(line, name) + standing[key].get(name, 0))
    TariffReplayLine.objects.bulk_create(
        found.values(),
        update_conflicts=True,
        update_fields=_SUMS,
        unique_fields=["replay", "product", "circle"],
    )
