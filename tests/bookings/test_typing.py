"""What the counter says while somebody types: price, place, contradictions, known senders; parcels and discounts."""

import pytest
from django.test import Client

from apt.core.clock import now
from bookings.models import Article, BasketDraft
from offices.models import AccessRecord
from payments.services import begin_shift
from tests.bookings.typing import COUNTER, book_by_hand, typed
from tests.world import BENGALURU_PIN, HASSAN_PIN, book, give_block, item, nothing_changes, shift_of, statements


@pytest.fixture
def shift(world):
    return begin_shift(office=world.mysuru, counter_number=1, by=world.clerk, now=now())


@pytest.fixture
def clerk(client: Client, world) -> Client:
    client.force_login(world.clerk)
    return client


def text_of(client, path):
    return client.get(path).content.decode()


def test_price_fragment_says_price_and_place_and_keeps_the_form(clerk, shift):
    def price(**asked):
        return clerk.post("/counter/price/", asked)

    page = price(pincode=BENGALURU_PIN, weight="48", otp="on").content.decode()
    assert "<html" not in page
    assert "₹62.00" in page
    assert 'data-city="Basavanagudi"' in page
    assert BasketDraft.objects.get().typed == {"pincode": BENGALURU_PIN, "weight": "48", "otp": "on"}
    assert BasketDraft.objects.get().typed_paise == 6200
    assert "Type PIN" in price(pincode="5600", weight="48").content.decode()
    assert "Type PIN" in price().content.decode()
    assert "500 g" in price(pincode=BENGALURU_PIN, weight="501").content.decode()
    assert "₹55.00" in price(pincode="५६०००४", weight="४८").content.decode()
    assert not AccessRecord.objects.filter(act="bookings:price").exists()  # keys are no acts


@pytest.mark.parametrize("weight", ["²", "٣²", "9" * 5000, "-1", "1e9", "48\0", "½"])
def test_price_fragment_survives_any_weight(clerk, shift, weight):
    answer = clerk.post("/counter/price/", {"pincode": BENGALURU_PIN, "weight": weight})
    assert answer.status_code in (200, 422)
    assert "₹" not in answer.content.decode()


def test_price_fragment_without_a_shift_is_refused(clerk):
    assert clerk.post("/counter/price/", {"pincode": BENGALURU_PIN, "weight": "48"}).status_code == 409


def test_address_that_contradicts_itself_is_settled_by_the_clerk(clerk, shift):
    far = typed(digipin="4P3-JK8-52C9", pincode=BENGALURU_PIN)  # Mysuru, says the DIGIPIN
    from digipin.rules import encode

    far["digipin"] = encode(13.0072, 76.0962)  # Hassan
    with nothing_changes():
        page = clerk.post(COUNTER, far)
    assert page.status_code == 409
    assert "send it to PIN 573201" in page.content.decode()
    for choice, pin in ((f"pin:{BENGALURU_PIN}", BENGALURU_PIN), (f"digipin:{far['digipin']}", HASSAN_PIN)):
        clerk.post(COUNTER, far | {"place_choice": choice})
        assert BasketDraft.objects.get().items[-1]["item"]["asked"]["pincode"] == pin
    with nothing_changes():  # a choice about something else settles nothing
        assert clerk.post(COUNTER, far | {"place_choice": f"pin:{HASSAN_PIN}"}).status_code == 409


def test_digipin_alone_says_where_to(clerk, shift):
    from digipin.rules import encode

    clerk.post(COUNTER, typed(pincode="", digipin=encode(13.0072, 76.0962)))
    assert BasketDraft.objects.get().items[0]["item"]["asked"]["pincode"] == HASSAN_PIN


def test_known_sender_comes_back_within_the_office(clerk, shift, world):
    book(shift_of(world.clerk), item(sender_mobile="9000000001", addressee_name="First"))
    book(shift_of(world.clerk), item(sender_mobile="9000000001", addressee_name="Second"))
    book(shift_of(world.hassan_clerk), item(sender_mobile="9000000002", addressee_name="Foreign"))

    def ask(mobile):
        return clerk.post("/counter/sender/", {"sender_mobile": mobile}).content.decode()

    with statements() as asked:
        page = ask("9000000001")
    assert page.index("Second") < page.index("First")
    assert "A. Rao" in page
    assert ask("9000000002").strip() == ask("").strip() == ""
    book(shift_of(world.clerk), item(sender_mobile="9000000001", addressee_name="Third"))
    with statements() as more:
        ask("9000000001")
    assert asked.count == more.count


def test_parcels_are_priced_by_size_and_take_numbers_of_their_family(clerk, shift, world):
    give_block(world.mysuru, "CK", 0, 10)
    parcel = typed(product="SP_PARCEL", weight="800", length="30", breadth="20", height="20", ins="on", declared="5000")
    roll = typed(
        product="IPP_RETAIL", weight="800", length="90", breadth="20", contents_kind="goods", contents="carpet"
    )
    book_by_hand(clerk, parcel, roll)
    box, carpet = Article.objects.order_by("id")
    assert (box.number[:2], box.chargeable_grams, box.declared_paise, box.services) == ("EK", 2400, 500_000, ["INS"])
    assert (carpet.number[:2], carpet.height_cm, carpet.contents) == ("CK", None, "goods: carpet")
    assert carpet.chargeable_grams == 5652  # 0.785 x 20 x 20 x 90 / 5000


def test_students_discount_needs_the_card_and_prints_it(clerk, shift):
    card = {"student": "on", "student_institution": "Maharaja's College", "student_id_number": "MC-77"}
    with nothing_changes():
        late = clerk.post(COUNTER, typed(**card, student_id_until="2020-01-01"))
    assert "was valid until" in late.content.decode()
    receipt = book_by_hand(clerk, typed(**card, student_id_until="2030-01-01"))
    article = Article.objects.get()
    assert (article.discount, article.discount_paise) == ("STUDENT_DOC", 470)
    page = text_of(clerk, receipt)
    assert "Student Discount Applied – ID Verified" in page
    assert "MC-77" in page
