"""Cash between the treasury and the drawers, from either side."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from apt.core.clock import now
from apt.core.errors import InvalidInput
from apt.core.pages import refuse_at
from offices.access import StaffRequest, on_duty
from offices.rules import Work
from payments import services
from payments.access import get_move_at, get_shift_at, on_cash_duty
from payments.errors import NoShift
from payments.queries import (
    drawer_paise,
    last_operations,
    last_shift_of,
    moves_of,
    open_shift_of,
    open_shifts_at,
    treasury_paise,
)
from payments.rules import UNDO_FOR

from .money_forms import MoveForm


@on_duty(Work.BOOK)
@refuse_at("money:drawer")
def drawer(request: StaffRequest) -> HttpResponse:
    """The clerk's own drawer: what it should hold, and cash that comes and goes."""
    shift = open_shift_of(request.user, at=request.duty.office)
    if request.method == "POST":
        form = _typed(request)
        action, moment = form.cleaned_data["action"], now()
        if action in ("accept", "refuse"):
            move = get_move_at(request.duty, form.cleaned_data["move"] or 0, for_drawer=True)
            services.answer_cash(move=move, accept=action == "accept", by=request.user, now=moment)
        elif shift is None:
            raise NoShift()
        elif action == "give":
            services.give_cash(shift=shift, to_drawer=False, paise=form.paise(), by=request.user, now=moment)
        else:
            services.ask_cash(shift=shift, paise=form.paise(), by=request.user, now=moment)
        return redirect("money:drawer")
    moves = moves_of(request.duty.office).filter(shift=shift, stamps=False) if shift else []
    last = None if shift else last_shift_of(request.user, office=request.duty.office)
    undoable = last and last.ended_at and not last.verified_at and now() < last.ended_at + UNDO_FOR
    context: dict[str, object] = {"shift": shift, "cash": drawer_paise(shift) if shift else 0, "moves": moves}
    of = shift or last
    operations = last_operations(of, now=now()) if of else []
    context |= {"last": last, "undoable": undoable, "operations": operations}
    return render(request, "payments/drawer.html", context)


@on_cash_duty
@refuse_at("money:cash")
def treasury(request: StaffRequest) -> HttpResponse:
    """The office's safe, for its treasurer, and for its supervisor where there is none."""
    office = request.duty.office
    if request.method == "POST":
        form = _typed(request)
        action, moment = form.cleaned_data["action"], now()
        if action == "bring":
            services.bring_in_cash(office=office, paise=form.paise(), by=request.user, now=moment)
        elif action == "give" and not form.cleaned_data["move"]:
            shift = get_shift_at(request.duty, form.cleaned_data["shift"] or 0)
            services.give_cash(shift=shift, to_drawer=True, paise=form.paise(), by=request.user, now=moment)
        else:
            move = get_move_at(request.duty, form.cleaned_data["move"] or 0, for_drawer=False)
            if action == "give":
                services.give_cash(
                    shift=move.shift, to_drawer=True, paise=move.paise, by=request.user, now=moment, asked=move
                )
            else:
                services.answer_cash(move=move, accept=action == "accept", by=request.user, now=moment)
        return redirect("money:cash")
    context = {"office": office, "cash": treasury_paise(office), "moves": moves_of(office).filter(stamps=False)}
    return render(request, "payments/cash.html", context | {"shifts": open_shifts_at(office)})


def _typed(request: StaffRequest) -> MoveForm:
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(problem=_("This is not an amount of rupees. No money moved."))
    return form
