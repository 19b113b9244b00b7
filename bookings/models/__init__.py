"""Number blocks; sales, articles and their parties; the counter's basket, display and copies; tariff sheets."""

from .counter import BasketDraft, Cancellation, DisplayPairing, Reprint
from .numbers import NumberBlock, SpoiltNumber
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
    "Cancellation",
    "DisplayPairing",
    "NumberBlock",
    "Parties",
    "Reprint",
    "Sale",
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
