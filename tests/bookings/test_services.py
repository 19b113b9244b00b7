"""Booking a basket: all or nothing, once, and at a cost that does not grow."""

import uuid

import pytest

from apt.core.db import use_case
from bookings.access import get_articles_at
from bookings.errors import (
    BadMobile,
    EmptyBasket,
    MoveRefused,
    NoNumbersLeft,
    NoPosition,
    OtpNeedsMobile,
    OverWeight,
    PriceChanged,
    RequestReused,
    UnknownArticle,
)
from bookings.models import Article, NumberBlock, Parties, Sale
from bookings.queries import Asked, articles_waiting_at, quote_articles, sale_with_articles, sales_of_shift
from bookings.rules import Status, parse_article_number
from bookings.services import ARTICLE_SERIES, book_articles, issue_blocks, move_articles, take_serials
from offices.errors import BadPin, UnknownPin
from offices.models import Office
from payments.errors import NoShift
from payments.queries import drawer_paise, first_broken_number
from tests.world import (
    BENGALURU_PIN,
    HASSAN_PIN,
    MYSURU_PIN,
    NOW,
    TODAY,
    book,
    booked,
    give_block,
    item,
    nothing_changes,
    numbers_of,
    price_of,
    shift_of,
    statements,
)
from tracking.models import TrackingEvent

BOOKING_STATEMENTS = 4


@pytest.fixture
def shift(world):
    return shift_of(world.clerk)


def try_to_book(shift, *items, shown=None):
    return book_articles(
        shift=shift,
        items=items,
        shown_paise=5500 if shown is None else shown,
        request_id=uuid.uuid4(),
        by=shift.clerk,
        now=NOW,
    )


def last_of_block(office, left):
    block = NumberBlock.objects.get(office=office, series=ARTICLE_SERIES)
    NumberBlock.objects.filter(pk=block.pk).update(next_serial=block.last_serial + 1 - left)
    return block


def test_book_articles_writes_everything_once(world, shift):
    sale = book(shift, item(BENGALURU_PIN, 48, "OTP", sender_mobile="9000000001"))
    article = Article.objects.get(sale=sale)
    assert parse_article_number(article.number) == ("EK", 0)
    assert (article.status, article.at_office, article.origin, article.destination) == (
        Status.BOOKED, world.mysuru, world.mysuru, world.bengaluru,
    )  # fmt: skip
    assert (article.weight_grams, article.otp_delivery, article.registered) == (48, True, False)
    assert 118 < article.distance_km < 128
    assert (article.postage_paise, article.services_paise, article.total_paise) == (4700, 500, 6200)
    assert (sale.total_paise, sale.business_date, sale.made_by) == (6200, TODAY, world.clerk)
    assert sale.receipt_number == f"{world.mysuru.code}-000001"
    parties = Parties.objects.get(article=article)
    assert (parties.addressee_name, parties.sender_mobile) == ("K. Sharma", "9000000001")
    event = TrackingEvent.objects.get()
    assert (event.subject_number, event.code, event.office, event.actor) == (
        article.number, "ITEM_BOOK", world.mysuru, world.clerk,
    )  # fmt: skip


def test_book_articles_journal_balances_and_chain_proves(shift, world):
    sale = book(shift, item(BENGALURU_PIN, 48, "OTP"), item(HASSAN_PIN, 300, "REG"))
    lines = {entry.account: entry.paise for entry in sale.journal.entries.all()}
    assert sum(lines.values()) == 0
    assert lines["cash"] == sale.total_paise == drawer_paise(shift)
    assert -lines["services"] == 1000
    assert sale.journal.ref == sale.request_id.hex
    assert first_broken_number(world.mysuru) is None


def test_book_articles_receipt_numbers_run_without_gaps(shift):
    assert [book(shift, item()).receipt_number[-6:] for _ in range(3)] == ["000001", "000002", "000003"]


def test_book_articles_one_and_three_articles_cost_the_same(shift):
    counts = []
    for size in (1, 3):
        items = [item(BENGALURU_PIN, 48, "OTP") for _ in range(size)]
        shown, request = price_of(shift, items), uuid.uuid4()
        shift_of(shift.clerk)
        book(shift, item())  # the chain of the office exists
        with statements() as made:
            book_articles(shift=shift, items=items, shown_paise=shown, request_id=request, by=shift.clerk, now=NOW)
        counts.append(made.count)
    assert counts == [BOOKING_STATEMENTS, BOOKING_STATEMENTS]


def test_book_articles_repeat_returns_the_first_sale_and_changes_nothing(shift):
    request = uuid.uuid4()
    first = book(shift, item(), item(HASSAN_PIN), request_id=request)
    with nothing_changes():
        assert book(shift, item(), item(HASSAN_PIN), request_id=request) == first
    assert (Sale.objects.count(), Article.objects.count()) == (1, 2)


def test_book_articles_repeat_with_other_content_is_refused(shift):
    """A clerk who goes back in the browser and types the next customer into the old form must not get its receipt."""
    request = uuid.uuid4()
    first = book(shift, item(), request_id=request)
    with nothing_changes(), pytest.raises(RequestReused) as refused:
        book(shift, item(HASSAN_PIN, addressee_name="Next Customer"), request_id=request)
    assert refused.value.values == {"receipt": first.receipt_number}


@pytest.mark.parametrize("whose", ["ended", "another clerk's"])
def test_book_articles_needs_ones_own_open_shift(world, shift, whose):
    if whose == "ended":
        shift.ended_at = NOW
    with nothing_changes(), pytest.raises(NoShift) as refused:
        book_articles(
            shift=shift,
            items=[item()],
            shown_paise=5500,
            request_id=uuid.uuid4(),
            by=world.clerk if whose == "ended" else world.second_clerk,
            now=NOW,
        )
    assert refused.value.money_moved == "no"


@pytest.mark.parametrize("off", [-1, 1, -5500, 2**70])
def test_book_articles_price_changed_writes_nothing(shift, off):
    with nothing_changes(), pytest.raises(PriceChanged) as refused:
        try_to_book(shift, item(), shown=5500 + off)
    assert "₹55.00" in refused.value.sentence()
    assert refused.value.money_moved == "no"


@pytest.mark.parametrize(
    ("one", "refusal", "named"),
    [
        (item(BENGALURU_PIN, 48, "OTP", mobile=""), OtpNeedsMobile, "addressee_mobile"),
        (item(mobile="12345"), BadMobile, "addressee_mobile"),
        (item(mobile="5845012345"), BadMobile, "addressee_mobile"),
        (item(mobile="९८४५०१२३४५"), BadMobile, "addressee_mobile"),
        (item(mobile="9845012345\n"), BadMobile, "addressee_mobile"),
        (item(sender_mobile="+919845012345"), BadMobile, "sender_mobile"),
        (item("999999"), UnknownPin, "pincode"),
        (item("000000"), BadPin, "pincode"),
        (item("1100O1"), BadPin, "pincode"),
        (item("57000"), BadPin, "pincode"),
        (item("5700011"), BadPin, "pincode"),
        (item(grams=0), OverWeight, "weight"),
        (item(grams=501), OverWeight, "weight"),
    ],
)
def test_book_articles_refuses_and_writes_nothing(shift, one, refusal, named):
    with nothing_changes(), pytest.raises(refusal) as refused:
        try_to_book(shift, item(), one)
    assert refused.value.field == named


def test_book_articles_refuses_an_empty_basket(shift):
    with nothing_changes(), pytest.raises(EmptyBasket):
        try_to_book(shift, shown=0)


@pytest.mark.parametrize("pin", ["560 004", "५६०००४", "೫೬೦೦೦೪", " 560004 "])
def test_book_articles_normalises_the_pin_once(shift, pin):
    book(shift, item(pin))
    assert Article.objects.get().pincode == BENGALURU_PIN


def test_book_articles_keeps_any_script_as_it_was_typed(shift):
    name, address = "ಕುವೆಂಪು \u202e شرما 👩‍👩‍👧", "é" * 200
    book(shift, item(addressee_name=name, addressee_address=address))
    assert (Parties.objects.get().addressee_name, Parties.objects.get().addressee_address) == (name, address)


def test_book_articles_block_exhausted_writes_nothing(shift, world):
    last_of_block(world.mysuru, 2)
    with nothing_changes(), pytest.raises(NoNumbersLeft):
        try_to_book(shift, item(), item(), item(), shown=3 * 5500)
    assert book(shift, item(), item()).articles.count() == 2


def test_book_articles_uses_the_second_block_when_the_first_is_short(shift, world):
    first = last_of_block(world.mysuru, 1)
    second = give_block(world.mysuru, ARTICLE_SERIES, 500_000, 10)
    sale = book(shift, item(), item())
    assert sorted(parse_article_number(a.number)[1] for a in sale.articles.all()) == [500_000, 500_001]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.next_serial, second.next_serial) == (first.last_serial, 500_002)
    assert parse_article_number(book(shift, item()).articles.get().number)[1] == first.last_serial


def test_book_articles_never_uses_another_offices_block(world, shift):
    NumberBlock.objects.filter(office=world.mysuru).delete()
    with nothing_changes(), pytest.raises(NoNumbersLeft):
        try_to_book(shift, item())


def test_quote_is_one_query_for_any_number(world):
    with statements() as one:
        quote_articles([Asked(BENGALURU_PIN, 50)], origin=world.mysuru, on=TODAY)
    with statements() as five:
        quote_articles(
            [Asked(pin, 50) for pin in (BENGALURU_PIN, HASSAN_PIN, MYSURU_PIN) * 2], origin=world.mysuru, on=TODAY
        )
    assert (one.count, five.count) == (1, 1)


def test_quote_own_office_is_local(world):
    quoted = quote_articles([Asked(MYSURU_PIN, 50)], origin=world.mysuru, on=TODAY)[0]
    assert (quoted.distance_km, quoted.price.postage_paise) == (None, 1900)


@pytest.mark.parametrize(
    ("pin", "km_north", "local"),
    [("571001", 10, False), ("570999", 20, True), ("570999", 30, False), ("560999", 10, False)],
)
def test_quote_is_local_in_the_same_sorting_district_within_25_km(world, pin, km_north, local):
    world.branch.pincode, world.branch.latitude = pin, world.mysuru.latitude + km_north / 111.2
    world.branch.longitude = world.mysuru.longitude
    world.branch.save()
    quoted = quote_articles([Asked("571001", 50)], origin=world.mysuru, on=TODAY)[0]
    assert (quoted.distance_km is None) is local


def test_quote_without_coordinates_is_refused_except_for_the_office_itself(world):
    Office.objects.filter(pk=world.bengaluru.pk).update(latitude=None, longitude=None)
    with pytest.raises(NoPosition):
        quote_articles([Asked(BENGALURU_PIN, 50)], origin=world.mysuru, on=TODAY)
    world.bengaluru.refresh_from_db()
    assert quote_articles([Asked(BENGALURU_PIN, 50)], origin=world.bengaluru, on=TODAY)[0].distance_km is None


def test_take_serials_needs_a_transaction_of_a_use_case(world):
    taken = use_case(take_serials)(office=world.mysuru, series=ARTICLE_SERIES, count=3)
    assert list(taken) == [0, 1, 2]


def test_issue_blocks_gives_each_office_one_and_repeats_harmlessly(world):
    issue = use_case(issue_blocks)
    assert issue(series="XX", office_ids=[world.mysuru.pk, world.hassan.pk], size=5) == 2
    assert issue(series="XX", office_ids=[world.mysuru.pk, world.mandya.pk], size=5) == 1
    blocks = NumberBlock.objects.filter(series="XX").order_by("first_serial")
    assert [(b.first_serial, b.last_serial) for b in blocks] == [(0, 4), (5, 9), (10, 14)]


def test_get_articles_at_names_the_first_that_is_elsewhere(world):
    here = booked(world, 2)
    with pytest.raises(UnknownArticle) as refused:
        use_case(get_articles_at)(world.hassan, numbers_of(here))
    assert refused.value.values == {"number": here[0].number}
    assert use_case(get_articles_at)(world.mysuru, numbers_of(here)) == here


def test_move_articles_moves_all_or_none(world):
    articles = booked(world, 2)
    articles[1].status = Status.DELIVERED
    with nothing_changes(), pytest.raises(MoveRefused):
        use_case(move_articles)(articles=articles, to=Status.BAGGED, office=world.hassan)
    use_case(move_articles)(articles=articles[:1], to=Status.BAGGED, office=world.hassan)
    articles[0].refresh_from_db()
    assert (articles[0].status, articles[0].at_office) == (Status.BAGGED, world.hassan)


def test_receipt_costs_the_same_for_one_and_three_articles(world, shift):
    counts = []
    for size in (1, 3):
        sale = book(shift, *[item() for _ in range(size)])
        with statements() as asked:
            found = sale_with_articles(sale.receipt_number, office=world.mysuru)
            assert [a.parties.addressee_name for a in found.articles.all()] == ["K. Sharma"] * size
        counts.append(asked.count)
    assert counts[0] == counts[1]
    assert sale_with_articles(sale.receipt_number, office=world.hassan) is None


def test_sales_of_shift_are_newest_first_and_limited(shift):
    sales = [book(shift, item()) for _ in range(10)]
    assert sales_of_shift(shift) == sales[::-1][:8]


def test_articles_waiting_at_an_office_are_its_own(world):
    articles = booked(world, 2)
    assert articles_waiting_at(world.mysuru) == articles
    assert articles_waiting_at(world.hassan) == []
