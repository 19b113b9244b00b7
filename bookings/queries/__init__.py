"""Asking the counter: prices, receipts, what lies at an office."""

from .pricing import Asked, Quoted, quote_articles, tariff
from .sales import articles_waiting_at, sale_with_articles, sales_of_shift

__all__ = [
    "Asked",
    "Quoted",
    "articles_waiting_at",
    "quote_articles",
    "sale_with_articles",
    "sales_of_shift",
    "tariff",
]
