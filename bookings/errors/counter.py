"""Refusals at the counter: numbers, the article, the basket, and afterwards."""

from django.utils.translation import gettext_lazy as _

from .base import CounterRefusal


class BadArticleNumber(CounterRefusal):
    code = "bad_article_number"
    text = _("{number} is not an article number: two letters, nine digits of which the last is a check digit, then IN.")


class NoNumbersLeft(CounterRefusal):
    code = "no_numbers_left"
    http_status = 409
    text = _("This office has used up its block of numbers. Ask the division for a new block.")


class MoveRefused(CounterRefusal):
    code = "move_refused"
    http_status = 409
    text = _("{number} is {present}; it cannot become: {wanted}.")


class UnknownArticle(CounterRefusal):
    code = "unknown_article"
    http_status = 404
    text = _("There is no article {number} at this office.")


class BadMobile(CounterRefusal):
    code = "bad_mobile"
    text = _("An Indian mobile number has ten digits and begins with 6, 7, 8 or 9.")


class OtpNeedsMobile(CounterRefusal):
    code = "otp_needs_mobile"
    text = _("OTP delivery needs the addressee's mobile number: the code is sent there (Reg. 136A).")


class EmptyBasket(CounterRefusal):
    code = "empty_basket"
    text = _("There is nothing in the basket to book.")


class RequestReused(CounterRefusal):
    code = "request_reused"
    http_status = 409
    text = _(
        "This form made receipt {receipt} already, for something else. Open the counter anew for the next article."
    )


# --- numbers -------------------------------------------------------------------------------------------------------


class LabelOfAnotherKind(CounterRefusal):
    code = "label_of_another_kind"
    text = _("{number} is no label for {product}: those begin with {letters}.")


class NumberNotIssued(CounterRefusal):
    code = "number_not_issued"
    http_status = 409
    text = _("{number} is on no roll of labels that was issued to this counter. Put the label aside and take another.")


class NumberUsed(CounterRefusal):
    code = "number_used"
    http_status = 409
    text = _("{number} was used already. A number is used once: take another label.")


class NumberSpoilt(CounterRefusal):
    code = "number_spoilt"
    http_status = 409
    text = _("{number} was noted as spoilt. Take another label.")


class LabelNeedsSupervisor(CounterRefusal):
    code = "label_needs_supervisor"
    http_status = 409
    text = _(
        "{number} has a wrong check digit. If it was misread, scan it again; if the old label really says so, ask your"
        " supervisor to allow it."
    )


class LabelIsRight(CounterRefusal):
    code = "label_is_right"
    text = _("{number} has the right check digit: it needs nobody's permission.")


class RangeTaken(CounterRefusal):
    code = "range_taken"
    http_status = 409
    text = _("Numbers from {first} to {last} are issued already, here or at another office. Nothing was registered.")


class BadRange(CounterRefusal):
    code = "bad_range"
    text = _("A roll runs from a lower to a higher number of the same two letters, at most {most} labels.")


class BlockTooShort(CounterRefusal):
    code = "block_too_short"
    http_status = 409
    text = _("The office's block has only {left} numbers left to give.")


# --- the article ---------------------------------------------------------------------------------------------------


class SizeMissing(CounterRefusal):
    code = "size_missing"
    text = _("{product} is priced by weight and size: give length, breadth and height, or length and diameter.")


class MobileNotAsked(CounterRefusal):
    code = "mobile_not_asked"
    text = _("Ask for the mobile number. If it is refused, tick that: the refusal is recorded.")


class ContentsNotDeclared(CounterRefusal):
    code = "contents_not_declared"
    text = _("The sender must declare that nothing prohibited is inside. Read the list out, then tick it.")


class MustBeInsured(CounterRefusal):
    code = "must_be_insured"
    text = _("{contents} must be insured (regulation 28): choose insurance and give the value.")


class CannotBeInsured(CounterRefusal):
    code = "cannot_be_insured"
    text = _("{contents} must be insured, and {product} offers no insurance. Send it by Speed Post.")


class TooValuable(CounterRefusal):
    code = "too_valuable"
    text = _("{contents} may be sent up to a value of {limit}.")


class StudentCardMissing(CounterRefusal):
    code = "student_card_missing"
    text = _("The student's discount needs institution, number and validity of the card.")


class StudentCardOver(CounterRefusal):
    code = "student_card_over"
    text = _("This student's card was valid until {date}.")


class PlacesDisagree(CounterRefusal):
    code = "places_disagree"
    http_status = 409
    text = _("The address does not agree with itself. Ask the sender, then choose below. Nothing was added.")


# --- the basket ----------------------------------------------------------------------------------------------------


class BasketFull(CounterRefusal):
    code = "basket_full"
    http_status = 409
    text = _("A basket holds {most} articles. Take the payment for these first.")


class BasketChanged(CounterRefusal):
    code = "basket_changed"
    http_status = 409
    text = _("The basket was changed in another window. This is how it stands now; nothing was booked.")


class BasketGone(CounterRefusal):
    code = "basket_gone"
    http_status = 409
    text = _("This basket is no longer there, and nothing was booked with it. Begin again with the article.")


class TooLittleCash(CounterRefusal):
    code = "too_little_cash"
    text = _("{tendered} is less than {total}. Nothing was booked.")


# --- afterwards ----------------------------------------------------------------------------------------------------


class TooLateToCancel(CounterRefusal):
    code = "too_late_to_cancel"
    http_status = 409
    text = _(
        "{number} has left the counter ({present}). It can no longer be cancelled; the sender may ask for its recall,"
        " which is another form and another fee."
    )


class CancelNotAllowed(CounterRefusal):
    code = "cancel_not_allowed"
    http_status = 409
    text = _("Another person has to allow this cancellation first, today. Nothing was paid back.")


class NotOneself(CounterRefusal):
    code = "not_oneself"
    http_status = 409
    text = _("You allowed this cancellation yourself: somebody else must pay it out.")


class RefundElsewhere(CounterRefusal):
    code = "refund_elsewhere"
    http_status = 409
    text = _("{number} was not paid at a counter: its price goes back the way it was paid, not out of a drawer.")


class DrawerShort(CounterRefusal):
    code = "drawer_short"
    http_status = 409
    text = _("Your drawer should hold less than {amount}. Ask for cash first; nothing was paid out.")


class DisplayCodeOver(CounterRefusal):
    code = "display_code_over"
    http_status = 409
    text = _("This code was used or is too old. Ask at the counter for a new one.")
