"""What a counter looks up: known senders, an earlier receipt, what became of a form, what can be sold."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q

from bookings.errors import BadArticleNumber
from bookings.models import Article, BasketDraft, Parties, Sale
from bookings.rules import tariff
from bookings.rules.numbers import family_of, read_label
from bookings.rules.tariff.facts import Channel, Kind
from bookings.rules.tariff.names import said
from offices.models import Office
from payments.models import Shift

from .sales import articles_in_order
from .tariff import tariff_at_hand

STUDENT: Final = "STUDENT"
_RECENT: Final = 3


@dataclass(frozen=True)
class Product:
    """What a counter sells: accountable, with numbers of its own, and with a tariff on that day."""

    code: str
    name: str
    by_size: bool
    services: tuple[str, ...]
    student_discount: str


def products_at_counter(*, on: date) -> list[Product]:
    """In the order of the tariff, the document first. No query: names and hints, beside a price that is asked for."""
    return [
        Product(
            code=row.code,
            name=said(row.name),
            by_size=row.volumetric,
            services=row.services,
            student_discount=next((code for code in row.discounts if code.startswith(STUDENT)), ""),
        )
        for row in tariff_at_hand().products.values()
        if row.accountable and Channel.RETAIL in row.channels and family_of(row.code) and _priced(row, on)
    ]


def _priced(row: tariff.Product, on: date) -> bool:
    version = tariff.in_force(row.versions, on)
    return version is not None and version.kind != Kind.UNKNOWN


def sale_of_request(request_id: uuid.UUID, *, office: Office) -> Sale | None:
    """The sale that a form made, if it made one."""
    return Sale.objects.filter(request_id=request_id, office=office).first()


def basket_of(shift: Shift) -> BasketDraft | None:
    return BasketDraft.objects.filter(shift=shift).first()


def known_senders(mobile: str, *, office: Office) -> list[Parties]:
    """What this sender sent from this office, the latest of each addressee first: three at most. One query."""
    latest = Parties.objects.filter(sender_mobile=mobile, article__origin=office).order_by("-article_id")
    found: dict[tuple[str, str], Parties] = {}
    for one in latest.select_related("article")[:20]:
        found.setdefault((one.addressee_name, one.addressee_address), one)
    return list(found.values())[:_RECENT]


def find_receipts(text: str, *, office: Office, on: date) -> list[Sale]:
    """Sales of this office by receipt or article number, or of the day by the mobile of sender or addressee.

    Two queries, newest first, twenty at most.
    """
    wanted = "".join(text.split()).upper()
    if not wanted:
        return []
    sales = Sale.objects.filter(office=office, contract__isnull=True)
    if wanted.isdecimal() and len(wanted) == 10:
        theirs = Q(articles__parties__sender_mobile=wanted) | Q(articles__parties__addressee_mobile=wanted)
        # By the shifts of the day: few, and each sale is indexed by its shift.
        shifts = Shift.objects.filter(office=office, business_date=on)
        sales = sales.filter(theirs, shift__in=shifts).distinct()
    else:
        sales = sales.filter(Q(receipt_number=wanted) | Q(pk__in=_sale_ids(wanted)))
    return list(sales.prefetch_related(*articles_in_order()).order_by("-id")[:20])


def _sale_ids(number: str) -> Sequence[int]:
    try:
        label = read_label(number)
    except BadArticleNumber:
        return []
    return list(Article.objects.filter(number=label.text).values_list("sale_id", flat=True))


def bookings_of_shift(shift: Shift) -> list[Article]:
    """Every article of a shift with its sale, in the order of booking. One query."""
    articles = Article.objects.filter(sale__shift=shift).select_related("sale", "destination")
    return list(articles.order_by("id"))
