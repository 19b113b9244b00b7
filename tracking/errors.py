"""Refusals about history."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal


class AlreadyInBag(Refusal):
    code = "already_in_bag"
    http_status = 409
    text = _("{number} already lies in another bag. Open that bag first.")


class BagInsideItself(Refusal):
    code = "bag_inside_itself"
    http_status = 409
    text = _("Bag {number} holds this bag already, so it cannot lie in it.")


class EventFromTheFuture(Refusal):
    code = "event_from_the_future"
    http_status = 422
    text = _("{number}: this would have happened at {at}, which is still to come. Check the clock of the device.")


class UnknownEntry(Refusal):
    code = "unknown_entry"
    http_status = 404
    text = _("This office made no such entry. Only the office that made an entry corrects it.")


class AlreadyCorrected(Refusal):
    code = "entry_already_corrected"
    http_status = 409
    text = _("This entry about {number} was corrected already. Correct the entry that corrects it.")


class NothingCorrected(Refusal):
    code = "nothing_corrected"
    text = _("This is the time that the entry about {number} has already.")


class TimeOutOfOrder(Refusal):
    code = "time_out_of_order"
    http_status = 409
    text = _("{number}: at {at} it cannot have happened, since what stands before or after it says otherwise.")


class UnknownNumber(Refusal):
    code = "unknown_number"
    http_status = 404
    text = _("We know of no article with the number {number}. Check the 13 characters on the receipt.")


class TooManyNumbers(Refusal):
    code = "too_many_numbers"
    text = _("At most {most} numbers at a time. Ask for the rest afterwards.")


class TooManyQuestions(Refusal):
    code = "too_many_questions"
    http_status = 429
    text = _("Too many questions from your connection. Ask again in {seconds} seconds, or use the link on the receipt.")


class NothingToComplain(Refusal):
    code = "not_delivered_yet"
    http_status = 409
    text = _("{number} was neither delivered nor tried last. Nothing was written down.")


class UnknownComplaint(Refusal):
    code = "unknown_complaint"
    http_status = 404
    text = _("There is no complaint {number} at this office.")


class AlreadyAnswered(Refusal):
    code = "complaint_answered"
    http_status = 409
    text = _("Complaint {number} was answered already.")


class OtherOutcome(Refusal):
    code = "complaint_other_outcome"
    text = _("This cannot come of what was complained about.")


class WordsMissing(Refusal):
    code = "complaint_words_missing"
    text = _("Write what you found.")
