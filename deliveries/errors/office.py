"""Refusals at the delivery office: sheets, returns, the window."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal


class UnknownSheet(Refusal):
    code = "unknown_sheet"
    http_status = 404
    text = _("There is no sheet {number} for you.")


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


class ThirdAttempt(Refusal):
    code = "third_attempt"
    http_status = 409
    text = _("{number} was tried twice; a third time is not allowed (Reg. 42). It is handed out at the window.")


class NoBeatFound(Refusal):
    code = "no_beat_found"
    http_status = 409
    text = _("No article that waits here has a beat. Say to which beat their addresses belong.")


class NoPostman(Refusal):
    code = "no_postman"
    text = _("Choose a postman for beat {beat}.")


class MasterOverlaps(Refusal):
    code = "master_overlaps"
    http_status = 409
    text = _("{what} is in use at that time already. End it first.")


class UnknownMaster(Refusal):
    code = "unknown_master"
    http_status = 404
    text = _("There is no such batch, beat or area at your office today.")


class BadArea(Refusal):
    code = "bad_area"
    text = _("An area is a PIN of six digits, or the first characters of a DIGIPIN.")


class SheetClosed(Refusal):
    code = "sheet_closed"
    http_status = 409
    text = _("Sheet {number} was closed already: its returns are taken.")


class UnknownHeld(Refusal):
    code = "unknown_held"
    http_status = 404
    text = _("{number} is not on hold at your office.")


class NotDueBack(Refusal):
    code = "not_due_back"
    http_status = 409
    text = _("{number} is kept until {date}. Earlier it goes back only when the sender recalls it.")


class RemarkNotVerified(Refusal):
    code = "remark_not_verified"
    http_status = 409
    text = _("The remark about {number} was not verified yet. A supervisor looks at it first.")


class AlreadyReturning(Refusal):
    code = "already_returning"
    http_status = 409
    text = _("{number} is on its way back to the sender already.")


class NeverRedirected(Refusal):
    code = "never_redirected"
    http_status = 409
    text = _("{number} holds a passport: it is delivered at its address or goes back, and is never redirected.")


class RedirectedOnce(Refusal):
    code = "redirected_once"
    http_status = 409
    text = _("{number} was redirected before; it is not redirected twice.")


class AddressNeeded(Refusal):
    code = "address_needed"
    text = _("Write the new address.")


class DocumentNeeded(Refusal):
    code = "document_needed"
    text = _("Choose the identity document, and write its last four characters: letters and digits.")


class WindowNotAllowed(Refusal):
    code = "window_not_allowed"
    http_status = 409
    text = _(
        "The code for {number} holds no more (Reg. 136A). Ask a supervisor to allow delivery against the document."
    )


class NothingDue(Refusal):
    code = "nothing_due"
    http_status = 409
    text = _("Nothing is to be collected for {number}.")
    money_moved = "no"


class NotAHold(Refusal):
    code = "not_a_hold"
    text = _("Say whether it is damaged, or poste restante.")


class NoLetterOffice(Refusal):
    code = "no_letter_office"
    http_status = 409
    text = _("No returned letter office is set for the circle of this office. {number} waits here.")


class NotReturned(Refusal):
    code = "not_returned"
    http_status = 409
    text = _("{number} is not on its way back: it goes to its sender first.")


class NothingToVerify(Refusal):
    code = "nothing_to_verify"
    http_status = 409
    text = _("Nothing about {number} waits to be verified.")


class OwnRemark(Refusal):
    code = "own_remark"
    http_status = 403
    text = _("Somebody else verifies what you said at the door.")


class CallAnswered(Refusal):
    code = "call_answered"
    http_status = 409
    text = _("What came of this call was written down already.")


class KeptAtOffice(Refusal):
    code = "kept_at_office"
    http_status = 409
    text = _("{number} is kept here: {remark}. It is handed out at the window.")


class DeliveryEnded(Refusal):
    code = "delivery_ended"
    http_status = 409
    text = _("The delivery of {number} ended at its door: {remark}. It goes back to its sender, not out again.")


class CodInBulk(Refusal):
    code = "cod_in_bulk"
    http_status = 409
    text = _("Money is due for {number}: it is handed over singly, never in bulk.")
    money_moved = "no"


class AnotherAddressee(Refusal):
    code = "another_addressee"
    http_status = 409
    text = _("{number} goes to another mobile number than the articles on this sheet; one code opens all of them.")


class NotFromThisSheet(Refusal):
    code = "not_from_this_sheet"
    http_status = 409
    text = _("{number} is not open on this sheet.")
