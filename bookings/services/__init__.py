"""What can be done at the counter."""

from .booking import Item, Party, book_articles
from .moves import move_articles
from .numbers import ARTICLE_SERIES, issue_blocks, take_serials

__all__ = [
    "ARTICLE_SERIES",
    "Item",
    "Party",
    "book_articles",
    "issue_blocks",
    "move_articles",
    "take_serials",
]
