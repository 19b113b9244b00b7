"""Bag labels, manifests and mail lists as PDF, in the language that is active.

No official layout was found (operations.md, 4.2): the label shows where it goes largest, as sorters read it, with a bar
of the colour of its kind; a manifest and a mail list have a line a thing and totals to tally by.
"""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from apt.core.clock import IST
from apt.core.paper import Paper

from .models import Bag, Despatch
from .queries import Listed, MailLine
from .rules import LABEL_COLOURS, BagKind

LABEL_MM: Final = (100, 75)
_YELLOW: Final = (242, 183, 5)
_A4: Final = (210, 297)
_ROW: Final = 5.2
_BAR_MM: Final = 9


def label_pdf(bag: Bag) -> bytes:
    """A tag of 100 x 75 mm."""
    paper = Paper(*LABEL_MM, margin_mm=5)
    paper.set_title(bag.number)
    paper.add_page()
    kind = BagKind(bag.kind)
    colour = _YELLOW if kind == BagKind.PARCEL and bag.by_air else LABEL_COLOURS.get(kind)
    if colour:
        paper.set_fill_color(*colour)
        paper.rect(0, 0, LABEL_MM[0], _BAR_MM, style="F")
        paper.set_y(_BAR_MM + 1)
    paper.pair(str(kind.label), _("by air") if bag.by_air else _("by surface"), 10, "B")
    paper.put(bag.destination.name, 18, "B")
    paper.pair(bag.destination.pincode, bag.destination.code, 12, "B")
    paper.put(_("From {office}").format(office=f"{bag.origin.name} {bag.origin.pincode}"), 9)
    weight = f"{bag.weight_grams / 1000:.3f} kg" if bag.weight_grams else ""
    closed = f"{bag.closed_at.astimezone(IST):%d.%m.%Y %H:%M}" if bag.closed_at else _("not closed")
    paper.pair(closed, weight, 9)
    top = LABEL_MM[1] - 25
    paper.code128(bag.number, paper.l_margin + 5, top, LABEL_MM[0] - 20, 14)
    paper.set_y(top + 15)
    paper.put(bag.number, 11, "B", "C")
    return paper.finish()


def manifest_pdf(bag: Bag, lines: Sequence[Listed]) -> bytes:
    """What lies in a bag, at any depth: a bag is followed by its own contents, indented."""
    paper = _page(_("Manifest of bag {number}").format(number=bag.number), bag.number)
    paper.pair(_("From {office}").format(office=bag.origin.name), f"{bag.origin.code}", 10)
    paper.pair(_("To {office}").format(office=bag.destination.name), f"{bag.destination.code}", 10, "B")
    closed = f"{bag.closed_at.astimezone(IST):%d.%m.%Y %H:%M}" if bag.closed_at else _("not closed")
    paper.pair(str(BagKind(bag.kind).label), closed, 10)
    if bag.papers:
        paper.put(_("Papers: {papers}").format(papers=bag.papers), 10)
    paper.rule()
    columns = (12.0, 62.0, 20.0, 24.0, 0.0)
    _row(paper, columns, ("", _("Number"), _("PIN"), _("Grams"), _("Services, or destination")), bold=True)
    articles = [one for one in lines if one.article]
    for place, one in enumerate(lines, start=1):
        _break_if_full(paper)
        indent = "    " * (one.depth - 1)
        if one.article:
            words = (one.article.pincode, f"{one.article.weight_grams}", " ".join(one.article.services))
        else:
            inner = one.bag
            words = ("", "", f"{BagKind(inner.kind).label} › {inner.destination.name}" if inner else "")
        _row(paper, columns, (f"{place}", indent + one.number, *words), bold=one.article is None)
    paper.rule()
    total = sum(one.article.weight_grams for one in articles if one.article)
    paper.pair(_("Articles"), f"{len(articles)}", 11, "B")
    paper.pair(_("Bags inside"), f"{len(lines) - len(articles)}", 11, "B")
    paper.pair(_("Weight of the articles"), f"{total} g", 11, "B")
    return paper.finish()


def mail_list_pdf(despatch: Despatch, lines: Sequence[MailLine]) -> bytes:
    """What left together, for whoever takes it over to sign."""
    paper = _page(_("Mail list {number}").format(number=despatch.number), despatch.number)
    paper.pair(_("From {office}").format(office=despatch.office.name), despatch.office.code, 10)
    by = despatch.schedule.name if despatch.schedule else _("special conveyance")
    paper.pair(by, f"{despatch.departs_at.astimezone(IST):%d.%m.%Y %H:%M}", 10, "B")
    if despatch.cancelled_at:
        paper.put(_("CANCELLED: {reason}").format(reason=despatch.cancelled_because), 12, "B")
    paper.rule()
    columns = (12.0, 42.0, 30.0, 18.0, 14.0, 0.0)
    words = ("", _("Bag"), _("Kind"), _("Articles"), _("Bags"), _("Gets off at, and goes to"))
    _row(paper, columns, words, bold=True)
    for place, one in enumerate(lines, start=1):
        _break_if_full(paper)
        stop = one.bag.bound_for.name if one.bag.bound_for else one.bag.destination.name
        goes = stop if stop == one.bag.destination.name else f"{stop} › {one.bag.destination.name}"
        kind = str(BagKind(one.bag.kind).label)
        _row(paper, columns, (f"{place}", one.bag.number, kind, f"{one.articles}", f"{one.bags}", goes))
    paper.rule()
    paper.pair(_("Bags"), f"{len(lines)}", 11, "B")
    paper.put("")
    paper.pair(_("Given over:") + " ______________________", _("Taken over:") + " ______________________", 10)
    return paper.finish()


def _page(title: str, number: str) -> Paper:
    paper = Paper(*_A4, margin_mm=15)
    paper.set_title(title)
    paper.add_page()
    paper.put(title, 15, "B")
    paper.code128(number, paper.w - paper.r_margin - 68, 12, 64, 10)
    paper.set_y(paper.get_y() + 2)
    return paper


def _row(paper: Paper, columns: Sequence[float], words: Sequence[str], *, bold: bool = False) -> None:
    """One line of a table: what does not fit into its column is cut, since a line must stay one."""
    for width, word in zip(columns, words, strict=True):
        room = width or paper.w - paper.r_margin - paper.get_x()
        paper.set_type(word, "B" if bold else "", 9)
        paper.cell(room, _ROW, paper.cut(word, room - 2))
    paper.ln(_ROW)


def _break_if_full(paper: Paper) -> None:
    if paper.get_y() > paper.h - paper.b_margin - 40:
        paper.add_page()
