"""What the papers of bags say in another script: read back from the PDF, since a wrong font prints wrong letters."""

import pypdfium2
import pytest
from django.utils import translation

from offices.models import Office
from tests.world import NOW, begin_bag, booked, close_bag, despatch_bags, filled_bag, scan_into_bag
from transit.models import Despatch
from transit.paper import label_pdf, mail_list_pdf, manifest_pdf
from transit.queries import mail_list, manifest_of
from transit.rules import BagKind

NAMES = {"hi": "मैसूर राष्ट्रीय छँटाई केंद्र", "kn": "ಮೈಸೂರು ರಾಷ್ಟ್ರೀಯ ವಿಂಗಡಣಾ ಕೇಂದ್ರ"}


def text_of(content):
    document = pypdfium2.PdfDocument(content)
    text = document[0].get_textpage().get_text_range()
    document.close()
    return text


@pytest.mark.parametrize("language", NAMES)
def test_names_in_another_script_are_printed_and_what_follows_them_stays_readable(world, language, caplog):
    Office.objects.filter(pk=world.mysuru_hub.pk).update(name=NAMES[language])
    world.mysuru_hub.refresh_from_db()
    articles = booked(world, 2)
    inner = filled_bag(world, articles)
    close_bag(office=world.mysuru, number=inner.number, weight_grams=5230, by=world.mails, now=NOW)
    bag = begin_bag(office=world.mysuru, destination=world.mysuru_hub, kind=BagKind.TRANSIT, by=world.mails, now=NOW)
    scan_into_bag(office=world.mysuru, bag_number=bag.number, article_numbers=[inner.number], by=world.mails, now=NOW)
    bag = close_bag(office=world.mysuru, number=bag.number, weight_grams=5230, by=world.mails, now=NOW)
    despatch_bags(office=world.mysuru, numbers=[bag.number], by=world.mails, now=NOW)
    despatch = Despatch.objects.get()
    with translation.override("hi"):
        label = text_of(label_pdf(bag))
        manifest = text_of(manifest_pdf(bag, manifest_of(bag)))
        listed = text_of(mail_list_pdf(despatch, mail_list(despatch)))
    assert "missing the following glyphs" not in caplog.text
    for words in ("20.11.2026 11:00", "5.230 kg", "570001", bag.number):
        assert words in label
    for words in (world.mysuru.code, "20.11.2026 11:00", *[one.number for one in articles], inner.number):
        assert words in manifest
    for words in (world.mysuru.code, "20.11.2026 11:00", bag.number):
        assert words in listed
    start = NAMES[language][0]
    assert all(start in text for text in (label, manifest, listed))
