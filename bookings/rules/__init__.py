"""Pure rules of the counter: article numbers, what may happen to an article, what it costs, and bulk files."""

from .articles import ARTICLE_MOVES, Status, check_move, is_final
from .bulk import (
    AT_WORK,
    BATCH_MOVES,
    COLUMNS,
    FINISHED,
    MAX_ROWS,
    SHEETS,
    BatchStatus,
    Layout,
    cell_text,
    check_batch_move,
    layout_of,
)
from .bulk_rows import FAULTS, BulkItem, Expected, Fault, read_row
from .numbers import check_digit, is_article_number, parse_article_number, s10
from .sheets import SHEET_MOVES, SheetState
from .tariff import Price, PriceLine, Quote, Reason, Tariff, haversine_km, price, read_tariff, volume_bp

__all__ = [
    "ARTICLE_MOVES",
    "AT_WORK",
    "BATCH_MOVES",
    "COLUMNS",
    "FAULTS",
    "FINISHED",
    "MAX_ROWS",
    "SHEETS",
    "SHEET_MOVES",
    "BatchStatus",
    "BulkItem",
    "Expected",
    "Fault",
    "Layout",
    "Price",
    "PriceLine",
    "Quote",
    "Reason",
    "SheetState",
    "Status",
    "Tariff",
    "cell_text",
    "check_batch_move",
    "check_digit",
    "check_move",
    "haversine_km",
    "is_article_number",
    "is_final",
    "layout_of",
    "parse_article_number",
    "price",
    "read_row",
    "read_tariff",
    "s10",
    "volume_bp",
]
