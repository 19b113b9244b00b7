"""Refusals at the delivery office and at the door."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal


class UnknownSheet(Refusal):
    code = "unknown_sheet"
    http_status = 404
    text = _("There is no sheet {number} for you.")


class UnknownItem(Refusal):
    code = "unknown_item"
    http_status = 404
    text = _("Article {number} is not on a sheet of yours.")


class NotForDelivery(Refusal):
    code = "not_for_delivery"
    http_status = 409
    text = _("{number} is not delivered by this office. Bag it onwards.")


class EmptySheet(Refusal):
    code = "empty_sheet"
    text = _("Choose at least one article for the sheet.")


class AlreadyAcknowledged(Refusal):
    code = "already_acknowledged"
    http_status = 409
    text = _("Sheet {number} was acknowledged already.")


class NotAcknowledged(Refusal):
    code = "not_acknowledged"
    http_status = 409
    text = _("Acknowledge the sheet before you deliver from it.")


class AttemptClosed(Refusal):
    code = "attempt_closed"
    http_status = 409
    text = _("{number} has its outcome on this sheet already.")


class AttemptReused(Refusal):
    code = "attempt_reused"
    http_status = 409
    text = _("This attempt was sent before with other content. Open the article again.")


class CodeNeeded(Refusal):
    code = "code_needed"
    text = _("This article is handed over only against the addressee's code (Reg. 136A). Ask for the six digits.")


class BadCodeShape(Refusal):
    code = "bad_code_shape"
    text = _("The code has six digits. This did not count as a try.")


class RecipientNeeded(Refusal):
    code = "recipient_needed"
    text = _("Write the name of the person who received the article.")


class CodModeNeeded(Refusal):
    code = "cod_mode_needed"
    text = _("Money is due for this article: say whether it was paid in cash or by QR. Nothing was recorded.")
    money_moved = "no"


class RemarkNeeded(Refusal):
    code = "remark_needed"
    text = _("Choose why the article was not delivered.")
