"""The daily account as PDF: the slip of a day that has ended, or the state of one that has not."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from apt.core.clock import IST
from apt.core.money import format_paise
from apt.core.paper import Paper, Style

from .models import OfficeDay
from .queries import AccountTotal
from .rules import Account

_COLUMNS = (74.0, 29.0, 29.0, 29.0, 29.0)


def daily_account_pdf(*, office: str, on: date, totals: Mapping[Account, AccountTotal], day: OfficeDay | None) -> bytes:
    """A4: one line an account; at the foot who ended the day and the hash under which its journal stands."""
    paper = Paper(210, 297, 10)
    paper.add_page()
    paper.put(_("Daily account"), 16, "B")
    paper.put(f"{office} · {on:%d.%m.%Y}", 11)
    paper.rule(2)
    _row(paper, (_("Account"), _("Opening"), _("Debits"), _("Credits"), _("Closing")), "B")
    paper.rule()
    for account, total in totals.items():
        amounts = (total.opening, total.debits, total.credits, total.closing)
        _row(paper, (str(account.label), *(format_paise(one) for one in amounts)))
    paper.rule(2)
    if day and day.ended_at and day.ended_by:
        ended = f"{day.ended_at.astimezone(IST):%d.%m.%Y %H:%M}"
        paper.pair(_("Day ended"), f"{ended}, {day.ended_by.name} ({day.ended_by.employee_id})", 9)
        if day.disputed:
            paper.put(_("Ended as disputed: a difference is not explained yet."), 9, "B")
        paper.put(_("Root of the journal (SHA-256)"), 9, "B")
        paper.put(day.root, 9)
    else:
        paper.put(_("This day has not ended: the figures may still change."), 9, "B")
    return paper.finish()


def _row(paper: Paper, cells: tuple[str, ...], style: Style = "") -> None:
    paper.set_type("".join(cells), style, 9)
    height = paper.line_height(9) * 1.3
    for place, (cell, width) in enumerate(zip(cells, _COLUMNS, strict=True)):
        paper.cell(width, height, cell, align="R" if place else "L")
    paper.ln(height)
