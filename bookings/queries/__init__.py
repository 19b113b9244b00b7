"""Asking the counter: prices, receipts, what lies at an office; tariff sheets."""

from .counter import (
    Product,
    basket_of,
    bookings_of_shift,
    find_receipts,
    known_senders,
    products_at_counter,
    sale_of_request,
)
from .display import pairing_by_token, pairings_of
from .figures import PROMISED_SQL, booked_behind, booked_on, changed_bookings, product_name
from .known import known_articles
from .leaving import left_of_articles
from .numbers import BlockReport, blocks_of, gaps_in, lacking_numbers, spoilt_at
from .pins import PinPlace, disagreements, pin_at, place_at_pin
from .pricing import Asked, Delivering, Quoted, delivering_at, quote_articles, quote_between, quote_each
from .proofs import doubtful_deliveries
from .public import FIELDS as PUBLIC_FIELDS
from .public import PublicPrice, ServedWay, Sold, products_between, products_sold, public_price, services_sold
from .sales import articles_waiting_at, cancel_requests_of, cancellation_of, sale_with_articles, sales_of_shift
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
    "PROMISED_SQL",
    "PUBLIC_FIELDS",
    "Asked",
    "BlockReport",
    "Delivering",
    "Effect",
    "PinPlace",
    "Product",
    "PublicPrice",
    "Quoted",
    "ServedWay",
    "Sold",
    "articles_waiting_at",
    "basket_of",
    "blocks_of",
    "booked_behind",
    "booked_on",
    "bookings_of_shift",
    "cancel_requests_of",
    "cancellation_of",
    "changed_bookings",
    "delivering_at",
    "disagreements",
    "doubtful_deliveries",
    "effects",
    "find_receipts",
    "gaps_in",
    "known_articles",
    "known_senders",
    "lacking_numbers",
    "latest_replay",
    "left_of_articles",
    "packaged",
    "pairing_by_token",
    "pairings_of",
    "pin_at",
    "place_at_pin",
    "product_name",
    "products_at_counter",
    "products_between",
    "products_sold",
    "public_price",
    "quote_articles",
    "quote_between",
    "quote_each",
    "sale_of_request",
    "sale_with_articles",
    "sales_of_shift",
    "services_sold",
    "sheet_in_force",
    "sheets",
    "spoilt_at",
    "tariff",
    "tariff_at_hand",
    "tariff_of_sheet",
]
