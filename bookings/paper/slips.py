"""Receipts and labels as PDF, in the language that is active. The same facts as the receipt's page, from the same rows.

No official layout of a receipt was found (operations.md, 3.4): each article's line says "tariff + GST = total", as
clerks ask for (complaint 32). The label carries what the official A6 label does (operations.md, 3.4).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from apt.core.clock import IST
from apt.core.money import format_paise
from apt.core.paper import Paper
from apt.core.paper_stream import one_document
from bookings.models import Article, Sale
from bookings.rules import Status

Link = Callable[[str], str]  # the signed address of an article's tracking page, by its number

# Width, height (None: as long as the text), margin; of thermal rolls the part that prints.
SIZES: Final[dict[str, tuple[float, float | None, float]]] = {
    "80": (80, None, 4),
    "58": (58, None, 3),
    "a5": (148, 210, 10),
    "a4": (210, 297, 15),
}
LABEL_MM: Final = (100, 150)
_LABELS_A_PART: Final = 200  # a second's work, 8 MB
_LONG: Final = 4000.0  # longer than any receipt: the first pass measures


class Points(NamedTuple):
    """Sizes of type."""

    small: float
    normal: float
    large: float


def receipt_pdf(sale: Sale, articles: Sequence[Article], *, size: str, link: Link, copy: int = 1) -> bytes:
    """A receipt on a 58 or 80 mm roll, A5 or A4. `copy`: 1 is the first print; later ones say so."""
    width, height, margin = SIZES[size]
    if height is None:
        trial = Paper(width, _LONG, margin)
        trial.add_page()
        _receipt(trial, sale, articles, link, copy)
        height = trial.get_y() + margin
        trial.close_fonts()
    paper = Paper(width, height, margin)
    paper.set_title(sale.receipt_number)
    paper.add_page()
    _receipt(paper, sale, articles, link, copy)
    return paper.finish()


def _receipt(paper: Paper, sale: Sale, articles: Sequence[Article], link: Link, copy: int) -> None:
    on_roll = paper.w < 100
    small, normal, large = sizes = Points(7, 8, 11) if on_roll else Points(9, 10, 14)
    paper.put(sale.office.name, large, "B", "C")
    counter = [_("Counter {counter}").format(counter=sale.shift.counter_number)] if sale.shift else []
    paper.put(" · ".join([sale.office.pincode, *counter]), small, align="C")
    paper.pair(sale.receipt_number, f"{sale.booked_at.astimezone(IST):%d.%m.%Y %H:%M}", normal)
    paper.put(_labelled(_("Clerk"), sale.made_by.name), small)
    if copy > 1:
        paper.put(_("COPY {number}").format(number=copy), large, "B", "C")
    for article in articles:
        if not on_roll:
            _break_if_full(paper)
        paper.rule()
        _receipt_article(paper, article, link, sizes)
    paper.rule()
    paper.pair(_("Total"), format_paise(sale.total_paise), large, "B")
    paper.put(_("Paid: {mode}").format(mode=sale.get_mode_display()), normal)
    back = sum(article.total_paise for article in articles if article.status == Status.CANCELLED)
    if back:
        paper.pair(_("Paid back"), format_paise(-back), normal, "B")
        paper.pair(_("Remains"), format_paise(sale.total_paise - back), large, "B")
    paper.put(_("Scan the square beside an article to follow it."), small, align="C")


def _receipt_article(paper: Paper, article: Article, link: Link, sizes: Points) -> None:
    small, normal, large = sizes
    left, top, side = paper.l_margin, paper.get_y(), 18.0
    bars = paper.code128(article.number, left, top + 1, min(paper.epw - side - 6, 60), 10)
    paper.set_y(top + 12)
    paper.put(article.number, normal, "B")
    if article.status == Status.CANCELLED:
        paper.put(_("CANCELLED, paid back"), large, "B")
    # Beside the bars where there is room for both, else beside the words.
    beside = bars + 4 + side <= paper.epw
    above = top if beside else paper.get_y()
    paper.qr(link(article.number), paper.w - paper.r_margin - side, above + 1, side)
    if beside:
        paper.set_y(max(paper.get_y(), top + side + 2))
    room = 0 if beside else paper.epw - side - 2
    parties = article.parties
    addressee = f"{parties.addressee_name}, {parties.addressee_address}, {article.pincode}"
    paper.put(_labelled(_("To"), addressee), small, width=room)
    paper.put(_labelled(_("From"), parties.sender_name), small, width=room)
    paper.put(" · ".join([_weight(article), *article.services]), small, width=room)
    paper.set_y(max(paper.get_y(), above + side + 2))
    if article.discount_paise and parties.student_id_number:
        # The words are the order's own (OM of the student parcel scheme; tariff.md, section 7).
        paper.put(f"Student Discount Applied – ID Verified {parties.student_id_number}", small)
    gst = _("Tariff {tariff} + GST {gst} =").format(
        tariff=format_paise(article.taxable_paise), gst=format_paise(article.gst_paise)
    )
    paper.pair(gst, format_paise(article.total_paise), normal, "B")


def _labelled(label: str, text: str) -> str:
    return f"{label}: {text}"


def _break_if_full(paper: Paper) -> None:
    if paper.get_y() > paper.h - paper.b_margin - 60:
        paper.add_page()


def _weight(article: Article) -> str:
    text = f"{article.weight_grams} g"
    if article.chargeable_grams != article.weight_grams:
        text = _("{grams} g, charged as {charged} g").format(
            grams=article.weight_grams, charged=article.chargeable_grams
        )
    return text


def labels_in_parts(articles: Iterable[Article], *, link: Link) -> Iterator[bytes]:
    """The labels of a batch as one document, sent while it is made. At least one article."""
    rest = iter(articles)
    parts = iter(lambda: list(islice(rest, _LABELS_A_PART)), [])
    return one_document(labels_pdf(part, link=link) for part in parts)


def labels_pdf(articles: Sequence[Article], *, link: Link) -> bytes:
    """One label of 100 x 150 mm a page."""
    paper = Paper(*LABEL_MM, margin_mm=5)
    paper.set_title(_("Labels"))
    for article in articles:
        paper.add_page()
        _label(paper, article, link)
    return paper.finish()


def _label(paper: Paper, article: Article, link: Link) -> None:
    parties, sale = article.parties, article.sale
    paper.pair(article.product.replace("_", " "), " ".join(article.services), 12, "B")
    # Where the eye and the sorter look first: the PIN of delivery, large.
    paper.pair(article.origin.pincode, article.pincode, 22, "B")
    paper.put(article.destination.name, 11, "B", "R")
    paper.rule()
    top = paper.get_y()
    paper.code128(article.number, paper.l_margin + 6, top + 1, 80, 18)
    paper.set_y(top + 20)
    paper.put(article.number, 14, "B", "C")
    paper.rule()
    top = paper.get_y()
    paper.qr(link(article.number), paper.w - paper.r_margin - 24, top + 1, 24)
    room = paper.epw - 27
    paper.put(_("To"), 8, width=room)
    paper.put(parties.addressee_name, 12, "B", width=room)
    if parties.addressee_company:
        paper.put(parties.addressee_company, 10, width=room)
    paper.put(parties.addressee_address, 10, width=room)
    paper.put(f"{parties.addressee_city} {article.pincode}".strip(), 11, "B", width=room)
    if parties.addressee_mobile:
        paper.put(_labelled(_("Mobile"), parties.addressee_mobile), 9, width=room)
    if article.digipin:
        pin = article.digipin
        paper.put(f"DIGIPIN {pin[:3]}-{pin[3:6]}-{pin[6:]}", 10, "B", width=room)
    paper.set_y(max(paper.get_y(), top + 26))
    paper.rule()
    paper.put(_labelled(_("From"), f"{parties.sender_name}, {parties.sender_address or sale.office.name}"), 8)
    if parties.sender_mobile:
        paper.put(_labelled(_("Mobile"), parties.sender_mobile), 8)
    paper.rule()
    paper.pair(_weight(article), _size(article), 9)
    if article.cod_paise:
        paper.pair("COD", format_paise(article.cod_paise), 14, "B")
    if article.declared_paise:
        paper.pair(_("Insured for"), format_paise(article.declared_paise), 10, "B")
    paper.pair(sale.get_mode_display(), format_paise(article.total_paise), 9)
    paper.pair(f"{sale.office.name} {sale.office.pincode}", f"{sale.booked_at.astimezone(IST):%d.%m.%Y %H:%M}", 8)


def _size(article: Article) -> str:
    sides = [side for side in (article.length_cm, article.breadth_cm, article.height_cm) if side]
    return " x ".join(map(str, sides)) + " cm" if sides else ""
