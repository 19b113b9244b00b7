"""One article on hold and what may be done with it: handed out, redirected, another number of its addressee."""

import hashlib

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apt.core.clock import now
from apt.core.errors import Refusal
from apt.core.pages import refuse_at
from deliveries import queries, services
from deliveries.access import get_held_to_show
from deliveries.rules import NOTHING_TRIED, Verdict
from offices.access import StaffRequest, on_duty, shows_personal_data
from offices.rules import Work
from payments.queries import cod_paid_of, cod_settled_of

from .forms import MobileForm, RedirectForm, WindowForm
from .scanning import told_of


@shows_personal_data
@on_duty(Work.DELIVER)
def held(request: StaffRequest, number: str) -> HttpResponse:
    """POST hands it out at the window."""
    article = get_held_to_show(request.duty.office, number)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    settled = bool(article.due_paise and cod_settled_of([number]))
    form = WindowForm(*data, otp=article.otp_delivery, due=bool(article.due_paise) and not settled)
    if form.is_valid():
        try:
            done = services.deliver_at_window(
                office=request.duty.office, number=number, handing=_handing(request, form), by=request.user, now=now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
        else:
            if done.verdict == Verdict.DELIVERED:
                messages.success(request, _("{number} was handed out.").format(number=number))
                return redirect("deliveries:undelivered")
            form.add_error("code", told_of(done))
            form.renewed()
    past = queries.pasts_of([article]).get(article.pk, NOTHING_TRIED)
    context = {
        "article": article, "past": past, "form": form, "redirect_form": RedirectForm(), "mobile_form": MobileForm(),
        "due_on": queries.due_back(past, article), "paid": bool(article.due_paise and cod_paid_of([number])),
        "settled": settled,
    }  # fmt: skip
    return render(request, "deliveries/held.html", context, status=422 if form.errors else 200)


def _handing(request: StaffRequest, form: WindowForm) -> services.Handing:
    """Keeps the proof that came with the form, under its hash."""
    said = form.cleaned_data
    photo = said["photo"].read() if said["photo"] else b""
    signature = form.signed()
    hashes = {}
    for name, content in (("photo", photo), ("signature", signature)):
        hashes[name] = hashlib.sha256(content).hexdigest() if content else ""
        if content:
            services.keep_proof(
                content=content, sha256=hashes[name], signature=name == "signature", by=request.user, now=now()
            )
    return services.Handing(**{**said, **hashes})


@require_POST
@on_duty(Work.DELIVER)
@refuse_at("deliveries:undelivered")
def code(request: StaffRequest, number: str) -> HttpResponse:
    """Send the addressee, who stands at the window, a code."""
    services.send_window_code(office=request.duty.office, number=number, by=request.user, now=now())
    messages.success(request, _("A code was sent to the addressee. The one before holds no more."))
    return redirect("deliveries:held", number=number)


@require_POST
@on_duty(Work.DELIVER)
@refuse_at("deliveries:undelivered")
def qr(request: StaffRequest, number: str) -> HttpResponse:
    attempt = services.ask_qr_at_window(office=request.duty.office, number=number, by=request.user, now=now())
    return redirect("cod:attempt", tr=attempt.tr)


@require_POST
@on_duty(Work.DELIVER)
@refuse_at("deliveries:sheets")
def resend(request: StaffRequest, number: str) -> HttpResponse:
    """Send the code of an article that is out once more, at its addressee's call."""
    code = services.resend_code(number=number, office=request.duty.office, by=request.user, now=now())
    messages.success(request, _("A new code was sent. The one before holds no more."))
    assert code.item  # noqa: S101  # of an article that is out
    return redirect("deliveries:sheet", number=code.item.sheet.number)


@require_POST
@on_duty(Work.DELIVER)
@refuse_at("deliveries:undelivered")
def ask(request: StaffRequest, number: str) -> HttpResponse:
    services.ask_window(
        office=request.duty.office,
        number=number,
        reason=request.POST.get("reason", "")[:200],
        by=request.user,
        now=now(),
    )
    messages.success(request, _("Asked. A supervisor decides under “Approvals”."))
    return redirect("deliveries:held", number=number)


@require_POST
@on_duty(Work.DELIVER)
@refuse_at("deliveries:undelivered")
def redirect_on(request: StaffRequest, number: str) -> HttpResponse:
    form = RedirectForm(request.POST)
    if not form.is_valid():
        get_held_to_show(request.duty.office, number)
        messages.error(request, _("Write the new address and its PIN of six digits."))
        return redirect("deliveries:held", number=number)
    services.redirect_article(
        office=request.duty.office, number=number, by=request.user, now=now(), **form.cleaned_data
    )
    messages.success(request, _("{number} goes to the new address.").format(number=number))
    return redirect("deliveries:undelivered")


@require_POST
@on_duty(Work.DELIVER)
@refuse_at("deliveries:undelivered")
def mobile(request: StaffRequest, number: str) -> HttpResponse:
    """Ask for another number of the addressee; somebody else decides."""
    form = MobileForm(request.POST)
    if not form.is_valid():
        get_held_to_show(request.duty.office, number)
        messages.error(request, _("Write the new number, and the last four characters of the document."))
        return redirect("deliveries:held", number=number)
    services.ask_mobile_change(
        office=request.duty.office, number=number, by=request.user, now=now(), **form.cleaned_data
    )
    messages.success(request, _("Asked. A supervisor decides under “Approvals”."))
    return redirect("deliveries:held", number=number)
