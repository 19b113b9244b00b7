"""Pure rules of the counter: article numbers, what may happen to an article, and what it costs."""

from .articles import ARTICLE_MOVES, Status, check_move, is_final
from .numbers import check_digit, is_article_number, parse_article_number, s10
from .tariff import Price, PriceLine, Quote, Tariff, haversine_km, load_tariff, price

__all__ = [
    "ARTICLE_MOVES",
    "Price",
    "PriceLine",
    "Quote",
    "Status",
    "Tariff",
    "check_digit",
    "check_move",
    "haversine_km",
    "is_article_number",
    "is_final",
    "load_tariff",
    "parse_article_number",
    "price",
    "s10",
]
