""" "I did not receive this": what can come of it."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

ANSWER_DAYS: Final = 7  # ours: by then the office has asked the postman and says what it found


class Outcome(TextChoices):
    DELIVERED = "delivered", _("delivered as recorded")
    HANDED_OVER = "handed_over", _("found and handed over")
    WRONG_ENTRY = "wrong_entry", _("the entry was wrong; the article is on its way")
    LOST = "lost", _("not found; compensation is due")
