"""Number blocks; sales, articles and their parties."""

from .numbers import NumberBlock
from .sales import Article, Parties, Sale

__all__ = ["Article", "NumberBlock", "Parties", "Sale"]
