"""The booking screen: one article in hand, its price, the basket."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apt.core.clock import now
from apt.core.errors import InvalidInput, Refusal
from apt.core.pages import refuse_at
from bookings import services
from bookings.errors import LabelNeedsSupervisor
from bookings.models import BasketDraft, Sale
from bookings.queries import known_senders, pairings_of, sales_of_shift
from bookings.rules.contents import PROHIBITED
from offices.access import StaffRequest, access_record, on_duty, passing_state, shows_personal_data
from offices.rules import Work
from payments import services as money
from payments.errors import NoShift
from payments.models import Shift
from payments.queries import drawer_paise, free_counters, open_shift_of

from .forms import ArticleForm, LegacyForm, ShiftForm, number_in, typed_again, typed_so_far
from .hand import in_hand
from .lines import basket_shown


def my_shift(request: StaffRequest) -> Shift:
    """The open shift of the person. Raises NoShift."""
    shift = open_shift_of(request.user, at=request.duty.office)
    if shift is None:
        raise NoShift()
    return shift


def receipt_url(sale: Sale) -> str:
    return reverse("bookings:receipt", args=[sale.receipt_number])


@shows_personal_data
@on_duty(Work.BOOK)
def counter(request: StaffRequest) -> HttpResponse:
    """GET shows the basket and the article in hand. POST adds the article; goes on to the payment if F4 was it; or, for
    exact cash, books it at once."""
    shift = open_shift_of(request.user, at=request.duty.office)
    if shift is None:
        return render(request, "bookings/begin_shift.html", {"counters": free_counters(request.duty.office)})
    if request.method == "POST":
        return _take(request, shift)
    draft = services.open_basket(shift=shift, by=request.user, now=now())
    return _page(request, shift, draft, _form_of(request, shift, draft))


def _take(request: StaffRequest, shift: Shift) -> HttpResponse:
    form, do = ArticleForm(request.POST, on=shift.business_date), request.POST.get("do")
    if do == "pay" and form.is_blank():
        return _to_payment(request, shift)
    if not form.is_valid():
        return _refused(request, shift, form, 422)
    try:
        if do == "book":
            return _book(request, shift, form)
        services.put_in_basket(
            shift=shift, replacing=form.cleaned_data["item"], by=request.user, now=now(), **form.article()
        )
    except Refusal as refusal:
        form.add_error(form.field_of(refusal), refusal.sentence())
        return _refused(request, shift, form, refusal.http_status, code=refusal.code)
    return _to_payment(request, shift) if do == "pay" else redirect("bookings:counter")


def _book(request: StaffRequest, shift: Shift, form: ArticleForm) -> HttpResponse:
    """One article, exact cash, one press."""
    data, moment = form.cleaned_data, now()
    if data["shown_paise"] is None or data["request_id"] is None:  # nobody saw a price yet
        messages.info(request, _("This is the price. Press again to book."))
        return _refused(request, shift, form, 200)
    sale = services.book_at_once(
        shift=shift,
        request_id=data["request_id"],
        shown_paise=data["shown_paise"],
        by=request.user,
        now=moment,
        record=access_record(request, now=moment),
        **form.article(),
    )
    request.recorded = sale.booked_at == moment  # a repeat wrote nothing
    return redirect(receipt_url(sale))


def _to_payment(request: StaffRequest, shift: Shift) -> HttpResponse:
    try:
        services.begin_payment(shift=shift, by=request.user, now=now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect("bookings:counter")
    return redirect("bookings:pay")


def _form_of(request: StaffRequest, shift: Shift, draft: BasketDraft) -> ArticleForm:
    """What was typed before a reload, or the article of the basket that is to be changed."""
    edited = request.GET.get("edit", "")
    row = next((one for one in draft.items if one["id"] == edited), None)
    initial = typed_again(services.unpacked(row["item"]), item_id=edited) if row else dict(draft.typed)
    return ArticleForm(initial=initial, on=shift.business_date)


def _refused(request: StaffRequest, shift: Shift, form: ArticleForm, status: int, code: str = "") -> HttpResponse:
    draft = services.open_basket(shift=shift, by=request.user, now=now())
    return _page(request, shift, draft, form, status=status, code=code)


def _page(
    request: StaffRequest, shift: Shift, draft: BasketDraft, form: ArticleForm, *, status: int = 200, code: str = ""
) -> HttpResponse:
    typed = form.data if form.is_bound else form.initial
    context = {
        "form": form,
        "shift": shift,
        "cash": drawer_paise(shift),
        "basket": basket_shown(draft, shift),
        "hand": in_hand(shift, typed),
        "editing": bool(typed.get("item")),
        "position": len(draft.items) + 1,
        "prohibited": PROHIBITED,
        "needs_supervisor": code == LabelNeedsSupervisor.code,
        "displays": len(pairings_of(shift)),
        "sales": sales_of_shift(shift, limit=3),
    }
    return render(request, "bookings/counter.html", context, status=status)


@passing_state
@require_POST
@on_duty(Work.BOOK)
def price(request: StaffRequest) -> HttpResponse:
    """While somebody types: keep what is there, and answer with its price and place. One request, one statement more
    than the questions need."""
    shift = my_shift(request)
    hand = in_hand(shift, request.POST)
    if not request.POST.get("item"):  # what is being changed stands in the basket already
        services.keep_typed(
            shift=shift,
            typed=typed_so_far(request.POST),
            typed_paise=hand.paise,
            version=number_in(request.POST.get("version", "")),
            by=request.user,
            now=now(),
        )
    return render(request, "bookings/_hand.html", {"hand": hand})


@shows_personal_data
@require_POST
@on_duty(Work.BOOK)
def sender(request: StaffRequest) -> HttpResponse:
    """Who sent from this office before with this mobile number. By POST: a number in an address ends up in logs."""
    mobile = request.POST.get("sender_mobile", "").strip()
    known = known_senders(mobile, office=my_shift(request).office) if len(mobile) == 10 else []
    return render(request, "bookings/_senders.html", {"known": known})


@require_POST
@on_duty(Work.BOOK)
@refuse_at("bookings:counter")
def remove(request: StaffRequest, item_id: str) -> HttpResponse:
    if services.take_out(shift=my_shift(request), item_id=item_id, by=request.user, now=now()):
        messages.info(request, _("Taken out of the basket; it can be put back."))
    return redirect("bookings:counter")


@require_POST
@on_duty(Work.BOOK)
@refuse_at("bookings:counter")
def undo(request: StaffRequest) -> HttpResponse:
    services.undo_take_out(shift=my_shift(request), by=request.user, now=now())
    return redirect("bookings:counter")


@require_POST
@on_duty(Work.BOOK)
@refuse_at("bookings:counter")
def begin_shift(request: StaffRequest) -> HttpResponse:
    form = ShiftForm(request.POST)
    if form.is_valid():
        number = form.cleaned_data["counter_number"]
        money.begin_shift(office=request.duty.office, counter_number=number, by=request.user, now=now())
    return redirect("bookings:counter")


@require_POST
@on_duty(Work.BOOK)
@refuse_at("bookings:counter")
def legacy_label(request: StaffRequest) -> HttpResponse:
    """Ask the supervisor to let an old label with a wrong check digit through."""
    shift = my_shift(request)
    form = LegacyForm(request.POST, on=shift.business_date)
    if not form.is_valid():
        raise InvalidInput(problem=_("Nothing was asked for: scan the label again."))
    services.ask_for_legacy_label(
        shift=shift,
        number=form.cleaned_data["number"],
        product=form.cleaned_data["product"],
        reason=_("Old label with a wrong check digit, read twice"),
        by=request.user,
        now=now(),
    )
    messages.info(request, _("Asked. When your supervisor has allowed it, add the article again."))
    return redirect("bookings:counter")
