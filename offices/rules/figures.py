"""What is counted for each office and day. Pure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Measure(TextChoices):
    BOOKED = "booked", _("Articles booked")
    CHARGED = "charged", _("Charged")  # paise
    IN_CASH = "in_cash", _("of it in cash alone")  # paise
    DELIVERED = "delivered", _("Articles delivered")
    BROUGHT_BACK = "brought_back", _("Attempts that failed")
