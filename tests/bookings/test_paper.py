"""What receipts and labels show: read back from the drawn page, as a scanner and a person would."""

import os
import re
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from django.utils import translation

from apt.core.paper import FONTS, make_fonts
from bookings.models import Article
from bookings.paper import SIZES, labels_pdf, receipt_pdf
from bookings.queries import sale_with_articles
from bookings.rules import Status
from tests.world import MOBILE, book, item, shift_of, statements
from tracking.access import link_token

pytestmark = pytest.mark.django_db
NAMES = {
    "addressee_name": "श्रीमती क्षमा शर्मा",
    "addressee_address": "ಕ್ಷೇತ್ರ ಪಾಲಕ ರಸ್ತೆ, ಬಸವನಗುಡಿ, ಬೆಂಗಳೂರು",
    "sender_name": "A. Rao & Sons <Mysuru>",
}


def link(number):
    return f"https://post.example/track/s/{link_token(number)}/"


@pytest.fixture
def sale(world):
    made = book(shift_of(world.clerk), *[item("560004", 48, "OTP", "REG", **NAMES) for _ in range(3)])
    return sale_with_articles(made.receipt_number, office=world.mysuru)


def pages(content, name="", dots_per_mm=8):
    """Text and picture of each page; kept where SHOTS says, for people to look at."""
    document = pypdfium2.PdfDocument(content)
    found = []
    for place in range(len(document)):
        page = document[place]
        picture = page.render(scale=dots_per_mm * 25.4 / 72).to_pil()
        if name and (folder := os.environ.get("SHOTS")):
            picture.save(f"{folder}/{name}-{place + 1}.png")
        found.append((page.get_textpage().get_text_range(), picture, page.get_size()))
    return found


def codes(picture):
    """What a scanner reads that is moved down the paper, a hand's width at a time."""
    found, step = set(), 80
    for top in range(0, max(1, picture.height - step), step):
        part = picture.crop((0, top, picture.width, min(picture.height, top + 4 * step)))
        found |= {(str(code.format), code.text) for code in zxingcpp.read_barcodes(part)}
    return found


@pytest.mark.parametrize("size", sorted(SIZES))
def test_a_receipt_can_be_scanned_at_every_size(sale, size):
    content = receipt_pdf(sale, list(sale.articles.all()), size=size, link=link)
    read, words = set(), ""
    for text, picture, (width, _) in pages(content, f"receipt-{size}"):
        read |= codes(picture)
        words += text
        assert round(width / 72 * 25.4) == SIZES[size][0]
    for article in sale.articles.all():
        assert {text for _, text in read} >= {article.number, link(article.number)}
        assert article.number in words
    assert sale.receipt_number in words
    assert f"₹{sale.total_paise / 100:.2f}" in words
    assert "COPY" not in words


def test_each_article_says_tariff_and_gst_and_total_in_one_line(sale):
    text = pages(receipt_pdf(sale, list(sale.articles.all()), size="80", link=link))[0][0]
    article = sale.articles.all()[0]
    rupees = [article.taxable_paise, article.gst_paise, article.total_paise]
    wanted = r"Tariff ₹{} \+ GST ₹{} = *₹{}".format(*(f"{paise / 100:.2f}" for paise in rupees))
    assert len(re.findall(wanted, re.sub(r"[\r\n ]+", " ", text))) == 3


def test_a_roll_is_as_long_as_its_text(world, sale):
    one = book(shift_of(world.clerk), item())
    one = sale_with_articles(one.receipt_number, office=world.mysuru)
    length = [
        pages(receipt_pdf(each, list(each.articles.all()), size="58", link=link))[0][2][1] for each in (one, sale)
    ]
    assert length[0] < length[1] < 3 * length[0]
    assert len(pages(receipt_pdf(sale, list(sale.articles.all()), size="58", link=link))) == 1


def test_many_articles_go_on_to_a_second_sheet(world):
    made = book(shift_of(world.clerk), *[item() for _ in range(9)])
    sale = sale_with_articles(made.receipt_number, office=world.mysuru)
    found = pages(receipt_pdf(sale, list(sale.articles.all()), size="a5", link=link), "receipt-long")
    assert len(found) > 1
    read = set().union(*(codes(picture) for _, picture, _ in found))
    assert len({text for kind, text in read if "128" in kind}) == 9


def test_a_second_print_says_that_it_is_a_copy(sale):
    text = pages(receipt_pdf(sale, list(sale.articles.all()), size="80", link=link, copy=2))[0][0]
    assert "COPY 2" in text


@pytest.mark.parametrize(("language", "total"), [("hi", "कुल"), ("kn", "ಒಟ್ಟು")])
def test_a_receipt_in_another_language(sale, language, total, caplog):
    with translation.override(language):
        text = pages(receipt_pdf(sale, list(sale.articles.all()), size="80", link=link), f"receipt-{language}")[0][0]
    assert "Total" not in text
    assert total[0] in text
    assert "missing the following glyphs" not in caplog.text


def test_a_student_discount_prints_its_words(sale):
    article = sale.articles.all()[0]
    article.discount_paise, article.parties.student_id_number = 470, "MU-123"
    text = pages(receipt_pdf(sale, [article], size="80", link=link))[0][0]
    assert "Student Discount Applied – ID Verified MU-123" in re.sub(r"[\r\n ]+", " ", text)


def test_a_label_carries_what_the_sorter_and_the_postman_need(sale):
    article = sale.articles.all()[0]
    article.digipin, article.cod_paise, article.declared_paise = "39J49LL8T4", 45000, 500000
    article.length_cm, article.breadth_cm, article.height_cm = 30, 20, 10
    article.weight_grams, article.chargeable_grams = 900, 1200
    [(text, picture, size)] = pages(labels_pdf([article], link=link), "label")
    assert [round(side / 72 * 25.4) for side in size] == [100, 150]
    assert {text for _, text in codes(picture)} == {article.number, link(article.number)}
    for words in (
        article.number, "560004", article.destination.name, MOBILE, "39J-49L-L8T4", "COD", "₹450.00", "₹5,000.00",
        "30 x 20 x 10 cm", "900 g, charged as 1200 g", "OTP REG", article.sale.office.name,
    ):  # fmt: skip
        assert words in text, words


def test_a_batch_of_labels_is_one_document(sale):
    assert len(pages(labels_pdf(list(sale.articles.all()), link=link))) == 3


def test_what_is_cancelled_says_so_and_has_no_label(client, world, sale):
    number = sale.articles.all()[1].number
    Article.objects.filter(number=number).update(status=Status.CANCELLED)
    client.force_login(world.clerk)
    base = f"/counter/receipts/{sale.receipt_number}"
    for size in sorted(SIZES):
        found = pages(client.get(f"{base}/pdf/?size={size}").content, f"receipt-cancelled-{size}")
        text = re.sub(r"\s+", " ", " ".join(words for words, _, _ in found))
        assert text.count("CANCELLED, paid back") == 1
        assert text.index(number) < text.index("CANCELLED")
        back = sale.articles.all()[1].total_paise
        assert f"Paid back ₹-{back / 100:.2f}" in text or f"Paid back -₹{back / 100:.2f}" in text
        assert f"Remains ₹{(sale.total_paise - back) / 100:.2f}" in text
    page = client.get(f"{base}/").content.decode()
    assert page.count("CANCELLED, paid back") == 1
    assert "Paid: cash" in page
    assert f"₹{(sale.total_paise - back) / 100:.2f}" in page
    labels = [text for text, _, _ in pages(client.get(f"{base}/labels/").content)]
    assert len(labels) == 2
    assert not any(number in text for text in labels)
    Article.objects.update(status=Status.CANCELLED)
    refused = client.get(f"{base}/labels/")
    assert (refused.status_code, "cancelled" in refused.content.decode()) == (409, True)


def test_the_papers_of_ones_own_office(client, world, sale):
    client.force_login(world.clerk)
    base = f"/counter/receipts/{sale.receipt_number}"
    with statements() as counted:
        answer = client.get(f"{base}/pdf/?size=a4")
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert counted.count < 15
    assert len(pages(client.get(f"{base}/labels/").content)) == 3
    assert client.get(f"{base}/pdf/?size=a3").status_code == 404
    client.force_login(world.hassan_clerk)
    assert client.get(f"{base}/pdf/").status_code == client.get(f"{base}/labels/").status_code == 404


def test_the_square_on_a_receipt_opens_the_journey(client, sale):
    number = Article.objects.filter(sale=sale)[0].number
    assert number in client.get(f"/track/s/{link_token(number)}/").content.decode()


def test_a_link_leads_to_no_other_article(client, sale):
    one, other = Article.objects.filter(sale=sale).order_by("id")[:2]
    forged = link_token(one.number).replace(one.number, other.number)
    assert client.get(f"/track/s/{forged}/").status_code == 404
    assert client.get(f"/track/s/{one.number}/").status_code == 404
    assert client.get(f"/track/s/{link_token(one.number)}x/").status_code == 404


def test_the_fonts_are_cut_from_the_vendored_ones(tmp_path, monkeypatch):
    monkeypatch.setattr("apt.core.paper.FONTS", tmp_path)
    make_fonts()
    made = {path.name: path.read_bytes() for path in Path(tmp_path).iterdir()}
    assert made == {path.name: path.read_bytes() for path in FONTS.iterdir()}
