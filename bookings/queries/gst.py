"""What a month's GST return needs: taxable value and tax by state, rate and customer's GSTIN, cancelled taken off."""

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, NullIf

from apt.core.clock import next_month
from bookings.models import Article, BillLine
from bookings.rules.gst import is_integrated, place_of_supply
from bookings.rules.tariff import Tariff
from offices.models import Office
from partners.models import BookingPlace

from .tariff import tariff


class GstRow(NamedTuple):
    """One line of the return. Without a GSTIN the customer is a consumer (B2C). Negative where more was taken off.

    What was charged as CGST and SGST on a supply in another state is told as IGST, of the same amount.
    """

    state: str
    gstin: str
    rate_bp: int
    articles: int
    taxable_paise: int
    cgst_paise: int
    sgst_paise: int
    igst_paise: int
    place: str  # of supply, the code of a state


def gst_return(offices: QuerySet[Office], *, month: date) -> list[GstRow]:
    """The lines of a month (its first day), by state, customer and rate. Four queries, however many articles.

    An article counts on the business date of its sale, what was cancelled comes off on the date of the cancelling, and
    the volume discount of a bill on the day it was made.
    """
    until = next_month(month)
    sold = _sums(offices, "sale__business_date", month, until)
    back = _sums(offices, "cancellation__journal__business_date", month, until)
    sheet = tariff()
    sums: dict[tuple[str, str, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for sign, rows in ((1, sold), (-1, back)):
        for state, gstin, product, taxed, *amounts in rows:
            _add(sums[state, gstin, _rate(sheet, product) if taxed else 0], sign, amounts)
    for state, gstin, product, *amounts in _discounts(offices, month, until):
        _add(sums[state, gstin, _rate(sheet, product)], 1, [0, *amounts])
    return [_row(key, amounts) for key, amounts in sorted(sums.items()) if any(amounts)]


def _row(key: tuple[str, str, int], amounts: list[int]) -> GstRow:
    state, gstin, rate = key
    articles, taxable, cgst, sgst = amounts
    place = place_of_supply(state=state, gstin=gstin)
    if is_integrated(state=state, gstin=gstin):
        return GstRow(state, gstin, rate, articles, taxable, 0, 0, cgst + sgst, place)
    return GstRow(state, gstin, rate, articles, taxable, cgst, sgst, 0, place)


def _sums(offices: QuerySet[Office], day: str, month: date, until: date) -> list[Any]:
    place = BookingPlace.objects.filter(contract=OuterRef("sale__contract"), office=OuterRef("sale__office"))
    found = Article.objects.filter(**{f"{day}__gte": month, f"{day}__lt": until, "sale__office__in": offices})
    gstin = Coalesce(NullIf(Subquery(place.values("gstin")[:1]), Value("")), "parties__sender_gstin", Value(""))
    rows = found.annotate(state=F("sale__office__state"), gstin=gstin, taxed=Q(cgst_paise__gt=0))
    summed = rows.values_list("state", "gstin", "product", "taxed").annotate(
        count=Count("id"), taxable=Sum(F("postage_paise") - F("discount_paise") + F("services_paise")),
        cgst=Sum("cgst_paise"), sgst=Sum("sgst_paise"),
    )  # fmt: skip
    return list(summed.order_by())


def _discounts(offices: QuerySet[Office], month: date, until: date) -> list[Any]:
    lines = BillLine.objects.filter(
        office__isnull=True, bill__made_on__gte=month, bill__made_on__lt=until, bill__contract__office__in=offices
    )
    rows = lines.values_list("bill__contract__office__state", "bill__gstin", "product")
    summed = rows.annotate(
        taxable=Sum(F("postage_paise") + F("services_paise")), cgst=Sum("cgst_paise"), sgst=Sum("sgst_paise")
    )
    return list(summed.order_by())


def _add(total: list[int], sign: int, amounts: list[Any]) -> None:
    for place, amount in enumerate(amounts):
        total[place] += sign * int(amount)


def _rate(sheet: Tariff, product: str) -> int:
    found = sheet.products.get(product)
    return found.gst_bp if found else 0
