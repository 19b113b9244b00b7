"""The office's side: beats and what rounds teach, returns, the window, the way back, verifying."""

from datetime import timedelta

import pytest

from bookings.models import Article
from bookings.rules import Status
from deliveries import errors, services
from deliveries.models import AddressPlace, Attempt, SheetItem
from deliveries.queries import sort_into_beats
from deliveries.rules import Found, Tried, longest_prefix, past_of, plain_address
from deliveries.services import make_sheet
from tests.world import (
    MYSURU_PIN,
    NOW,
    TODAY,
    attempt,
    book,
    item,
    nothing_changes,
    numbers_of,
    out,
    sheet,
    shift_of,
    statements,
)
from tracking.queries import timeline

DAY = timedelta(days=1)


def at(world, *addresses, now=NOW, **more):
    """Articles for these addresses that wait at Basavanagudi."""
    things = [item(addressee_address=one, sender_pincode=MYSURU_PIN, **more) for one in addresses]
    sale = book(shift_of(world.supervisor), *things, now=now)
    return list(Article.objects.filter(sale=sale).order_by("id"))


def failed(world, article, remark="door_locked", *, now=NOW):
    """Taken out and not delivered."""
    out(world, [article], now=now)
    attempt(world.postman, article, remark=remark, now=now)
    article.refresh_from_db()
    return article


def close(world, made, *, now=NOW, with_postman=()):
    return services.close_sheet(
        office=world.bengaluru, number=made.number, with_postman=with_postman, by=world.delivery, now=now
    )


def verify(world, article, remark="door_locked", *, by=None, now=NOW):
    return services.verify_remark(
        office=world.bengaluru, number=article.number, remark=remark, by=by or world.supervisor, now=now
    )


def back(world, articles, *, recalled=False, now=NOW):
    return services.send_back(
        office=world.bengaluru, numbers=numbers_of(articles), recalled=recalled, by=world.delivery, now=now
    )


def area(world, prefix, number=1, *, now=NOW):
    return services.add_area(office=world.bengaluru, beat_number=number, prefix=prefix, by=world.supervisor, now=now)


def beat(world, number, *, now=NOW):
    return services.make_beat(
        office=world.bengaluru, number=number, name=f"Beat {number}", batch=None, by=world.supervisor, now=now
    )


def sheets_of_all(world, postmen=None, *, now=NOW):
    chosen = {1: world.postman, 2: world.second_postman} if postmen is None else postmen
    return services.make_beat_sheets(office=world.bengaluru, postmen=chosen, by=world.delivery, now=now)


# --- rules ----------------------------------------------------------------------------------------------------------


def test_addresses_are_compared_by_letters_and_digits():
    assert plain_address("12, Gandhi  Bazaar.", "560004") == plain_address("12 GANDHI BAZAAR", "560004")
    assert plain_address("12, Gandhi Bazaar", "560004") != plain_address("12, Gandhi Bazaar", "560005")
    assert longest_prefix("4P3JK852C9", ["4P", "4P3J", "4T", "4P3JKK"]) == "4P3J"
    assert longest_prefix("4P3JK852C9", ["5"]) == ""


def test_only_attempts_count():
    tried = [Tried("not_delivered", "door_locked", NOW, True), Tried("not_delivered", "not_attempted", None, False)]
    assert (past_of(tried).attempts, past_of(tried).for_window) == (1, False)
    tried.append(Tried("not_delivered", "beat_change", NOW, False))  # given at the door, and no attempt
    assert past_of(tried).attempts == 1
    tried.append(Tried("not_delivered", "refused", NOW, False))
    assert (past_of(tried).for_window, past_of(tried).goes_back, past_of(tried).verified) == (True, True, False)
    assert past_of(tried).first_at == NOW


# --- beats ----------------------------------------------------------------------------------------------------------


def test_masters_are_dated_and_one_at_a_time(world):
    two = beat(world, 2)
    first = area(world, "560004")
    with nothing_changes():
        for refusal, act in (
            (errors.MasterOverlaps, lambda: beat(world, 2)),
            (errors.MasterOverlaps, lambda: area(world, "560004", 2)),
            (errors.BadArea, lambda: area(world, "0X")),
            (errors.UnknownMaster, lambda: area(world, "560005", 9)),
        ):
            with pytest.raises(refusal):
                act()
    end = {"office": world.bengaluru, "by": world.supervisor, "now": NOW + DAY}
    services.end_master(kind="area", master_id=first.pk, **end)
    area(world, "560004", 2, now=NOW + DAY)
    services.end_master(kind="beat", master_id=two.pk, **end)
    assert [one.prefix for one in two.areas.filter(valid__contains=TODAY + 2 * DAY)] == []
    with nothing_changes(), pytest.raises(errors.UnknownMaster):
        services.end_master(kind="beat", master_id=two.pk, **end)
    with nothing_changes(), pytest.raises(errors.UnknownMaster):
        services.end_master(kind="beat", master_id=world.beat.pk, **end | {"office": world.hassan})


def test_what_a_round_walked_is_the_order_of_the_next(world):
    doors = ["1, A Street", "2, A Street", "3, A Street"]
    first = at(world, *doors)
    made = out(world, first)
    for minutes, place in enumerate((2, 0, 1)):  # the third door first
        attempt(world.postman, first[place], now=NOW + timedelta(minutes=minutes))
    close(world, made, now=NOW + timedelta(hours=5))
    again = at(world, *[one.upper() for one in doors], "9, New Street", now=NOW + DAY)
    found = sort_into_beats(world.bengaluru, on=TODAY + DAY)
    assert [one.article for one in found.beats[0][1]] == [again[2], again[0], again[1]]
    assert {one.how for one in found.beats[0][1]} == {Found.LEARNT}
    assert [one.article for one in found.unplaced] == [again[3]]
    assert not AddressPlace.objects.filter(address__icontains="street").exists()
    services.place_addresses(
        office=world.bengaluru, article_numbers=[again[3].number], beat_number=1, by=world.delivery, now=NOW + DAY
    )
    assert [one.article for one in sort_into_beats(world.bengaluru, on=TODAY + DAY).beats[0][1]][-1] == again[3]


def test_areas_find_the_beat_of_an_unknown_address_the_narrower_first(world):
    beat(world, 2)
    area(world, "560004")
    here, cell = at(world, "1, A Street", "2, A Street")
    Article.objects.filter(pk=cell.pk).update(digipin="4P3JK852C9")
    area(world, "4P3-JK", 2)
    found = {one.number: [(p.article, p.how) for p in placed] for one, placed in
             sort_into_beats(world.bengaluru, on=TODAY).beats}  # fmt: skip
    assert found == {1: [(here, Found.PIN)], 2: [(cell, Found.DIGIPIN)]}


def test_sheets_of_all_beats_in_one_press(world):
    beat(world, 2)
    area(world, "560004")
    articles = at(world, "1, A Street", "2, A Street")
    with nothing_changes(), pytest.raises(errors.NoPostman):
        sheets_of_all(world, {2: world.postman})
    (made,) = sheets_of_all(world)
    assert [one.article for one in made.items.order_by("position")] == articles
    with nothing_changes(), pytest.raises(errors.NoBeatFound):
        sheets_of_all(world)  # pressed again


def test_sorting_and_making_cost_the_same_for_one_and_twenty(world):
    area(world, "560004")
    counts = []
    for size in (1, 20):
        at(world, *[f"{n}, Street {size}" for n in range(size)])
        with statements() as asked:
            sheets_of_all(world)
        counts.append(asked.count)
    assert counts[0] == counts[1]


# --- attempts and returns -------------------------------------------------------------------------------------------


def test_a_third_attempt_is_refused(world):
    (article,) = at(world, "1, A Street")
    failed(world, article)
    failed(world, article, now=NOW + DAY)
    other = at(world, "2, A Street")[0]
    with nothing_changes(), pytest.raises(errors.ThirdAttempt):
        sheet(world, [other, article], now=NOW + 2 * DAY)
    area(world, "560004")
    assert [one for one, _past in sort_into_beats(world.bengaluru, on=TODAY).window] == [article]


def test_returns_take_back_only_what_was_not_confirmed(world):
    delivered, locked, left = at(world, "1, A", "2, A", "3, A")
    made = out(world, [delivered, locked, left])
    attempt(world.postman, delivered)
    attempt(world.postman, locked, remark="door_locked")
    # Named as if it lay with the postman: what nobody tried always comes back to the office.
    close(world, made, with_postman=[locked.number, left.number])
    rows = SheetItem.objects.filter(sheet=made).order_by("position").values_list("outcome", "remark", "deposit")
    assert list(rows) == [
        ("delivered", "", ""), ("not_delivered", "door_locked", "postman"), ("not_delivered", "not_attempted", "office")
    ]  # fmt: skip
    left.refresh_from_db()
    assert (left.status, Attempt.objects.filter(article=left).count()) == (Status.HELD, 0)
    assert timeline(left.number)[-1].code == "ITEM_ONHOLD"
    with nothing_changes(), pytest.raises(errors.SheetClosed):
        close(world, made)
    for day in (1, 2):  # two attempts are still free
        failed(world, left, now=NOW + day * DAY)


def test_a_sheet_that_was_never_taken_out_gives_all_back(world):
    articles = at(world, "1, A", "2, A")
    close(world, sheet(world, articles))
    assert set(Article.objects.values_list("status", flat=True)) == {Status.AT_OFFICE}
    make_sheet(
        office=world.bengaluru, beat=world.beat, postman=world.postman, article_numbers=numbers_of(articles),
        by=world.delivery, now=NOW,
    )  # fmt: skip


def test_closing_costs_the_same_for_one_and_twenty(world):
    counts = []
    for size in (1, 20):
        articles = at(world, *[f"{n}, Street {size}" for n in range(2 * size)])
        made = out(world, articles)
        for one in articles[size:]:
            attempt(world.postman, one, remark="door_locked")
        with statements() as asked:
            close(world, made)
        counts.append(asked.count)
    assert counts[0] == counts[1]
