"""The provider's settlement files: which were taken in, and one handed in by a person of the nodal office."""

from typing import IO, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apt.core.clock import now
from apt.core.errors import Refusal
from offices.access import StaffRequest, on_duty
from offices.rules import Work
from payments import services
from payments.queries import settlement_files

from .forms import SettlementForm

SHOWN = 60


@require_http_methods(["GET", "POST"])
@on_duty(Work.SUPERVISE)
def settlements(request: StaffRequest) -> HttpResponse:
    """Files are fetched by themselves; POST takes one in that could not be."""
    form = SettlementForm(request.POST, request.FILES) if request.method == "POST" else SettlementForm()
    if not form.is_valid():
        return _page(request, form, 422 if form.is_bound else 200)
    file = form.cleaned_data["file"]
    try:
        faults = services.upload_settlement(
            content=cast(IO[bytes], file.file), size=file.size, day=form.cleaned_data["day"],
            office=request.duty.office, by=request.user, now=now(),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence())
        return _page(request, form, refusal.http_status)
    words = ngettext("Taken in: %(count)s fault, with a case.", "Taken in: %(count)s faults, each with a case.", faults)
    messages.success(request, words % {"count": faults} if faults else _("Taken in: everything agrees."))
    return redirect("upi:settlements")


def _page(request: StaffRequest, form: SettlementForm, status: int) -> HttpResponse:
    context = {"form": form, "files": settlement_files()[:SHOWN]}
    return render(request, "payments/settlements.html", context, status=status)
