"""Refusals about contract customers. None of them moves money."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from apt.core.errors import MoneyMoved, Refusal


class PartnerRefusal(Refusal):
    money_moved: ClassVar[MoneyMoved | None] = "no"


class BadGstin(PartnerRefusal):
    code = "bad_gstin"
    text = _("{gstin} is not a GSTIN: fifteen characters, the last of which is a check character.")


class BadContactMobile(PartnerRefusal):
    code = "bad_contact_mobile"
    text = _("An Indian mobile number has ten digits and begins with 6, 7, 8 or 9.")


class NoProduct(PartnerRefusal):
    code = "no_product"
    text = _("Choose at least one product: for documents, for parcels, or both.")


class OutsideScope(PartnerRefusal):
    code = "outside_scope"
    text = _(
        "These offices do not fit the scope. A single office is one office; CAF is offices of one circle; NAF may"
        " be offices of several circles."
    )


class ContractEnded(PartnerRefusal):
    code = "contract_ended"
    http_status = 409
    text = _("Contract {contract} is not in force on {date}.")


class NoTerms(PartnerRefusal):
    code = "no_terms"
    http_status = 409
    text = _("Contract {contract} has no approved terms on {date}. Ask for them; a second person decides.")


class TermsOverlap(PartnerRefusal):
    code = "terms_overlap"
    http_status = 409
    text = _("Terms from this day or a later one stand already. New terms begin after them.")


class LastBeforeFirst(PartnerRefusal):
    code = "last_before_first"
    text = _("The last day lies before the first.")


class KeyMissing(PartnerRefusal):
    code = "key_missing"
    http_status = 401
    text = _("Send your key in the header: Authorization: Bearer apt_live_… or apt_test_….")


class KeyUnknown(PartnerRefusal):
    code = "key_unknown"
    http_status = 401
    text = _("This key is none of ours.")


class KeyRevoked(PartnerRefusal):
    code = "key_revoked"
    http_status = 401
    text = _("Key {prefix} was revoked. Make a new one in the console.")


class KeyExpired(PartnerRefusal):
    code = "key_expired"
    http_status = 401
    text = _("Key {prefix} has expired. Make a new one in the console.")


class KeyInUrl(PartnerRefusal):
    code = "key_in_url"
    http_status = 400
    text = _("A key never belongs into an address: logs keep it. Send it in the header, and revoke this one.")


class KeyScopeMissing(PartnerRefusal):
    code = "key_scope_missing"
    http_status = 403
    text = _("Key {prefix} does not open this: it lacks the scope “{scope}”.")


class KeySigns(PartnerRefusal):
    code = "key_signs"
    http_status = 401
    text = _("Key {prefix} signs its requests and is never sent itself. Revoke it: who carried this may have read it.")


class SignatureMissing(PartnerRefusal):
    code = "signature_missing"
    http_status = 401
    text = _("A signed request has the headers Apt-Nonce, Apt-Timestamp and Apt-Signature: v1,….")


class SignatureStale(PartnerRefusal):
    code = "signature_stale"
    http_status = 401
    text = _("The request was signed more than {minutes} minutes ago, or is from the future. Check your clock.")


class SignatureWrong(PartnerRefusal):
    code = "signature_wrong"
    http_status = 401
    text = _("This is not the signature of this request: of its nonce, time, method, address and body, as sent.")


class NonceUsed(PartnerRefusal):
    code = "nonce_used"
    http_status = 401
    text = _("This Apt-Nonce was sent before. Take a new one for each request, repeats too.")


class IdempotencyKeyMissing(PartnerRefusal):
    code = "idempotency_key_missing"
    http_status = 400
    text = _("Send the header Idempotency-Key with a value of your own for this act, and the same with a repeat of it.")


class BadIdempotencyKey(PartnerRefusal):
    code = "bad_idempotency_key"
    http_status = 400
    text = _("An Idempotency-Key has 8 to 80 visible characters.")


class IdempotencyKeyReused(PartnerRefusal):
    code = "idempotency_key_reused"
    text = _("This Idempotency-Key was sent before with something else. Nothing was done. Use a new one for a new act.")


class RequestInFlight(PartnerRefusal):
    code = "request_in_flight"
    http_status = 409
    money_moved = "unknown"
    text = _("The same request is still being worked on. Ask again in a moment for its answer.")


class LimitReached(PartnerRefusal):
    code = "limit_reached"
    http_status = 429
    text = _("More than {most} articles in a minute. Go on in {seconds} seconds.")


class NotOfAPartner(PartnerRefusal):
    code = "not_of_a_partner"
    http_status = 403
    text = _("The console is for people of contract customers. Your log-in is none of theirs.")


class NotYourPart(PartnerRefusal):
    code = "not_your_part"
    http_status = 403
    text = _("Your role does not include this. Ask the owner of your account.")


class LastOwner(PartnerRefusal):
    code = "last_owner"
    http_status = 409
    text = _("Somebody must remain the owner. Make another person owner first.")


class MadeAlready(PartnerRefusal):
    code = "made_already"
    http_status = 409
    text = _("This was made by the first press. A secret is shown once: if you missed it, make a new one.")


class TooManyKeys(PartnerRefusal):
    code = "too_many_keys"
    http_status = 409
    text = _("At most {most} keys may be in force at a time. Revoke one first.")
