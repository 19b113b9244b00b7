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


class UnknownNumber(Refusal):
    code = "unknown_number"
    http_status = 404
    text = _("We know of no article with the number {number}. Check the 13 characters on the receipt.")
