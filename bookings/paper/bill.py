"""The month's bill of a contract as PDF, A4, in the language that is active: the same lines as on its page."""

from collections.abc import Sequence
from typing import Final, Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from fpdf.enums import XPos, YPos

from apt.core.money import format_paise
from apt.core.paper import Paper
from bookings.models import Bill, BillLine

# Millimetres of each column; what is no text stands at the right.
_WIDTHS: Final = (8, 13, 38, 31, 14, 19, 16, 15, 15, 21)
_TEXTS: Final = 4
_ROW: Final = 7.5
_SUMS: Final = ("articles", "postage_paise", "services_paise", "cgst_paise", "sgst_paise", "total_paise")


def bill_pdf(bill: Bill) -> bytes:
    paper = Paper(210, 297, 10)
    paper.set_title(bill.number)
    paper.add_page()
    _head(paper, bill)
    _heading(paper)
    lines = list(bill.lines.all())
    for line in lines:
        if paper.get_y() > paper.h - 25:
            paper.put(_("Bill {number}, continued overleaf").format(number=bill.number), _ROW, align="R")
            paper.add_page()
            _heading(paper)
        _row(paper, _cells(line))
    paper.rule()
    if paper.get_y() > paper.h - 45:
        paper.add_page()
    articles, *sums = (sum(getattr(line, name) for line in lines if not _less(line, name)) for name in _SUMS)
    _row(paper, ["", "", _("Sum"), "", str(articles), *map(format_paise, sums)], bold=True)
    paper.rule()
    paper.pair(_("To pay") if bill.total_paise >= 0 else _("Credit"), format_paise(abs(bill.total_paise)), 14, "B")
    paper.put(_("Due on {date}").format(date=date_format(bill.due_on, "j F Y")), 9, align="R")
    return paper.finish()


def _less(line: BillLine, name: str) -> bool:
    """Cancelled articles are no articles of the sum; their amounts are negative already."""
    return name == "articles" and line.cancelled


def _head(paper: Paper, bill: Bill) -> None:
    customer = bill.contract.customer
    paper.pair(bill.circle.name, _("Bill {number}").format(number=bill.number), 14, "B")
    paper.rule()
    paper.put(customer.name, 12, "B")
    for label, text in (
        (_("Customer"), customer.code),
        (_("Contract"), f"{bill.contract.code}, {bill.contract.get_payment_display()}"),
        (_("GSTIN of the customer"), bill.gstin or "-"),
        (_("Month"), date_format(bill.month, "F Y")),
        (_("Made"), date_format(bill.made_on, "j F Y")),
    ):
        paper.put(f"{label}: {text}", 10)
    paper.set_y(paper.get_y() + 3)


def _heading(paper: Paper) -> None:
    texts = [_("No."), _("Day"), _("Office"), _("What")]
    _row(paper, [*texts, _("Articles"), _("Postage"), _("Services"), "CGST", "SGST", _("Total")], bold=True)
    paper.rule(0.5)


def _cells(line: BillLine) -> list[str]:
    what = line.product.replace("_", " ")
    if line.discount_bp:
        rate = f"{line.discount_bp / 100:g} %"
        what = _("{product}, less {rate}").format(product=what, rate=rate)
    elif line.cancelled:
        what = _("{product}, cancelled").format(product=what)
    day = date_format(line.day, "j M") if line.day else ""
    office = line.office.name if line.office else _("Volume discount")
    amounts = [format_paise(getattr(line, name)) for name in _SUMS[1:]]
    return [str(line.number), day, office, what, str(line.articles or ""), *amounts]


def _row(paper: Paper, cells: Sequence[str], *, bold: bool = False) -> None:
    style: Literal["", "B"] = "B" if bold else ""
    for place, (text, width) in enumerate(zip(cells, _WIDTHS, strict=True)):
        paper.set_type(text, style, _ROW)
        align = "L" if 0 < place < _TEXTS else "R"
        paper.cell(width, paper.line_height(_ROW + 1), paper.cut(text, width - 2), align=align)
    paper.cell(0, paper.line_height(_ROW + 1), "", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
