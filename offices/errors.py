"""Refusals about offices, directory imports and duty."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal


class NoDuty(Refusal):
    code = "no_duty"
    http_status = 403
    text = _("You hold no post today. Ask your office to record your posting.")


class NotYourDuty(Refusal):
    code = "not_your_duty"
    http_status = 403
    text = _("Your post does not include this work. Your supervisor can assign it to you.")


class UnknownPin(Refusal):
    code = "unknown_pin"
    text = _("No post office delivers at PIN {pincode}. Check the six digits with the sender.")


class BadPin(Refusal):
    code = "bad_pin"
    text = _("A PIN has six digits and does not begin with 0.")


class OfficeClosed(Refusal):
    code = "office_closed"
    http_status = 409
    text = _("{office} is closed since {date}.")


class BadDirectory(Refusal):
    code = "bad_directory"
    text = _("This is not an office directory: {problem}")


class OverlappingPosting(Refusal):
    code = "overlapping_posting"
    http_status = 409
    text = _("{person} or post {post} has another posting in those days. End that one first.")


class OverlappingArrangement(Refusal):
    code = "overlapping_arrangement"
    http_status = 409
    text = _("Another arrangement for {person} or for this post covers some of those days.")


class ArrangementBeyondPost(Refusal):
    code = "arrangement_beyond_post"
    text = _("The post does not exist on all of those days. Shorten the arrangement.")


class ArrangementWithoutEnd(Refusal):
    code = "arrangement_without_end"
    text = _("An arrangement ends on a day that is not before its first.")


class RoleOutsideLevel(Refusal):
    code = "role_outside_level"
    text = _("The role {role} does not exist at a {kind}.")


class NotForOneself(Refusal):
    code = "not_for_oneself"
    http_status = 403
    text = _("Nobody gives a post, a role or an arrangement to themselves. Ask another person who may.")


class PersonLeft(Refusal):
    code = "person_left"
    http_status = 409
    text = _("{person} is no longer in service on that day.")


class NotTheHolder(Refusal):
    code = "not_the_holder"
    text = _("{person} does not hold this post on those days. Leave is taken from one's own post.")


class UnknownPerson(Refusal):
    code = "unknown_person"
    text = _("Nobody has this employee id. It has eight digits.")


class OwnRequest(Refusal):
    code = "own_request"
    http_status = 403
    text = _("You asked for this yourself. Another person decides it.")


class RequestExpired(Refusal):
    code = "request_expired"
    http_status = 409
    text = _("This request expired on {date}. Nothing was done; ask again.")


class AlreadyDecided(Refusal):
    code = "already_decided"
    http_status = 409
    text = _("{person} has decided this already.")


class PasswordTooWeak(Refusal):
    code = "password_too_weak"
    text = _("{problem}")
    same = _("The new password is the old one. Choose another.")


class TooManyTries(Refusal):
    code = "too_many_tries"
    http_status = 429
    text = _("Too many wrong tries from this place. Wait {minutes} min, then try again; nobody has to unlock anything.")


class DeviceNotRegistered(Refusal):
    code = "device_not_registered"
    http_status = 403
    text = _(
        "This machine is not registered. Ask the supervisor of your office, or your division, to sign in on it and"
        " register it."
    )


class DeviceUnknown(Refusal):
    code = "device_unknown"
    http_status = 404
    text = _("There is no such machine within your reach.")


class NothingAsked(Refusal):
    code = "nothing_asked"
    text = _("Give a name, a district or the beginning of a PIN.")


class BadRollOut(Refusal):
    code = "bad_roll_out"
    text = _("Ask for “yes”, “no”, or leave it out.")


# --- roll-out and training --------------------------------------------------------------------------------------------


class NotRolledOut(Refusal):
    code = "not_rolled_out"
    http_status = 409
    money_moved = "no"
    text = _("{office} begins to book with this system on {date}. Nothing was booked and no money moved.")


class NoDayToOpen(Refusal):
    code = "no_day_to_open"
    http_status = 409
    money_moved = "no"
    text = _("No day is fixed yet on which {office} begins to book. Nothing was booked and no money moved.")


class WaveExists(Refusal):
    code = "wave_exists"
    http_status = 409
    text = _("There is a wave {number} already.")


class WaveMoveRefused(Refusal):
    code = "wave_move_refused"
    http_status = 409
    text = _("Wave {number} is {present}; it cannot become: {wanted}.")


class BlackoutDay(Refusal):
    code = "blackout_day"
    text = _("No wave opens from {first} to {last}: {why}. Choose another day.")


class DayIsPast(Refusal):
    code = "day_is_past"
    text = _("{date} is no day to come. Choose a later one.")


class OfficesInAWave(Refusal):
    code = "offices_in_a_wave"
    http_status = 409
    text = _("No office is left to take: all below these codes are in a wave, at work or closed.")


class WaveNotReady(Refusal):
    code = "wave_not_ready"
    http_status = 409
    text = _("{missing} rows are still red. A wave goes only when none is.")


class CapacityNotShown(Refusal):
    code = "capacity_not_shown"
    http_status = 409
    text = _("{needed} bookings a second must have been sustained in a test; {shown} were.")


class TooLateToRollBack(Refusal):
    code = "too_late_to_roll_back"
    http_status = 409
    text = _("Wave {number} could be rolled back until {date}. Correct what is wrong instead.")


class BatchFull(Refusal):
    code = "training_batch_full"
    http_status = 409
    text = _("A batch has {most} seats; {left} are free. Nobody was seated.")


class NotATrainer(Refusal):
    code = "not_a_trainer"
    text = _("{person} is no trainer for this course. Master trainers train champions; both train end users.")


# --- changes of the tree ----------------------------------------------------------------------------------------------


class TopOffice(Refusal):
    code = "top_office"
    http_status = 409
    text = _("{office} is the top of the tree: it is neither moved nor closed.")


class WrongAbove(Refusal):
    code = "wrong_above"
    text = _("A {kind} does not report to a {above}.")


class BelowItself(Refusal):
    code = "below_itself"
    text = _("The other office lies below {office} itself.")


class AlreadyThere(Refusal):
    code = "already_there"
    http_status = 409
    text = _("{office} reports to {above} already.")


class OtherKind(Refusal):
    code = "other_kind"
    text = _("A {kind} goes only into another of its kind.")


class PinTaken(Refusal):
    code = "pin_taken"
    http_status = 409
    text = _("{office} delivers at PIN {pincode}. Merge the two, or open this one without delivery.")


class OfficeNotEmpty(Refusal):
    code = "office_not_empty"
    http_status = 409
    text = _("{office} still has: {left}. End, empty or hand that over first; nothing was changed.")


class UnknownOffice(Refusal):
    code = "unknown_office"
    text = _("No open office has this code. It has eight digits.")
