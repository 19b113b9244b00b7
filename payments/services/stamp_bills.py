"""Stamps paid by UPI: the bill that a QR is shown for, and the sale that its money makes by itself."""

import uuid
from datetime import datetime

from apt.core.db import use_case
from apt.core.errors import Busy, Refusal
from offices.access import check_rolled_out
from offices.models import User
from payments.errors import NoShift, StampsReused, StampsSold
from payments.models import Journal, PaymentAttempt, Shift, StampBill
from payments.queries import billed, drawer_stock, pieces_by_code, stamp_sale
from payments.rules.stock import STAMPS
from payments.rules.upi import UNCLAIMED

from .journal import lock_chain
from .pieces import Pieces, check_pieces, check_there, worth
from .stock import sell
from .upi import request_upi


def ask_stamps_upi(*, shift: Shift, pieces: Pieces, request_id: uuid.UUID, by: User, now: datetime) -> PaymentAttempt:
    """A QR for stamps of the drawer; the same bill again is the same QR.

    Not inside a transaction: the provider is told. Raises BadPieces, NoShift, NotRolledOut, NoDayToOpen,
    NotEnoughPieces, StampsReused, StampsSold, and what `request_upi` raises.
    """
    bill = note_bill(shift=shift, pieces=pieces, request_id=request_id, by=by, now=now)
    return request_upi(
        shift=shift, purpose=STAMPS, ref=request_id.hex, paise=bill.paise, note=f"{shift.office.name[:30]}, stamps",
        by=by, now=now,
    )  # fmt: skip


@use_case
def note_bill(*, shift: Shift, pieces: Pieces, request_id: uuid.UUID, by: User, now: datetime) -> StampBill:
    """What the QR will be for. Nothing is set aside: pieces sold meanwhile send the money back by itself."""
    if shift.ended_at or shift.clerk_id != by.pk:
        raise NoShift()
    check_rolled_out(shift.office, on=shift.business_date)
    wanted = check_pieces(pieces, on_sale=True)
    lock_chain(office=shift.office, shift=shift)
    if stamp_sale(request_id):
        raise StampsSold()
    counted = pieces_by_code({one.item.pk: one.number for one in wanted})
    if first := StampBill.objects.filter(request_id=request_id).first():
        if (first.shift_id, first.pieces) != (shift.pk, counted):
            raise StampsReused()
        return first
    check_there(wanted, drawer_stock(shift))
    return StampBill.objects.create(
        request_id=request_id, shift=shift, pieces=counted, paise=worth(wanted), made_by=by, made_at=now
    )


def sell_paid_stamps(*, attempt_id: int, now: datetime) -> Journal | None:
    """The money of an attempt has come: sell its stamps, in the name of the clerk who asked for the QR.

    None when they cannot be sold (sold in cash meanwhile, no longer in the drawer, the shift is over); the money then
    goes back, which is the next reaction. Raises Busy, so that the outbox tries again.
    """
    attempt = PaymentAttempt.objects.select_related("opened_by").get(pk=attempt_id)
    if attempt.purpose != STAMPS or attempt.state not in UNCLAIMED:
        return None
    bill = StampBill.objects.select_related("shift__office").get(request_id=uuid.UUID(attempt.ref))
    pieces = billed(bill)
    try:
        return _sell_paid(bill=bill, pieces=pieces, paid=attempt, by=attempt.opened_by, now=now)
    except Busy:
        raise
    except Refusal:
        return None


@use_case
def _sell_paid(*, bill: StampBill, pieces: Pieces, paid: PaymentAttempt, by: User, now: datetime) -> Journal:
    return sell(shift=bill.shift, pieces=pieces, request_id=bill.request_id, by=by, now=now, paid=paid)
