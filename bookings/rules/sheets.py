"""The life of a tariff sheet."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SheetState(TextChoices):
    DRAFT = "draft", _("draft")
    CHECKED = "checked", _("checked, waits for a second person")
    APPROVED = "approved", _("in force")
    SUPERSEDED = "superseded", _("superseded")


SHEET_MOVES: Final[dict[SheetState, frozenset[SheetState]]] = {
    SheetState.DRAFT: frozenset(
        {SheetState.CHECKED, SheetState.APPROVED}
    ),  # at once: the packaged one, at installation
    SheetState.CHECKED: frozenset({SheetState.APPROVED}),
    SheetState.APPROVED: frozenset({SheetState.SUPERSEDED}),
    SheetState.SUPERSEDED: frozenset(),
}
