"""Refusals about corrections of the books and about cases. Each says whether money moved."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal


class NothingToCorrect(Refusal):
    code = "nothing_to_correct"
    text = _("There is no journal {number} at this office. No money moved.")
    money_moved = "no"


class NotByHand(Refusal):
    code = "not_by_hand"
    text = _(
        "A correction moves more than nothing from one account to another; drawers and contracts are not written. "
        "No money moved."
    )
    money_moved = "no"


class ShiftNotVerified(Refusal):
    code = "shift_not_verified"
    http_status = 409
    text = _("The drawer of that journal is not verified yet. Correct its books after that. No money moved.")
    money_moved = "no"


class TakenBackAlready(Refusal):
    code = "taken_back_already"
    http_status = 409
    text = _("That journal was taken back as a whole already. Nothing was posted now.")
    money_moved = "no"


class NoEvidence(Refusal):
    code = "no_evidence"
    text = _("A correction has its evidence: a file of at most {limit} bytes. No money moved.")
    money_moved = "no"


class NoticeAnswered(Refusal):
    code = "notice_answered"
    http_status = 409
    text = _("The office has answered this notice: {answer}. Nothing was posted now.")
    money_moved = "no"


class OwnCorrection(Refusal):
    code = "own_correction"
    http_status = 409
    text = _("Somebody else at the office than the author answers the notice. No money moved.")
    money_moved = "no"


class WordsMissing(Refusal):
    code = "words_missing"
    text = _("Say why in words. Nothing was changed and no money moved.")
    money_moved = "no"


class CaseOpen(Refusal):
    code = "case_open"
    http_status = 409
    text = _("This case is open: a difference is not a debt, and nothing is recovered. No money moved.")
    money_moved = "no"


class CaseTouched(Refusal):
    code = "case_touched"
    http_status = 409
    text = _("A known defect may be behind this case: {defects}. Nothing is recovered for it. No money moved.")
    money_moved = "no"


class NothingOwed(Refusal):
    code = "nothing_owed"
    http_status = 409
    text = _("Nobody owes anything for this case: it was closed otherwise than as admitted. No money moved.")
    money_moved = "no"


class NotAdmitted(Refusal):
    code = "not_admitted"
    http_status = 409
    text = _("Only the clerk whose drawer it is can admit a shortage, in their own sign-in. Nothing was changed.")
    money_moved = "no"


class CaseClosed(Refusal):
    code = "case_closed"
    http_status = 409
    text = _("This case is closed. Nothing was changed.")
    money_moved = "no"
