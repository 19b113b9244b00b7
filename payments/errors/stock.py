"""Refusals about stamps, stationery and pouches. Each says whether money moved."""

from django.utils.translation import gettext_lazy as _

from apt.core.errors import Refusal


class BadPieces(Refusal):
    code = "bad_pieces"
    text = _("Say how many pieces, of at least one item on sale, and at most a million of each. No money moved.")
    money_moved = "no"


class NotEnoughPieces(Refusal):
    code = "not_enough_pieces"
    http_status = 409
    text = _("Of {item} only {held} are there by the books. No money moved.")
    money_moved = "no"


class StampsReused(Refusal):
    code = "stamps_reused"
    http_status = 409
    text = _("This form was used already, for other stamps. Open a new form. No money moved now.")
    money_moved = "no"


class ItemExists(Refusal):
    code = "item_exists"
    http_status = 409
    text = _("There is an item with the code {item} already. Nothing was changed.")
    money_moved = "no"


class BadItem(Refusal):
    code = "bad_item"
    text = _(
        "An item has a code of capital letters and digits and a face value of more than nothing. Nothing was changed."
    )
    money_moved = "no"


class BadBarcode(Refusal):
    code = "bad_barcode"
    text = _("The barcode of a pouch has 8 to 20 capital letters and digits. Nothing was sent and no money moved.")
    money_moved = "no"


class BarcodeUsed(Refusal):
    code = "barcode_used"
    http_status = 409
    text = _("A pouch with the barcode {barcode} was sent already. Nothing was sent now and no money moved.")
    money_moved = "no"


class PouchTotal(Refusal):
    code = "pouch_total"
    text = _("The list sums up to {list}, but {declared} is declared. Nothing was sent and no money moved.")
    money_moved = "no"


class PouchEnded(Refusal):
    code = "pouch_ended"
    http_status = 409
    text = _("This pouch is {state} already. No money moved now.")
    money_moved = "no"


class NotLinked(Refusal):
    code = "not_linked"
    text = _("Your office exchanges no pouches with that one. Nothing was sent and no money moved.")
    money_moved = "no"


class IndentEnded(Refusal):
    code = "indent_ended"
    http_status = 409
    text = _("What was asked for is {state} already. Nothing was changed and no money moved.")
    money_moved = "no"


class StampsSold(Refusal):
    code = "stamps_sold"
    http_status = 409
    text = _("These stamps are sold: their money has been received. Collect nothing again.")
    money_moved = "yes"
