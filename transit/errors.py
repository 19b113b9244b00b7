"""Refusals about bags, scans and schedules."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal


class BagMoveRefused(Refusal):
    code = "bag_move_refused"
    http_status = 409
    text = _("Bag {number} is {present}; it cannot become: {wanted}.")


class UnknownBag(Refusal):
    code = "unknown_bag"
    http_status = 404
    text = _("There is no bag {number} for this office.")


class EmptyBag(Refusal):
    code = "empty_bag"
    http_status = 409
    text = _("Bag {number} is empty. Scan at least one article before closing it.")


class NoRoute(Refusal):
    code = "no_route"
    http_status = 409
    text = _("{office} has no mapping towards {destination}. Ask the division to complete the office mapping.")


class WrongBag(Refusal):
    code = "wrong_bag"
    http_status = 409
    text = _("{number} goes to {right}, not to {wrong}. Put it into the other bag.")


class WrongKindOfBag(Refusal):
    code = "wrong_kind_of_bag"
    http_status = 409
    text = _("{number} belongs in the {right}; this is the {wrong}.")


class NoBagChosen(Refusal):
    code = "no_bag_chosen"
    text = _("Choose at least one bag to despatch.")


# --- what a scanner read ---------------------------------------------------------------------------------------------


class NotANumber(Refusal):
    code = "no_article_or_bag"
    http_status = 404
    text = _("“{number}” is no number of an article or a bag. Scan the bars on the label.")


class BadCheckDigit(Refusal):
    code = "bad_check_digit"
    http_status = 404
    text = _("The check digit of {number} is wrong: misread or mistyped. Scan it again.")


class AtAnotherOffice(Refusal):
    code = "at_another_office"
    http_status = 409
    text = _("{number} is on record at another office, not here. If you hold it, give it to the supervisor.")


class AlreadyDelivered(Refusal):
    code = "already_delivered"
    http_status = 409
    text = _("{number} is on record as delivered. Put it aside and call the supervisor.")


class WasCancelled(Refusal):
    code = "was_cancelled"
    http_status = 409
    text = _("The booking of {number} was cancelled and its money returned. Give it back to the counter.")


class InAnotherBag(Refusal):
    code = "in_another_bag"
    http_status = 409
    text = _("{number} is in bag {bag}. Take it out there first.")


class BagInItself(Refusal):
    code = "bag_in_itself"
    http_status = 409
    text = _("Bag {number} cannot lie inside itself.")


class BagsOnly(Refusal):
    code = "bags_only"
    http_status = 409
    text = _("{number} is an article; a {kind} takes none.")


class BagNotForBag(Refusal):
    code = "bag_not_for_bag"
    http_status = 409
    text = _("{number} is a bag of the kind “{inner}”; it does not go into a bag of the kind “{outer}”.")


class NotInBag(Refusal):
    code = "not_in_bag"
    http_status = 409
    text = _("{number} was not scanned out of bag {bag}. Scan it first.")


class TooManyCodes(Refusal):
    code = "too_many_codes"
    http_status = 413
    text = _("At most {most} codes at a time. Nothing was noted; send them in parts.")


# --- undoing ---------------------------------------------------------------------------------------------------------


class AnotherBeingFilled(Refusal):
    code = "another_being_filled"
    http_status = 409
    text = _("Bag {other} is being filled for the same office. Close it before you reopen {number}.")


class NotMadeHere(Refusal):
    code = "not_made_here"
    http_status = 409
    text = _("Bag {number} was closed by another office. Only that office may open it on the way.")


class DespatchOver(Refusal):
    code = "despatch_over"
    http_status = 409
    text = _("Bag {number} of this despatch has arrived. It can no longer be cancelled.")


class UnknownDespatch(Refusal):
    code = "unknown_despatch"
    http_status = 404
    text = _("There is no despatch {number} of this office.")


class AlreadyCancelled(Refusal):
    code = "despatch_cancelled"
    http_status = 409
    text = _("Despatch {number} was cancelled already.")


class ReasonMissing(Refusal):
    code = "reason_missing"
    text = _("Write the reason.")


# --- schedules -------------------------------------------------------------------------------------------------------


class UnknownDeparture(Refusal):
    code = "unknown_departure"
    http_status = 404
    text = _("There is no departure {departure} from this office.")


class ScheduleLeft(Refusal):
    code = "schedule_left"
    http_status = 409
    text = _("{schedule} left at {time}. Choose a later departure.")


class NotOnSchedule(Refusal):
    code = "not_on_schedule"
    http_status = 409
    text = _("{schedule} does not stop on the way of bag {number} to {destination}.")


class BadStops(Refusal):
    code = "bad_stops"
    text = _("Line {line} is no stop: office code, arrival, departure, in the order of the journey.")


class ScheduleTaken(Refusal):
    code = "schedule_taken"
    http_status = 409
    text = _("There is a schedule {code} already.")


# --- errors at other offices -----------------------------------------------------------------------------------------


class UnknownErrorEntry(Refusal):
    code = "unknown_error_entry"
    http_status = 404
    text = _("There is no such error entry against this office.")


class AlreadyAnswered(Refusal):
    code = "already_answered"
    http_status = 409
    text = _("The error about {number} was answered already.")


class NotMissing(Refusal):
    code = "not_missing"
    http_status = 409
    text = _("{number} is not missing any more, or never was.")


class NotOnTheWay(Refusal):
    code = "bag_not_on_the_way"
    http_status = 409
    text = _("Bag {number} is not on record as on the way. If you hold it, give it to the supervisor.")


# --- insured bags ----------------------------------------------------------------------------------------------------


class NotInsured(Refusal):
    code = "not_an_insured_bag"
    http_status = 409
    text = _("Bag {number} is no insured bag. It needs no second person.")


class WeightMissing(Refusal):
    code = "weight_missing"
    text = _("Weigh bag {number} and write the weight: an insured bag is compared by it.")


class NotVerified(Refusal):
    code = "bag_not_verified"
    http_status = 409
    text = _("Insured bag {number} was not verified. A supervisor must weigh it first.")


class AlreadyVerified(Refusal):
    code = "bag_already_verified"
    http_status = 409
    text = _("Insured bag {number} was verified already.")


class SecondPersonNeeded(Refusal):
    code = "second_person_needed"
    http_status = 409
    text = _("Two people handle insured bag {number}: whoever verifies it must not be who closes or opens it.")


class WeightDiffers(Refusal):
    code = "weight_differs"
    http_status = 409
    text = _("Bag {number} weighed {was} g when it was closed and weighs {now} g now. Reopen it and look inside.")


class ScansNeeded(Refusal):
    code = "scans_needed"
    http_status = 409
    text = _("Insured bag {number} came with another weight than it was closed with. Scan what comes out of it.")


# --- sets of mail offices --------------------------------------------------------------------------------------------


class NoOpenSet(Refusal):
    code = "no_open_set"
    http_status = 409
    text = _("No set is open at {office}. The set in-charge must open one before bags are closed or opened.")


class NotDue(Refusal):
    code = "not_due"
    http_status = 409
    text = _("{destination} is not on the due mail list of set {set}. No bag is closed for it.")


class NoSetsHere(Refusal):
    code = "no_sets_here"
    http_status = 409
    text = _("{office} is no mail office. It works in shifts of its counters, not in sets.")


class UnknownSet(Refusal):
    code = "unknown_set"
    http_status = 404
    text = _("There is no set {set} at this office.")


class SetTaken(Refusal):
    code = "set_taken"
    http_status = 409
    text = _("There is a set {set} already.")


class BadDueList(Refusal):
    code = "bad_due_list"
    text = _("Line {line} of the due mail list is no code of another office.")


class SetOutOfHours(Refusal):
    code = "set_out_of_hours"
    http_status = 409
    text = _("Set {set} is worked {hours}. It cannot be opened now.")


class AnotherSetOpen(Refusal):
    code = "another_set_open"
    http_status = 409
    text = _("Set {set} is open. Close it before the next is opened, or before it is taken down.")
