"""Refusals about shifts, drawers and the day of an office. Each says whether money moved."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal


class CounterTaken(Refusal):
    code = "counter_taken"
    http_status = 409
    text = _(
        "Counter {counter} has an open shift already. Choose another counter, or have that shift ended. No money moved."
    )
    money_moved = "no"


class ShiftOpen(Refusal):
    code = "shift_open"
    http_status = 409
    text = _("You have an open shift at counter {counter} already. No money moved.")
    money_moved = "no"


class NoShift(Refusal):
    code = "no_shift"
    http_status = 409
    text = _("Begin your shift first: money is only taken into an open drawer. No money moved.")
    money_moved = "no"


class DayEnded(Refusal):
    code = "day_ended"
    http_status = 409
    text = _("The day {date} has ended: nothing more lands on it. Nothing was posted.")
    money_moved = "no"


class DayLeft(Refusal):
    code = "day_left"
    http_status = 409
    text = _(
        "The next day of the office has begun: nothing more is sold in the shift of {date}. Count its drawer and begin"
        " a shift of today. Nothing was posted and no money moved."
    )
    money_moved = "no"


class OneHand(Refusal):
    code = "one_hand"
    http_status = 409
    text = _("Another person acknowledges cash than the one who handed it over. No money moved.")
    money_moved = "no"


class DayNotYet(Refusal):
    code = "day_not_yet"
    http_status = 409
    text = _("The day {date} has not come yet. Nothing was changed.")
    money_moved = "no"


class NotYourDrawer(Refusal):
    code = "not_your_drawer"
    http_status = 409
    text = _(
        "Only the clerk ends this shift; another person may when it was left running since an earlier day. No "
        "money moved."
    )
    money_moved = "no"


class RemarkMissing(Refusal):
    code = "remark_missing"
    text = _("Say why you end another person's shift. Nothing was changed.")
    money_moved = "no"


class BadCount(Refusal):
    code = "bad_count"
    text = _("A count is a number of pieces of each note and coin. Nothing was changed.")
    money_moved = "no"


class CashOnTheWay(Refusal):
    code = "cash_on_the_way"
    http_status = 409
    text = _(
        "Cash of this counter was handed over and not acknowledged. Acknowledge or refuse it first. No money moved."
    )
    money_moved = "no"


class NotEnded(Refusal):
    code = "not_ended"
    http_status = 409
    text = _("This shift is running: its drawer is counted first. No money moved.")
    money_moved = "no"


class AlreadyVerified(Refusal):
    code = "already_verified"
    http_status = 409
    text = _("This shift is verified, and its cash is in the treasury. Nothing more was posted now.")
    money_moved = "no"


class NotOwnCount(Refusal):
    code = "not_own_count"
    http_status = 409
    text = _("Another person verifies a count than the one who made it or whose drawer it is. No money moved.")
    money_moved = "no"


class TooLateToUndo(Refusal):
    code = "too_late_to_undo"
    http_status = 409
    text = _(
        "A shift runs again within ten minutes of its end, before it is verified. Begin a new shift instead. No "
        "money moved."
    )
    money_moved = "no"


class BadMoveAmount(Refusal):
    code = "bad_move_amount"
    text = _("The amount must be more than nothing, in notes and coins: the least is 50 paise. No money moved.")
    money_moved = "no"


class NotEnoughCash(Refusal):
    code = "not_enough_cash"
    http_status = 409
    text = _("By the books there are only {held} there. No money moved.")
    money_moved = "no"


class MoveDecided(Refusal):
    code = "move_decided"
    http_status = 409
    text = _("This cash is not waiting for that step: it is {state}. Nothing more moved now.")
    money_moved = "no"


class BooksBegun(Refusal):
    code = "books_begun"
    http_status = 409
    text = _("Cash was brought in already when the books of this office began. No money moved now.")
    money_moved = "no"
