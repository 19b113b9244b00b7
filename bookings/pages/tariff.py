"""What it costs, for everybody; and the sheets that it costs by, for the Directorate."""

from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from apt.core.clock import ist_date, now
from apt.core.errors import NotFound, Refusal
from apt.core.sheets import csv_answer
from bookings import queries, services
from bookings.access import get_sheet
from bookings.models import TariffSheet
from bookings.queries import Effect
from bookings.rules import SheetState
from bookings.rules.tariff import tariff_in
from bookings.rules.tariff.changes import changes, takes_effect_on
from bookings.rules.tariff.names import said
from bookings.rules.tariff.typed import rupees_of
from offices.access import StaffRequest, on_duty
from offices.rules import Work

from .tariff_forms import ProposalForm, ReplayForm, SheetForm

USUAL_REPLAY: Final = timedelta(days=30)
CSV_COLUMNS: Final = (
    "product", "circle", "articles", "before_paise", "after_paise", "change_paise", "cheaper", "dearer", "refused",
    "refused_paise",
)  # fmt: skip


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """A form, and under it the price with its reasons. Without JavaScript; nothing is stored."""
    today = ist_date(now())
    typed = {name: request.GET.get(name, "").strip() for name in (*queries.PUBLIC_FIELDS, "declared", "cod")}
    typed["services"] = "+".join(request.GET.getlist("services"))
    sheet = queries.tariff()
    context: dict[str, object] = {
        "typed": typed,
        "chosen": set(request.GET.getlist("services")),
        "product": typed["product"] or "SP_DOC",
        "products": queries.products_sold(sheet, on=today),
        "services": [(one.code, said(one.name)) for one in queries.services_sold(sheet, on=today)],
        "discounts": [(row.code, said(row.name)) for rows in sheet.discounts.values() for row in rows if row.bp],
    }
    if not (typed["origin"] or typed["pincode"] or typed["weight_g"]):
        return render(request, "bookings/tariff/calculator.html", context)
    try:
        declared, cod = rupees_of(typed["declared"], "declared"), rupees_of(typed["cod"], "cod")
        found = queries.public_price(typed, declared_paise=declared, cod_paise=cod, today=today)
    except Refusal as refusal:
        context |= {"refusal": refusal, "at": _field_of(refusal)}
        return render(request, "bookings/tariff/calculator.html", context, status=refusal.http_status)
    return render(request, "bookings/tariff/calculator.html", {**context, "found": found})


def _field_of(refusal: Refusal) -> str:
    """The input at which a refusal points: the rules call the weight by another name than the form."""
    return {"weight": "weight_g", "size": "length_cm"}.get(refusal.field, refusal.field)


# --- sheets ----------------------------------------------------------------------------------------------------------


@on_duty(Work.MANAGE_TARIFFS)
def sheets(request: StaffRequest) -> HttpResponse:
    """GET lists the sheets; POST takes a file in as a draft. The same tariff again is the sheet that stands."""
    form, status = SheetForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _load(request, form)
            except Refusal as refusal:
                form.add_error("file", refusal.sentence())
                status = refusal.http_status
    return render(request, "bookings/tariff/sheets.html", {"sheets": queries.sheets(), "form": form}, status=status)


def _load(request: StaffRequest, form: SheetForm) -> HttpResponse:
    file = form.cleaned_data["file"]
    loaded = services.load_sheet(
        tariff=tariff_in(file.read()), source=file.name, by=request.user, now=now(), as_draft=True
    )
    if not loaded.is_new:
        messages.warning(request, _("This very tariff is there already, as the sheet below. Nothing was kept."))
    return redirect(loaded.sheet)


@require_GET
@on_duty(Work.MANAGE_TARIFFS)
def sheet(request: StaffRequest, sheet_id: int) -> HttpResponse:
    """One sheet: what the checks find, what it changes, what it would have done to past days."""
    return _sheet(request, get_sheet(sheet_id))


def _sheet(
    request: StaffRequest,
    found: TariffSheet,
    *,
    replay_form: ReplayForm | None = None,
    proposal_form: ProposalForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    today = ist_date(now())
    before, after = queries.tariff(), queries.tariff_of_sheet(found)
    effect_on = takes_effect_on(before, after, today=today)
    replayed = queries.latest_replay(found)
    effects = queries.effects(replayed) if replayed else []
    findings = services.findings(found, after, before, today=today)
    context = {
        "sheet": found,
        "refusal": refusal,
        "is_open": found.state in (SheetState.DRAFT, SheetState.CHECKED),
        "errors": [one for one in findings if one.blocks],
        "notes": [one for one in findings if not one.blocks],
        "effect_on": effect_on,
        "changes": changes(before, after, on=effect_on),
        "replay": replayed,
        "effects": effects,
        "total": _total(effects),
        "replay_form": replay_form or ReplayForm(initial={"first_day": today - USUAL_REPLAY, "last_day": today}),
        "proposal_form": proposal_form or ProposalForm(),
    }
    return render(request, "bookings/tariff/sheet.html", context, status=status)


def _total(effects: list[Effect]) -> dict[str, int]:
    names = ("articles", "before_paise", "after_paise", "cheaper", "dearer", "refused", "refused_paise")
    total = {name: sum(getattr(effect.line, name) for effect in effects) for name in names}
    return total | {"change_paise": total["after_paise"] - total["before_paise"]}


@require_POST
@on_duty(Work.MANAGE_TARIFFS)
def replay(request: StaffRequest, sheet_id: int) -> HttpResponse:
    found, form = get_sheet(sheet_id), ReplayForm(request.POST)
    if not form.is_valid():
        return _sheet(request, found, replay_form=form, status=422)
    try:
        services.ask_for_replay(sheet=found, **form.cleaned_data, by=request.user, now=now())
    except Refusal as refusal:
        form.add_error(None, refusal.sentence())
        return _sheet(request, found, replay_form=form, status=refusal.http_status)
    return redirect(found)


@require_POST
@on_duty(Work.MANAGE_TARIFFS)
def propose(request: StaffRequest, sheet_id: int) -> HttpResponse:
    found, form = get_sheet(sheet_id), ProposalForm(request.POST)
    if not form.is_valid():
        return _sheet(request, found, proposal_form=form, status=422)
    try:
        services.propose_sheet(
            sheet=found, office=request.duty.office, reason=form.cleaned_data["reason"], by=request.user, now=now()
        )
    except Refusal as refusal:
        form.add_error(None, refusal.sentence())
        return _sheet(request, found, proposal_form=form, status=refusal.http_status)
    messages.success(request, _("Another person of the Directorate decides now."))
    return redirect("approvals:inbox")


@require_POST
@on_duty(Work.MANAGE_TARIFFS)
def withdraw(request: StaffRequest, sheet_id: int) -> HttpResponse:
    found = get_sheet(sheet_id)
    try:
        services.withdraw_sheet(sheet=found, by=request.user, now=now())
    except Refusal as refusal:
        return _sheet(request, found, refusal=refusal, status=refusal.http_status)
    messages.success(request, _("Withdrawn. It stays to be looked at; the same file may be loaded again."))
    return redirect("tariff:sheets")


@require_GET
@on_duty(Work.MANAGE_TARIFFS)
def replay_csv(request: StaffRequest, sheet_id: int) -> HttpResponse:
    """The latest replay, a row a product and circle."""
    replayed = queries.latest_replay(get_sheet(sheet_id))
    if replayed is None:
        raise NotFound()
    return csv_answer(f"replay-{sheet_id}-{replayed.pk}", CSV_COLUMNS, map(_replay_row, queries.effects(replayed)))


def _replay_row(effect: queries.Effect) -> tuple[object, ...]:
    line = effect.line
    return (
        line.product, effect.circle, line.articles, line.before_paise, line.after_paise, effect.change_paise,
        line.cheaper, line.dearer, line.refused, line.refused_paise,
    )  # fmt: skip
