"""Refusals about delivery codes, and the number that they go to."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal


class CodeNeeded(Refusal):
    code = "code_needed"
    text = _("This article is handed over only against the addressee's code (Reg. 136A). Ask for the six digits.")


class BadCodeShape(Refusal):
    code = "bad_code_shape"
    text = _("The code has six digits. This did not count as a try.")


class SameMobile(Refusal):
    code = "same_mobile"
    http_status = 409
    text = _("{number} has this number already.")


class MobileOfStaff(Refusal):
    code = "mobile_of_staff"
    http_status = 409
    text = _("This is the number of somebody who works here. A code does not go there.")


class NoCodeDue(Refusal):
    code = "no_code_due"
    http_status = 409
    text = _("{number} is handed over without a code of its own.")


class NoMobile(Refusal):
    code = "no_mobile_for_code"
    http_status = 409
    text = _("No mobile number of the addressee is known for {number}. Hand it out at the window against a document.")


class CodesOver(Refusal):
    code = "codes_over"
    http_status = 409
    text = _("The time of this round's codes is over. {number} is handed out at the window.")


class TooManyResends(Refusal):
    code = "too_many_resends"
    http_status = 429
    text = _("The code for {number} was sent {most} more times today; that is all. Hand it out at the window.")


class TooManyCodesToMobile(Refusal):
    code = "too_many_codes_to_mobile"
    http_status = 429
    text = _("This number got {most} codes today; that is all for one number. Hand the article out at the window.")


class WaitToResend(Refusal):
    code = "wait_to_resend"
    http_status = 429
    text = _("A code was sent to this number just now. Another can go in {seconds} seconds.")


class TooManyOfficeCodes(Refusal):
    code = "too_many_office_codes"
    http_status = 429
    text = _("Your office has sent twice as many codes as it has articles out. Tell your supervisor; use the window.")
