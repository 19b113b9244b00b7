"""The office's side: beats and what rounds teach, returns, the window, the way back, verifying."""

import hashlib
import io
from datetime import timedelta

import pytest
from django.utils.translation import override
from PIL import Image

from apt.core.clock import now as clock
from apt.wiring import ON_APPROVAL
from bookings.models import Article, Parties
from bookings.rules import Status
from deliveries import errors, services
from deliveries.models import AddressPlace, Attempt, CallBack, Proof, SentBack, Sheet, SheetItem, WindowDelivery
from deliveries.queries import sort_into_beats, undelivered_at
from deliveries.rules import CallResult, Found, Tried, longest_prefix, past_of, plain_address
from deliveries.services import make_sheet
from offices.access import get_duty_for
from offices.errors import UnknownPin
from offices.services import decide
from tests.world import (
    MYSURU_PIN,
    NOW,
    TODAY,
    arrived,
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


# --- undelivered, the way back --------------------------------------------------------------------------------------


def test_undelivered_list_names_bucket_reason_and_days(world):
    received, taken, held = at(world, "1, A", "2, A", "3, A")
    failed(world, held)
    out(world, [taken])
    lines = {one.article: one for one in undelivered_at(world.bengaluru, now=NOW + 3 * DAY)}
    assert [lines[one].bucket for one in (received, taken, held)] == ["R", "T", "O"]
    assert {one.days for one in lines.values()} == {3}
    assert (lines[held].reason, lines[held].due_on) == ("Door locked", TODAY + 7 * DAY)
    with statements() as few:
        undelivered_at(world.bengaluru, now=NOW)
    at(world, *[f"{n}, B" for n in range(9)])
    with statements() as many:
        undelivered_at(world.bengaluru, now=NOW)
    assert few.count == many.count


def test_after_seven_days_it_goes_back_to_the_office_of_the_sender(world):
    (article,) = at(world, "1, A")
    failed(world, article)
    with nothing_changes(), pytest.raises(errors.NotDueBack):
        back(world, [article], now=NOW + 6 * DAY)
    back(world, [article], now=NOW + 7 * DAY)
    article.refresh_from_db()
    assert (article.status, article.returning, article.destination) == (Status.AT_OFFICE, True, world.mysuru)
    assert SentBack.objects.get().reason == "unclaimed"
    line = timeline(article.number)[-1]
    assert (line.code, line.next_office_name) == ("ITEM_RETURN", "Mysuru HO")
    with nothing_changes(), pytest.raises(errors.UnknownHeld):
        back(world, [article], now=NOW + 8 * DAY)


def test_what_ended_at_the_door_goes_at_once_when_the_remark_is_verified(world):
    (article,) = at(world, "1, A")
    failed(world, article, "refused")
    with nothing_changes(), pytest.raises(errors.RemarkNotVerified):
        back(world, [article])
    verify(world, article, "refused")
    back(world, [article])
    assert SentBack.objects.get().reason == "refused"


def test_the_sender_gets_it_back_without_code_or_money_and_tracking_says_so(world):
    (article,) = at(world, "1, A")
    Article.objects.filter(pk=article.pk).update(services=["OTP"], cod_paise=50_000)
    Parties.objects.filter(article=article).update(sender_pincode="560004")
    failed(world, article)
    back(world, [article], recalled=True)  # at once: the sender asked
    article.refresh_from_db()
    assert (article.destination, article.otp_delivery, article.due_paise) == (world.bengaluru, False, 0)
    out(world, [article], now=NOW + DAY)
    attempt(world.postman, article, now=NOW + DAY)
    last = timeline(article.number)[-1]
    assert (last.code, last.is_returned) == ("ITEM_DELIVERY", True)
    with override("en"):
        assert last.text == "Item Delivered(Sender)"


def test_sending_back_costs_the_same_for_one_and_five(world):
    counts = []
    for size in (1, 5):
        articles = [failed(world, one) for one in at(world, *[f"{n}, Street {size}" for n in range(size)])]
        with statements() as asked:
            back(world, articles, now=NOW + 7 * DAY)
        counts.append(asked.count)
    assert counts[0] == counts[1]


def test_redirection_once_and_never_of_a_passport(world):
    (article,) = at(world, "1, A")
    failed(world, article)
    redirect = {"office": world.bengaluru, "number": article.number, "by": world.delivery, "now": NOW}
    with nothing_changes(), pytest.raises(UnknownPin):
        services.redirect_article(pincode="999999", address="5, B", **redirect)
    Article.objects.filter(pk=article.pk).update(contents="Passport of K. Sharma")
    with nothing_changes(), pytest.raises(errors.NeverRedirected):
        services.redirect_article(pincode=MYSURU_PIN, address="5, B", **redirect)
    Article.objects.filter(pk=article.pk).update(contents="Books")
    services.redirect_article(pincode="560004", address="5, B", **redirect)
    article.refresh_from_db()
    assert (article.status, article.parties.addressee_address) == (Status.AT_OFFICE, "5, B")
    assert timeline(article.number)[-1].code == "ITEM_REDIRECT"
    failed(world, article, now=NOW + DAY)
    with nothing_changes(), pytest.raises(errors.RedirectedOnce):
        services.redirect_article(pincode=MYSURU_PIN, address="6, C", **redirect)


# --- the window -----------------------------------------------------------------------------------------------------


def picture():
    made = io.BytesIO()
    Image.new("RGB", (32, 32), "white").save(made, "JPEG")
    return made.getvalue()


def kept(world):
    sha256 = hashlib.sha256(picture()).hexdigest()
    Proof.objects.create(
        sha256=sha256, kind="photo", media_type="image/jpeg", content=picture(), received_at=NOW,
        received_from=world.delivery,
    )  # fmt: skip
    return sha256


def hand_out(world, article, photo, **changed):
    said = {"document": "voter", "last4": "12ab", "received_by": "K. Sharma", "relation": "self", "photo": photo}
    return services.deliver_at_window(
        office=world.bengaluru, number=article.number, by=world.delivery, now=NOW, **said | changed
    )


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"last4": "12a"}, errors.DocumentNeeded),
        ({"document": "library card"}, errors.DocumentNeeded),
        ({"received_by": " "}, errors.RecipientNeeded),
        ({"relation": "neighbour"}, errors.RelationNeeded),
        ({"photo": "0" * 64}, errors.PhotoNeeded),
    ],
)
def test_the_window_asks_for_the_document(world, changed, refusal):
    (article,) = at(world, "1, A")
    failed(world, article)
    photo = kept(world)
    with nothing_changes(), pytest.raises(refusal):
        hand_out(world, article, **{"photo": photo} | changed)


def test_the_window_hands_out_once(world):
    (article,) = at(world, "1, A")
    photo = kept(world)
    with nothing_changes(), pytest.raises(errors.UnknownHeld):
        hand_out(world, article, photo)  # it has not been tried
    failed(world, article)
    made = hand_out(world, article, photo)
    article.refresh_from_db()
    assert (article.status, made.last4, made.approval) == (Status.DELIVERED, "12AB", None)
    assert timeline(article.number)[-1].code == "ITEM_DELIVERY"
    with nothing_changes(), pytest.raises(errors.UnknownHeld):
        hand_out(world, article, photo)


def test_an_otp_article_needs_a_second_person(world):
    article = failed(world, arrived(world, 1, "OTP")[0])
    photo = kept(world)
    with nothing_changes(), pytest.raises(errors.WindowNotAllowed):
        hand_out(world, article, photo)
    asked = services.ask_window(
        office=world.bengaluru, number=article.number, reason="Phone lost", by=world.delivery, now=NOW
    )
    with nothing_changes(), pytest.raises(errors.WindowNotAllowed):
        hand_out(world, article, photo)
    duty = get_duty_for(world.supervisor, on=TODAY)
    decide(approval_id=asked.pk, approve=True, reason="", duty=duty, by=world.supervisor, now=NOW, topics=ON_APPROVAL)
    assert hand_out(world, article, photo).approval == asked


def test_money_is_not_taken_at_the_window(world):
    (article,) = at(world, "1, A")
    failed(world, article)
    photo = kept(world)
    Article.objects.filter(pk=article.pk).update(cod_paise=100)
    with nothing_changes(), pytest.raises(errors.MoneyAtWindow):
        hand_out(world, article, photo)


# --- verifying ------------------------------------------------------------------------------------------------------


def test_a_remark_is_verified_by_another_and_only_then_final(world):
    (article,) = at(world, "1, A")
    failed(world, article)
    assert timeline(article.number)[-1].to_verify
    with nothing_changes(), pytest.raises(errors.OwnRemark):
        verify(world, article, by=world.postman)
    with nothing_changes(), pytest.raises(errors.RemarkNeeded):
        verify(world, article, "poste_restante")
    verify(world, article, "absent")  # corrected: the attempt keeps what was said
    made = SheetItem.objects.get()
    assert (made.remark, made.standing.remark, made.verified_by) == ("absent", "door_locked", world.supervisor)
    assert not any(line.to_verify for line in timeline(article.number))
    with nothing_changes(), pytest.raises(errors.NothingToVerify):
        verify(world, article)


def test_five_are_drawn_once_a_day(world):
    for one in at(world, *[f"{n}, A" for n in range(7)]):
        failed(world, one)
    drawn = services.draw_call_backs(office=world.bengaluru, by=world.supervisor, now=NOW)
    assert len(drawn) == 5
    with nothing_changes():
        assert services.draw_call_backs(office=world.bengaluru, by=world.supervisor, now=NOW) == drawn
    assert len(services.draw_call_backs(office=world.bengaluru, by=world.supervisor, now=NOW + DAY)) == 2
    about = {"office": world.bengaluru, "number": drawn[0].item.article.number, "by": world.supervisor, "now": NOW}
    services.record_call(result=CallResult.NOBODY_CAME, **about)
    assert CallBack.objects.get(pk=drawn[0].pk).result == "nobody_came"
    with nothing_changes(), pytest.raises(errors.CallAnswered):
        services.record_call(result=CallResult.CAME, **about)


# --- pages ----------------------------------------------------------------------------------------------------------


def test_the_pages_of_a_day(client, world):
    today = clock()
    client.force_login(world.supervisor)
    said = client.post("/delivery/beats/", {"beat-number": "7", "beat-name": "Gavipuram", "beat-batch": ""})
    assert said.status_code == 302
    assert client.post("/delivery/beats/area/", {"beat_number": "7", "area": "560004"}).status_code == 302
    assert "560004" in client.get("/delivery/beats/").content.decode()
    (article,) = at(world, "1, A Street", now=today)
    assert "Gavipuram" in client.get("/delivery/sort/").content.decode()
    assert client.post("/delivery/sort/", {"beat-7": world.postman.pk})["Location"] == "/delivery/"
    made = Sheet.objects.get()
    services.acknowledge_sheet(number=made.number, by=world.postman, now=today)
    attempt(world.postman, article, remark="refused", now=today)
    assert client.post(f"/delivery/sheets/{made.number}/returns/", {}).status_code == 302
    assert "closed" in client.get(f"/delivery/sheets/{made.number}/returns/").content.decode()
    assert client.post("/delivery/verify/", {"number": article.number, "remark": "refused"}).status_code == 302
    assert client.post("/delivery/verify/draw/").status_code == 302
    assert client.post(f"/delivery/verify/call/{article.number}/", {"result": "came"}).status_code == 302
    assert "The postman came" in client.get("/delivery/verify/").content.decode()
    assert article.number in client.get("/delivery/undelivered/").content.decode()
    assert "Notice of arrival" in client.get(f"/delivery/held/{article.number}/notice/").content.decode()
    photo = io.BytesIO(picture())
    photo.name = "slip.jpg"
    form = {"document": "voter", "last4": "12AB", "received_by": "K. Sharma", "relation": "self", "photo": photo}
    assert client.post(f"/delivery/held/{article.number}/", {**form, "last4": "1-AB"}).status_code == 422
    photo.seek(0)
    assert client.post(f"/delivery/held/{article.number}/", form)["Location"] == "/delivery/undelivered/"
    assert WindowDelivery.objects.get().article == article
