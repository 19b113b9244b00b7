"""Refusals about contract customers. None of them moves money."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal


class PartnerRefusal(Refusal):
    money_moved = "no"


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
