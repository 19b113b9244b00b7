"""Refusals about settlement files. None of them moves money."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal


class FileSeen(Refusal):
    code = "file_seen"
    http_status = 409
    text = _("This settlement file was taken in already, on {at}. Nothing was changed.")
    money_moved = "no"


class BadSettlementFile(Refusal):
    code = "bad_settlement_file"
    text = _("This is not a settlement file: {problem}. Nothing was changed.")
    money_moved = "no"


class SettlementDay(Refusal):
    code = "settlement_day"
    text = _(
        "This settlement file is not of {date}, or that day has not begun. Nothing was changed and no money moved."
    )
    money_moved = "no"


class SettlementTooLarge(Refusal):
    code = "settlement_too_large"
    http_status = 413
    text = _(
        "A file of more than {limit} MB is not taken in by this page: it is fetched from the provider by itself."
        " Nothing was changed and no money moved."
    )
    money_moved = "no"


class NotNodal(Refusal):
    code = "not_nodal"
    http_status = 409
    text = _("Settlement files are handed in at {office}. Nothing was changed and no money moved.")
    money_moved = "no"
