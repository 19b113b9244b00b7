"""Whose money a person may look into: fetch and permission in one call. Foreign and absent answer alike."""

import functools
import uuid
from typing import ParamSpec

from django.db.models import Q
from django.http import HttpResponse

from apt.core.errors import NotFound
from offices.access import Duty, StaffRequest, StaffView, View, check_duty, on_any_duty
from offices.models import Office
from offices.rules import Work
from payments.models import (
    Case,
    CashMove,
    CodHandIn,
    Correction,
    Indent,
    Journal,
    MoneyOrder,
    PaymentAttempt,
    Pouch,
    Refund,
    Shift,
    StampBill,
    StockItem,
)
from payments.rules import MoveState, Purpose
from payments.rules.cod import COD

P = ParamSpec("P")


def on_cash_duty(view: StaffView[P]) -> View[P]:
    """Let the treasurer through, and the supervisor, who takes the cash where there is no treasurer."""

    @functools.wraps(view)
    def guarded(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        check_duty(request.duty, Work.TREASURE if request.duty.may(Work.TREASURE) else Work.SUPERVISE)
        return view(request, *args, **kwargs)

    return on_any_duty(guarded)


def on_door_duty(view: StaffView[P]) -> View[P]:
    """Let through whoever collects for a sender: the postman at the door, the delivery clerk at the window."""

    @functools.wraps(view)
    def guarded(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        check_duty(request.duty, Work.CARRY if request.duty.may(Work.CARRY) else Work.DELIVER)
        return view(request, *args, **kwargs)

    return on_any_duty(guarded)


def get_books_of(duty: Duty, code: str) -> Office:
    """An office whose accounts the person may read: their own, those that merge into it, and all within their reach.

    A sub office merges into its head office, and a branch office into one of the two. Raises NotFound for any other.
    """
    own = Office.objects.filter(duty.reach(Work.SUPERVISE))
    merged = Q(accounts_to__in=own) | Q(accounts_to__accounts_to__in=own)
    found = Office.objects.filter(Q(pk__in=own) | merged | duty.reach(Work.READ), code=code).first()
    if found is None:
        raise NotFound()
    return found


def get_shift_at(duty: Duty, shift_id: int) -> Shift:
    """A shift of the office of duty. Raises NotFound."""
    found = Shift.objects.select_related("office", "clerk").filter(pk=shift_id, office=duty.office).first()
    if found is None:
        raise NotFound()
    return found


def get_move_at(duty: Duty, move_id: int, *, for_drawer: bool) -> CashMove:
    """Cash whose next word is the person's: to their own drawer, or what the treasury takes or was asked for.

    Nobody acknowledges for the other side what they handed over themselves. Raises NotFound.
    """
    moves = CashMove.objects.filter(pk=move_id, shift__office=duty.office)
    if for_drawer:
        moves = moves.filter(shift__clerk=duty.user, to_drawer=True)
    else:
        moves = moves.filter(Q(to_drawer=False) | Q(state=MoveState.ASKED))
    if (found := moves.select_related("shift__office").first()) is None:
        raise NotFound()
    return found


def get_order_at(duty: Duty, number: str, *, paying: bool | None = None) -> MoneyOrder:
    """A money order that the office of duty booked or pays; `paying`: only the one, or the other. Raises NotFound."""
    booked, pays = Q(office=duty.office), Q(paying_office=duty.office)
    within = booked | pays if paying is None else pays if paying else booked
    related = ("parties", "office", "paying_office", "booked_by", "booked_shift", "ended_by")
    if (found := MoneyOrder.objects.filter(within, number=number).select_related(*related).first()) is None:
        raise NotFound()
    return found


def get_correctable(duty: Duty, code: str) -> Office:
    """An office whose books the person may ask to correct: their own, and those that merge into it. Raises NotFound."""
    own = Office.objects.filter(duty.reach(Work.SUPERVISE))
    merged = Q(accounts_to__in=own) | Q(accounts_to__accounts_to__in=own)
    if (found := Office.objects.filter(Q(pk__in=own) | merged, code=code).first()) is None:
        raise NotFound()
    return found


def get_correction_at(duty: Duty, correction_id: int) -> Correction:
    """A correction of the books of the office of duty. Raises NotFound."""
    found = Correction.objects.select_related("office", "of", "asked_by", "approval__decided_by", "case")
    if (one := found.filter(office=duty.office, pk=correction_id).first()) is None:
        raise NotFound()
    return one


def get_correction_asked(duty: Duty, approval_id: int) -> Correction:
    """A correction that waits for an approval, for whoever may decide, or whose office's books it is about. Raises
    NotFound.
    """
    within = Q(approval__office__in=Office.objects.filter(duty.reach(Work.SUPERVISE))) | Q(office=duty.office)
    found = Correction.objects.filter(within, approval=approval_id)
    if (one := found.select_related("office", "of", "asked_by", "approval__decided_by", "case").first()) is None:
        raise NotFound()
    return one


def get_case_at(duty: Duty, case_id: int) -> Case:
    """A case of the office of duty with all that its page says. Raises NotFound."""
    related = ("office", "payment", "owner", "closed_by", "journal", "shift__clerk", "recovery", "incident")
    if (found := Case.objects.filter(office=duty.office, pk=case_id).select_related(*related).first()) is None:
        raise NotFound()
    return found


def get_pouch_at(duty: Duty, barcode: str) -> Pouch:
    """A pouch that the office of duty sent or receives. Raises NotFound."""
    within = Q(sender=duty.office) | Q(receiver=duty.office)
    related = ("sender", "receiver", "sent_by", "found_by", "ended_by")
    if (found := Pouch.objects.filter(within, barcode=barcode).select_related(*related).first()) is None:
        raise NotFound()
    return found


def get_stamp_bill(duty: Duty, request_id: uuid.UUID) -> StampBill:
    """A bill of stamps of the office of duty. Raises NotFound."""
    bills = StampBill.objects.filter(shift__office=duty.office, request_id=request_id)
    if (found := bills.select_related("shift__office").first()) is None:
        raise NotFound()
    return found


def get_stamp_sale(duty: Duty, receipt: str) -> Journal:
    """Stamps that were sold at the office of duty, by the number on their receipt, with pieces and entries. Raises
    NotFound.
    """
    code, _, number = receipt.partition("-")
    if code != duty.office.code or not (number.isdecimal() and number.isascii() and len(number) < 10):
        raise NotFound()
    sold = Journal.objects.filter(office=duty.office, number=int(number), purpose=Purpose.STAMPS_SOLD)
    found = sold.select_related("office", "shift", "made_by").prefetch_related("pieces__item", "entries").first()
    if found is None:
        raise NotFound()
    return found


def get_indent(duty: Duty, indent_id: int, *, answering: bool) -> Indent:
    """What the office of duty asked for; `answering`: what it was asked for. Raises NotFound."""
    within = Q(asked_of=duty.office) if answering else Q(office=duty.office)
    if (found := Indent.objects.filter(within, pk=indent_id).select_related("office", "asked_of").first()) is None:
        raise NotFound()
    return found


def get_stock_item(code: str) -> StockItem:
    """An item of the master, which is the whole post's. Raises NotFound."""
    if (found := StockItem.objects.filter(code=code).first()) is None:
        raise NotFound()
    return found


def get_attempt(duty: Duty, tr: str) -> PaymentAttempt:
    """An attempt of the office of duty. Raises NotFound."""
    found = PaymentAttempt.objects.filter(office=duty.office, tr=tr).select_related("office", "shift").first()
    if found is None:
        raise NotFound()
    return found


def get_cod_attempt(duty: Duty, tr: str) -> PaymentAttempt:
    """A QR that the person showed at a door. Raises NotFound."""
    found = PaymentAttempt.objects.filter(office=duty.office, opened_by=duty.user, purpose=COD, tr=tr)
    if (one := found.select_related("office", "shift").first()) is None:
        raise NotFound()
    return one


def get_hand_in_at(duty: Duty, hand_in_id: int) -> CodHandIn:
    """Cash of a postman that was handed in at the office of duty. Raises NotFound."""
    found = CodHandIn.objects.select_related("office", "postman").filter(office=duty.office, pk=hand_in_id).first()
    if found is None:
        raise NotFound()
    return found


def get_case(duty: Duty, case_id: int) -> Case:
    """A case of the office of duty. Raises NotFound."""
    found = Case.objects.filter(office=duty.office, pk=case_id).select_related("payment").first()
    if found is None:
        raise NotFound()
    return found


def get_refund(duty: Duty, ref: str) -> Refund:
    """A refund of the office of duty. Raises NotFound."""
    found = Refund.objects.filter(payment__office=duty.office, ref=ref).first()
    if found is None:
        raise NotFound()
    return found
