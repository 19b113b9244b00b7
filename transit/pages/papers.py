"""The label and the manifest of a bag, and the mail list of a despatch, as PDF."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from apt.core.errors import NotFound
from offices.access import StaffRequest, on_duty
from offices.rules import Work
from transit import queries
from transit.models import Bag
from transit.paper import label_pdf, mail_list_pdf, manifest_pdf


@require_GET
@on_duty(Work.BAG)
def label(request: StaffRequest, number: str) -> HttpResponse:
    return _pdf(label_pdf(_bag(request, number)), f"{number}-label.pdf")


@require_GET
@on_duty(Work.BAG)
def manifest(request: StaffRequest, number: str) -> HttpResponse:
    """What lies in a bag; empty once it was opened."""
    found = _bag(request, number)
    return _pdf(manifest_pdf(found, queries.manifest_of(found)), f"{number}-manifest.pdf")


@require_GET
@on_duty(Work.BAG)
def mail_list(request: StaffRequest, number: str) -> HttpResponse:
    found = queries.despatch_for_page(number, office=request.duty.office)
    if found is None:
        raise NotFound()
    return _pdf(mail_list_pdf(found, queries.mail_list(found)), f"{number}.pdf")


def _bag(request: StaffRequest, number: str) -> Bag:
    found = queries.bag_for_page(number, office=request.duty.office)
    if found is None:
        raise NotFound()
    return found


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
