"""Number blocks; sales, articles and their parties; tariff sheets."""

from .numbers import NumberBlock
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
    "NumberBlock",
    "Parties",
    "Sale",
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
