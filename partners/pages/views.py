"""Contract customers: the list, one of them, a new one, a new contract, and asking for terms."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from apt.core.clock import ist_date, now
from apt.core.errors import NotFound, Refusal
from offices.access import StaffRequest, get_office_within, on_duty, shows_personal_data
from offices.models import Office
from offices.rules import Work
from partners import queries, services
from partners.access import get_contract_within, get_customer_within
from partners.rules import MemberRole, Payment, Scope

from .forms import ContractForm, CustomerForm, PersonForm, TermsForm


@require_GET
@on_duty(Work.MANAGE_PARTNERS)
def customers(request: StaffRequest) -> HttpResponse:
    found = queries.customers_of(request.duty.reach(Work.MANAGE_PARTNERS))
    return render(request, "partners/customers.html", {"customers": found})


@on_duty(Work.MANAGE_PARTNERS)
def new_customer(request: StaffRequest) -> HttpResponse:
    """GET shows the form; POST makes the customer at the office of duty."""
    form = CustomerForm(request.POST or None)
    if not form.is_valid():
        return _form(request, form)
    try:
        made = services.create_customer(
            name=form.cleaned_data["name"],
            gstin=form.cleaned_data["gstin"],
            contact_name=form.cleaned_data["contact_name"],
            contact_mobile=form.cleaned_data["contact_mobile"],
            office=request.duty.office,
            by=request.user,
            now=now(),
        )
    except Refusal as refusal:
        return _refused(request, form, refusal)
    return redirect("partners:customer", code=made.code)


@shows_personal_data
@require_GET
@on_duty(Work.MANAGE_PARTNERS)
def customer(request: StaffRequest, code: str) -> HttpResponse:
    found = get_customer_within(request.duty, code)
    context = {"customer": found, "contracts": queries.contracts_of(found), "people": queries.members_of(found)}
    return render(request, "partners/customer.html", context)


@never_cache
@on_duty(Work.MANAGE_PARTNERS)
def new_person(request: StaffRequest, code: str) -> HttpResponse:
    """GET shows the form; POST lets a customer's first people into the console; the password is shown this once."""
    found = get_customer_within(request.duty, code)
    form = PersonForm(request.POST or None)
    if not form.is_valid():
        return _form(request, form, customer=found, person=True)
    try:
        made, password = services.add_member(
            customer=found,
            name=form.cleaned_data["name"],
            mobile=form.cleaned_data["mobile"],
            role=MemberRole.OWNER,
            request_id=form.cleaned_data["request_id"],
            by=request.user,
            now=now(),
        )
    except Refusal as refusal:
        return _refused(request, form, refusal, customer=found, person=True)
    context = {"form": PersonForm(), "customer": found, "person": True, "made": made, "password": password}
    return render(request, "partners/form.html", context)


@on_duty(Work.MANAGE_PARTNERS)
def new_contract(request: StaffRequest, code: str) -> HttpResponse:
    """GET shows the form; POST opens a contract that books nothing until its terms are approved."""
    found = get_customer_within(request.duty, code)
    form = ContractForm(request.POST or None, initial={"offices": found.office.code, "begins_on": ist_date(now())})
    if not form.is_valid():
        return _form(request, form, customer=found)
    try:
        made = services.open_contract(
            customer=found,
            office=found.office,
            places=[(_office(request, place), gstin) for place, gstin in form.cleaned_data["offices"]],
            scope=Scope(form.cleaned_data["scope"]),
            payment=Payment(form.cleaned_data["payment"]),
            document_product=form.cleaned_data["document_product"],
            parcel_product=form.cleaned_data["parcel_product"],
            begins_on=form.cleaned_data["begins_on"],
            ends_on=form.cleaned_data["ends_on"],
            tells_at_booking=form.cleaned_data["tells_at_booking"],
            by=request.user,
            now=now(),
        )
    except Refusal as refusal:
        return _refused(request, form, refusal, customer=found)
    return redirect("contracts:contract", code=made.code)


def _office(request: StaffRequest, code: str) -> Office:
    try:
        return get_office_within(request.duty, Work.MANAGE_PARTNERS, code)
    except NotFound as refusal:
        refusal.field = "offices"
        raise


@on_duty(Work.MANAGE_PARTNERS)
def terms(request: StaffRequest, code: str) -> HttpResponse:
    """GET shows the form; POST asks a second person for these terms."""
    found = get_contract_within(request.duty, code)
    form = TermsForm(request.POST or None, initial={"begins_on": ist_date(now()), "credit_limit": 0})
    if not form.is_valid():
        return _form(request, form, contract=found)
    services.ask_for_terms(
        contract=found,
        wanted=services.Wanted(
            begins_on=form.cleaned_data["begins_on"],
            credit_limit_paise=form.cleaned_data["credit_limit"] * 100,
            discount=form.cleaned_data["discount"],
            volume_discount=form.cleaned_data["volume_discount"],
        ),
        reason=form.cleaned_data["reason"],
        by=request.user,
        now=now(),
    )
    messages.success(request, _("Asked for. It holds once another person has approved it."))
    return redirect("contracts:contract", code=found.code)


Form = CustomerForm | ContractForm | PersonForm | TermsForm


def _form(request: StaffRequest, form: Form, **context: object) -> HttpResponse:
    return render(request, "partners/form.html", {"form": form, **context}, status=422 if form.is_bound else 200)


def _refused(request: StaffRequest, form: Form, refusal: Refusal, **context: object) -> HttpResponse:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
    return render(request, "partners/form.html", {"form": form, **context}, status=refusal.http_status)
