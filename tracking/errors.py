"""Refusals about history, and about telling others of it."""

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


class TooManyArticles(Refusal):
    code = "too_many_articles"
    http_status = 413
    text = _("At most {most} articles a request. Ask for the rest afterwards.")


class EndpointMoveRefused(Refusal):
    code = "endpoint_move_refused"
    http_status = 409
    text = _("The endpoint is “{present}”; it cannot become “{wanted}”.")


class EndpointExists(Refusal):
    code = "endpoint_exists"
    http_status = 409
    text = _("This address is called already.")


class TooManyEndpoints(Refusal):
    code = "too_many_endpoints"
    http_status = 409
    text = _("At most {most} endpoints may be called at a time. Switch one off first.")


class SecretJustChanged(Refusal):
    code = "secret_just_changed"
    http_status = 409
    text = _("The secret was changed a short while ago and the one before still signs. Change it again after {at}.")


class SequenceUnknown(Refusal):
    code = "sequence_unknown"
    text = _("The feed has the numbers 1 to {last}; from {first} to {until} is not among them.")


class WebhookFaulty(Refusal):
    """A webhook's address that is refused when it is given, and again whenever it is called."""

    text = _("This address cannot be called.")


class WebhookNotHttps(WebhookFaulty):
    code = "webhook_not_https"
    text = _("A webhook's address begins with https://.")


class WebhookHasCredentials(WebhookFaulty):
    code = "webhook_has_credentials"
    text = _("A webhook's address holds no name and no password: calls are told by their signature.")


class WebhookOddPort(WebhookFaulty):
    code = "webhook_odd_port"
    text = _("Webhooks are called on the ports 443 and 8443 only.")


class WebhookOddHost(WebhookFaulty):
    code = "webhook_odd_host"
    text = _("Name the host as it stands in the directory of names: no number in another notation, no odd characters.")


class WebhookOddAddress(WebhookFaulty):
    code = "webhook_odd_address"
    text = _("This is no address of at most 500 plain characters.")


class WebhookMapped(WebhookFaulty):
    code = "webhook_mapped_address"
    text = _("An IPv4 address inside an IPv6 address is not called.")


class WebhookLinkLocal(WebhookFaulty):
    code = "webhook_link_local_address"
    text = _("A link-local address is not called.")


class WebhookPrivate(WebhookFaulty):
    code = "webhook_private_address"
    text = _("The address leads into a private network. Webhooks are called on the public internet only.")


class WebhookHostUnknown(WebhookFaulty):
    code = "webhook_unknown_host"
    text = _("No address is known for this host.")


class WebhookHostSilent(WebhookFaulty):
    code = "webhook_host_silent"
    text = _("The host's address could not be looked up in time. Try again.")


# What `apt.core.outward` found wrong with an address, as a refusal to whoever gave it.
FAULTY = {
    "not_https": WebhookNotHttps,
    "has_credentials": WebhookHasCredentials,
    "odd_port": WebhookOddPort,
    "odd_host": WebhookOddHost,
    "odd_address": WebhookOddAddress,
    "mapped_address": WebhookMapped,
    "link_local_address": WebhookLinkLocal,
    "private_address": WebhookPrivate,
    "unknown_host": WebhookHostUnknown,
    "no_answer": WebhookHostSilent,
}
