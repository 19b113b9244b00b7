"""Pure rules of the counter: article numbers, what may happen to an article, and what it costs."""

from .articles import ARTICLE_MOVES, Status, check_move, is_final
from .numbers import check_digit, is_article_number, parse_article_number, s10
from .sheets import SHEET_MOVES, SheetState
from .tariff import Price, PriceLine, Quote, Reason, Tariff, haversine_km, price, read_tariff, volume_bp

__all__ = [
    "ARTICLE_MOVES",
    "SHEET_MOVES",
    "Price",
    "PriceLine",
    "Quote",
    "Reason",
    "SheetState",
    "Status",
    "Tariff",
    "check_digit",
    "check_move",
    "haversine_km",
    "is_article_number",
    "is_final",
    "parse_article_number",
    "price",
    "read_tariff",
    "s10",
    "volume_bp",
]
