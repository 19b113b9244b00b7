"""Receipts and labels as PDF."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from apt.core.errors import NotFound
from bookings.paper import SIZES, labels_pdf, receipt_pdf
from bookings.queries import sale_with_articles
from offices.access import StaffRequest, on_duty, shows_personal_data
from offices.rules import Work
from tracking.access import link_token

SIZE_NAMES = {"80": _("80 mm roll"), "58": _("58 mm roll"), "a5": "A5", "a4": "A4"}


def track_link(number: str) -> str:
    """The address behind the QR code of a receipt and a label."""
    return settings.PUBLIC_BASE_URL + reverse("tracking:signed", args=[link_token(number)])


@shows_personal_data
@require_GET
@on_duty(Work.BOOK)
def receipt(request: StaffRequest, number: str) -> HttpResponse:
    """`?size=` 80 (the usual roll), 58, a5 or a4."""
    sale = sale_with_articles(number, office=request.duty.office)
    size = request.GET.get("size", "80")
    if sale is None or size not in SIZES:
        raise NotFound()
    articles = list(sale.articles.all())
    copy = max(1, len(sale.prints.all()))
    return _pdf(receipt_pdf(sale, articles, size=size, link=track_link, copy=copy), f"{number}.pdf")


@shows_personal_data
@require_GET
@on_duty(Work.BOOK)
def labels(request: StaffRequest, number: str) -> HttpResponse:
    """The labels of all articles of a receipt, one a page."""
    sale = sale_with_articles(number, office=request.duty.office)
    if sale is None:
        raise NotFound()
    return _pdf(labels_pdf(list(sale.articles.all()), link=track_link), f"{number}-labels.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
