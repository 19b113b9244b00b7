"""Corrections of the books: which entries they make, and what stands between asking for one and its counting. Pure."""

from collections.abc import Iterable
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .journal import CONTRACT_ACCOUNTS, DRAWER_ACCOUNTS, STOCK_ACCOUNTS, Account, Line

MOST_EVIDENCE: Final = 1_000_000  # bytes
# Each piece of stamps is in the movements, what is on its way is in its pouches: a correction has neither.
NEVER_BY_HAND: Final = STOCK_ACCOUNTS | {Account.IN_TRANSIT}
# A drawer is counted, a contract's account is its own papers': these are only taken back with their whole journal.
BY_HAND: Final = tuple(
    account for account in Account if account not in CONTRACT_ACCOUNTS | DRAWER_ACCOUNTS | NEVER_BY_HAND
)


class Answer(TextChoices):
    """What the office says to the notice of a correction. Silence is no answer: nothing counts before it."""

    ACCEPTED = "accepted", _("accepted")
    DISPUTED = "disputed", _("disputed")


class CorrectionState(TextChoices):
    ASKED = "asked", _("waits for another person's approval")
    REFUSED = "refused", _("not approved")
    TOLD = "told", _("waits for the office's word")
    POSTED = "posted", _("counts")
    DISPUTED = "disputed", _("disputed by the office; does not count")


def reversal_of(entries: Iterable[tuple[str, int]]) -> list[Line]:
    """The negated copy of a journal's entries. What went through a drawer lies in the treasury meanwhile."""
    sums: dict[Account, int] = {}
    for account, paise in entries:
        where = Account.TREASURY if account == Account.CASH else Account(account)
        sums[where] = sums.get(where, 0) - paise
    return [Line(account, paise) for account, paise in sums.items() if paise]
