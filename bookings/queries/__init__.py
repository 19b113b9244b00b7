"""Asking the counter: prices, receipts, what lies at an office; tariff sheets."""

from .pricing import Asked, Quoted, quote_articles, quote_between, quote_each
from .public import FIELDS as PUBLIC_FIELDS
from .public import PublicPrice, Sold, products_sold, public_price, services_sold
from .sales import articles_waiting_at, sale_with_articles, sales_of_shift
from .tariff import (
    Effect,
    effects,
    latest_replay,
    packaged,
    sheet_in_force,
    sheets,
    tariff,
    tariff_at_hand,
    tariff_of_sheet,
)

__all__ = [
    "PUBLIC_FIELDS",
    "Asked",
    "Effect",
    "PublicPrice",
    "Quoted",
    "Sold",
    "articles_waiting_at",
    "effects",
    "latest_replay",
    "packaged",
    "products_sold",
    "public_price",
    "quote_articles",
    "quote_between",
    "quote_each",
    "sale_with_articles",
    "sales_of_shift",
    "services_sold",
    "sheet_in_force",
    "sheets",
    "tariff",
    "tariff_at_hand",
    "tariff_of_sheet",
]
