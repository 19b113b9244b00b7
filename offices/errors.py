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
