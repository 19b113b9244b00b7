"""What an office may lack. Pure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Lack(TextChoices):
    HUB = "hub", _("no hub is mapped: its mail has no way")
    ACCOUNT_OFFICE = "account_office", _("no account office is mapped: its mail has no way")
    NUMBERS = "numbers", _("no bag numbers are left: it cannot close a bag")
    SET = "set", _("no set is kept: nobody can say who closed and opened its bags")
    DUE_LIST = "due_list", _("no set has it on its due mail list: no bag can be closed for it")
    SCHEDULE = "schedule", _("no schedule leads there on that day")
