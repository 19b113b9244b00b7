"""The life of a tariff sheet."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SheetState(TextChoices):
    DRAFT = "draft", _("draft")
    CHECKED = "checked", _("checked, waits for a second person")
    APPROVED = "approved", _("in force")
    SUPERSEDED = "superseded", _("superseded")
    WITHDRAWN = "withdrawn", _("withdrawn")


SHEET_MOVES: Final[dict[SheetState, frozenset[SheetState]]] = {
    SheetState.DRAFT: frozenset(
        # Approved at once: the packaged one, at installation.
        {SheetState.CHECKED, SheetState.APPROVED, SheetState.WITHDRAWN}
    ),
    SheetState.CHECKED: frozenset({SheetState.APPROVED, SheetState.WITHDRAWN}),
    SheetState.APPROVED: frozenset({SheetState.SUPERSEDED}),
    SheetState.SUPERSEDED: frozenset(),
    SheetState.WITHDRAWN: frozenset(),
}
