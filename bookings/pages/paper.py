"""Receipts and labels as PDF."""

from itertools import chain
from typing import Final, cast

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from apt.core.errors import NotFound
from bookings.errors import NoLabels
from bookings.paper import SIZES, labels_in_parts, labels_pdf, receipt_pdf, track_link
from bookings.queries import sale_with_articles
from bookings.queries.bulk import articles_of_batch, batch_with_number
from bookings.rules import Status
from offices.access import StaffRequest, on_duty, shows_personal_data
from offices.rules import Work

from .forms import number_in

LABELS_A_FILE: Final = 5_000  # half a minute of work while it is downloaded, 12 MB
SIZE_NAMES = {"80": _("80 mm roll"), "58": _("58 mm roll"), "a5": "A5", "a4": "A4"}


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
    """The labels of all articles of a receipt, one a page; what is cancelled has none. Raises NoLabels."""
    sale = sale_with_articles(number, office=request.duty.office)
    if sale is None:
        raise NotFound()
    articles = [article for article in sale.articles.all() if article.status != Status.CANCELLED]
    if not articles:
        raise NoLabels(about=number)
    return _pdf(labels_pdf(articles, link=track_link), f"{number}-labels.pdf")


@shows_personal_data
@require_GET
@on_duty(Work.MANAGE_PARTNERS)
def batch_labels(request: StaffRequest, number: str) -> HttpResponse:
    """`?part=` 1, 2, 3 ...: so many labels of a batch as one PDF, sent while it is made. Raises NoLabels."""
    batch = batch_with_number(number, request.duty.reach(Work.MANAGE_PARTNERS))
    part = number_in(request.GET.get("part", "1")) or 0
    if batch is None or part < 1:
        raise NotFound()
    found = articles_of_batch(batch, leave_out=(part - 1) * LABELS_A_FILE, most=LABELS_A_FILE)
    articles = (article for article in found if article.status != Status.CANCELLED)
    first = next(articles, None)
    if first is None:
        raise NoLabels(about=number)
    content = labels_in_parts(chain([first], articles), link=track_link)
    headers = {"Content-Disposition": f'attachment; filename="labels-{number}-{part}.pdf"'}
    answer = StreamingHttpResponse(content, content_type="application/pdf", headers=headers)
    return cast("HttpResponse", answer)  # decorators and middleware pass either on


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
