""" "I did not receive this", "nobody came": what can come of it."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

ANSWER_DAYS: Final = 7  # ours: by then the office has asked the postman and says what it found


class Outcome(TextChoices):
    """Of a delivery that did not arrive, or of an attempt to which nobody came."""

    DELIVERED = "delivered", _("delivered as recorded")
    HANDED_OVER = "handed_over", _("found and handed over")
    WRONG_ENTRY = "wrong_entry", _("the entry was wrong; the article is on its way")
    LOST = "lost", _("not found; compensation is due")
    NOBODY_CAME = "nobody_came", _("nobody came; it goes out again")
    ATTEMPTED = "attempted", _("the postman was there")


# The entry was false: the attempt does not count, and the article is on the list again.
REOPENS: Final = frozenset({Outcome.WRONG_ENTRY, Outcome.NOBODY_CAME})
OF_ATTEMPTS: Final = (Outcome.NOBODY_CAME, Outcome.ATTEMPTED)


def outcomes_of(*, delivered: bool) -> list[tuple[str, object]]:
    """What can come of a complaint, as a form offers it."""
    return [(one.value, one.label) for one in Outcome if (one not in OF_ATTEMPTS) == delivered]
