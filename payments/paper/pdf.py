"""The daily account as PDF: the slip of a day that has ended, or the state of one that has not."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from apt.core.clock import IST
from apt.core.money import format_paise
from apt.core.paper import Paper, Style
from payments.models import Entry, OfficeDay
from payments.queries import AccountTotal
from payments.rules import STOCK_ACCOUNTS, Account, Purpose

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


def evidence_pdf(
    *,
    office: str,
    on: date,
    account: Account,
    entries: Sequence[Entry],
    first_broken: int | None,
    defects: Sequence[str],
) -> bytes:
    """The entries behind a figure as evidence: person, machine, time, version and hash of each; whether the chain
    stands, and which defects are known. The same entries make the same pages.
    """
    paper = Paper(297, 210, 10)
    paper.add_page()
    paper.put(f"{_('Evidence')}: {account.label}", 16, "B")
    paper.put(f"{office} · {on:%d.%m.%Y}", 11)
    proved = _("The chain of the office's journals was proved from its beginning: nothing is missing or changed.")
    paper.put(proved if first_broken is None else _("The chain is broken at journal {0}.").format(first_broken), 9, "B")
    paper.put(_("Known defects that are not fixed: {0}").format("; ".join(defects) or _("none")), 9)
    paper.rule(2)
    for one in entries:
        journal = one.journal
        when = f"{journal.made_at.astimezone(IST):%d.%m.%Y %H:%M:%S}"
        machine = journal.device.label if journal.device else _("no registered machine")
        paper.pair(
            f"{journal.number} · {when} · {journal.made_by.name} ({journal.made_by.employee_id}) · {machine}",
            format_paise(one.paise), 9,
        )  # fmt: skip
        if account in STOCK_ACCOUNTS:
            moved = [piece for piece in journal.pieces.all() if piece.shift_id == one.shift_id]
            paper.put(", ".join(f"{piece.count} x {piece.item.name}" for piece in moved), 7)
        paper.put(f"{Purpose(journal.purpose).label} · {journal.ref} · {journal.version} · {journal.hash}", 7)
    paper.rule(2)
    paper.pair(_("Sum"), format_paise(sum(one.paise for one in entries)), 10, "B")
    return paper.finish()
