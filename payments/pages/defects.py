"""The register of known defects, for everybody on duty; those who look after offices write it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apt.core.clock import ist_date, now
from apt.core.errors import NotFound
from apt.core.pages import refuse_at
from offices.access import StaffRequest, check_duty, on_any_duty, on_duty
from offices.rules import Work
from payments import services
from payments.models import KnownDefect
from payments.queries import known_defects
from payments.rules import KINDS

from .dispute_forms import DefectForm, FixedForm


@on_any_duty
def register(request: StaffRequest) -> HttpResponse:
    """What the system is known to do wrong: nobody is told that they are the only one."""
    writes = request.duty.may(Work.MANAGE_OFFICES)
    form = DefectForm(request.POST or None, initial={"since": ist_date(now())})
    if request.method == "POST":
        check_duty(request.duty, Work.MANAGE_OFFICES)
        if form.is_valid():
            typed = form.cleaned_data
            services.note_defect(
                title=typed["title"], words=typed["words"], kinds=typed["kinds"], offices=typed["codes"],
                since=typed["since"], by=request.user, now=now(),
            )  # fmt: skip
            messages.success(request, _("Noted. Every case that it may be behind says so now."))
            return redirect("money:defects")
    defects = [(one, [KINDS.get(kind, kind) for kind in one.kinds]) for one in known_defects()[:200]]
    context = {"defects": defects, "form": form if writes else None, "today": ist_date(now())}
    return render(request, "payments/defects.html", context, status=422 if form.errors else 200)


@require_POST
@on_duty(Work.MANAGE_OFFICES)
@refuse_at("money:defects")
def fixed(request: StaffRequest, defect_id: int) -> HttpResponse:
    found, form = KnownDefect.objects.filter(pk=defect_id).first(), FixedForm(request.POST)
    if found is None:
        raise NotFound()
    if not form.is_valid():
        messages.error(request, _("Say from which day and in which version it is fixed. Nothing was changed."))
        return redirect("money:defects")
    services.fix_defect(
        defect=found, on=form.cleaned_data["on"], version=form.cleaned_data["version"], by=request.user, now=now()
    )
    return redirect("money:defects")
