"""Refusals about bags."""

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


class NoBagChosen(Refusal):
    code = "no_bag_chosen"
    text = _("Choose at least one bag to despatch.")
