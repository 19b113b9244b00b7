"""Accounts, what a journal is for, and the hash that chains an office's journals. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

GENESIS: Final = "0" * 64


class Account(TextChoices):
    """The chart of accounts, as far as the house uses it. Debits are positive, credits negative paise."""

    CASH = "cash", _("Cash in drawer")
    POSTAGE = "postage", _("Postage")
    SERVICES = "services", _("Value-added services")
    CGST = "cgst", _("CGST payable")
    SGST = "sgst", _("SGST payable")
    ROUNDING = "rounding", _("Rounding")
    ADVANCE = "advance", _("Advance deposits of contract customers")
    BNPL = "bnpl", _("Owed by contract customers")
    UPI_CLEARING = "upi_clearing", _("UPI, with the provider")
    UPI_HELD = "upi_held", _("UPI money received, bill not booked yet")
    SUSPENSE = "suspense", _("Suspense")
    REFUNDS_DUE = "refunds_due", _("Refunds due to customers")
    TREASURY = "treasury", _("Cash in the office treasury")
    SHORTAGE = "shortage", _("Shortages of cash")
    EXCESS = "excess", _("Excess cash")
    BROUGHT_IN = "brought_in", _("Brought in from the old books")
    EMO_PAYABLE = "emo_payable", _("Money orders to be paid")
    EMO_COMMISSION = "emo_charges", _("Commission of money orders")
    EMO_LAPSED = "emo_lapsed", _("Money orders that nobody claimed")
    STOCK = "stock", _("Stamps and stationery in drawers")
    STOCK_SAFE = "stock_safe", _("Stamps and stationery in the treasury")
    DEPOT = "depot", _("Stamps and stationery from the stores depot")
    IN_TRANSIT = "in_transit", _("On its way between offices")
    WITH_POSTMEN = "with_postmen", _("Cash collected at doors, with postmen")
    COD_PAYABLE = "cod_payable", _("Collected at doors, owed to senders")


DRAWER_ACCOUNTS: Final = frozenset({Account.CASH, Account.STOCK})  # each line names the shift whose drawer it is
STOCK_ACCOUNTS: Final = frozenset({Account.STOCK, Account.STOCK_SAFE})  # at face value, beside the pieces themselves
CONTRACT_ACCOUNTS: Final = frozenset({Account.ADVANCE, Account.BNPL})  # each line names its contract


class Mode(TextChoices):
    """How a sale was paid."""

    CASH = "cash", _("cash")
    ADVANCE = "advance", _("advance deposit")
    BNPL = "bnpl", _("book now, pay later")
    UPI = "upi", _("UPI")
    SPLIT = "split", _("cash and UPI")


class Purpose(TextChoices):
    SALE = "sale", _("Sale")
    REFUND = "refund", _("Refund")
    DEPOSIT = "deposit", _("Money from a contract customer")
    VOLUME_DISCOUNT = "volume_discount", _("Volume discount of a month")
    UPI_IN = "upi_in", _("Money received by UPI")
    REFUND_DUE = "refund_due", _("Money to go back to a customer")
    REFUND_PAID = "refund_paid", _("Refund that the provider paid out")
    UPI_REVERSED = "upi_reversed", _("Payment that the bank took back")
    CASH_MOVE = "cash_move", _("Cash between treasury and drawer")
    DIFFERENCE = "difference", _("Difference of a count")
    HAND_OVER = "hand_over", _("Drawer handed over to the treasury")
    BROUGHT_IN = "brought_in", _("Cash brought in when the books began")
    CORRECTION = "correction", _("Correction of the books")
    RECOVERY = "recovery", _("Shortage made good")
    EMO_IN = "emo_in", _("Money order booked")
    EMO_PAID = "emo_paid", _("Money order paid")
    EMO_BACK = "emo_back", _("Money order given back")
    EMO_LAPSED = "emo_lapsed", _("Money order that nobody claimed")
    STAMPS_SOLD = "stamps_sold", _("Stamps and stationery sold")
    STAMPS_IN = "stamps_in", _("Stamps and stationery from the depot")
    STAMPS_MOVE = "stamps_move", _("Stamps between treasury and drawer")
    STAMPS_COUNT = "stamps_count", _("Difference of a count of stamps")
    REMIT_OUT = "remit_out", _("Pouch sent to another office")
    REMIT_IN = "remit_in", _("Pouch received from another office")
    REMIT_BACK = "remit_back", _("Pouch that came back unopened")
    COD_IN = "cod_in", _("Collected at a door")
    COD_HANDED = "cod_handed", _("Cash of a postman, counted")
    COD_OUT = "cod_out", _("Collected money paid to its sender")
    COD_BACK = "cod_back", _("Collected money to go back")


# What is posted for a shift when no sale may be any more.
AFTER_SHIFT: Final = frozenset({Purpose.DIFFERENCE, Purpose.STAMPS_COUNT, Purpose.HAND_OVER})
# What still is when the next day of the office has begun: cash finds its way home, nothing is sold.
ON_LEFT_SHIFT: Final = AFTER_SHIFT | {Purpose.CASH_MOVE, Purpose.STAMPS_MOVE}


class Line(NamedTuple):
    account: Account
    paise: int


def journal_body(
    *,
    previous: str,
    office_code: str,
    number: int,
    business_date: date,
    purpose: str,
    ref: str,
    made_by: str,
    made_at: datetime,
    version: str,
    lines: Sequence[tuple[str | int | None, ...]],
    device: int | None = None,
    pieces: Sequence[tuple[str, int, int | None]] = (),
) -> dict[str, Any]:
    """What the hash of a journal covers: its own facts and the hash before it.

    Whoever changes, drops or reorders one journal changes every hash after it. `made_by` is the employee id;
    a line is account, paise, for a drawer's account its shift and, on a contract's account alone, the contract's code.
    `device`, the machine's key, and `pieces` (code of the item, how many, the drawer's shift) are left out where there
    are none: the hash of a journal from before they were kept is the same.
    """
    body: dict[str, Any] = {
        "business_date": business_date.isoformat(),
        "lines": [list(line) for line in lines],
        "made_at": made_at.astimezone(UTC).isoformat(),
        "made_by": made_by,
        "number": number,
        "office": office_code,
        "previous": previous,
        "purpose": purpose,
        "ref": ref,
        "version": version,
    }
    if device is not None:
        body["device"] = device
    if pieces:
        body["pieces"] = sorted([list(piece) for piece in pieces], key=str)
    return body


def journal_hash(body: Mapping[str, Any]) -> str:
    """SHA-256 over what `journal_body` says, in canonical JSON (sorted keys, no spaces)."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
