"""Number blocks; sales, articles and their parties; the counter's basket; bulk batches; bills; tariff sheets."""

from .bills import Bill, BillLine
from .bulk import BulkBatch, BulkBooked, BulkFault, BulkPart, BulkRow
from .counter import BasketDraft, Cancellation, DisplayPairing, Reprint
from .notices import Notice, SmsOptOut
from .numbers import NumberBlock, SpoiltNumber
from .partners import PartnerBooking, Pickup
from .sales import Article, Parties, Sale
from .tariff import (
    TariffBand,
    TariffDiscount,
    TariffLimit,
    TariffPrefix,
    TariffProduct,
    TariffReplay,
    TariffReplayLine,
    TariffRounding,
    TariffService,
    TariffSheet,
    TariffSlab,
    TariffSource,
    TariffVersion,
    TariffVolumetric,
    TariffZoning,
)

__all__ = [
    "Article",
    "BasketDraft",
    "Bill",
    "BillLine",
    "BulkBatch",
    "BulkBooked",
    "BulkFault",
    "BulkPart",
    "BulkRow",
    "Cancellation",
    "DisplayPairing",
    "Notice",
    "NumberBlock",
    "Parties",
    "PartnerBooking",
    "Pickup",
    "Reprint",
    "Sale",
    "SmsOptOut",
    "SpoiltNumber",
    "TariffBand",
    "TariffDiscount",
    "TariffLimit",
    "TariffPrefix",
    "TariffProduct",
    "TariffReplay",
    "TariffReplayLine",
    "TariffRounding",
    "TariffService",
    "TariffSheet",
    "TariffSlab",
    "TariffSource",
    "TariffVersion",
    "TariffVolumetric",
    "TariffZoning",
]
