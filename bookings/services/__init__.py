"""What can be done at the counter, and with the tariff behind it."""

from .booking import Item, Party, book_articles
from .moves import move_articles
from .numbers import ARTICLE_SERIES, issue_blocks, take_serials
from .replay import MAX_DAYS, REPLAY_ASKED, ask_for_replay, go_on_with_replay
from .tariff import APPROVE_TARIFF, approve_sheet_as_decided, findings, load_sheet, propose_sheet

__all__ = [
    "APPROVE_TARIFF",
    "ARTICLE_SERIES",
    "MAX_DAYS",
    "REPLAY_ASKED",
    "Item",
    "Party",
    "approve_sheet_as_decided",
    "ask_for_replay",
    "book_articles",
    "findings",
    "go_on_with_replay",
    "issue_blocks",
    "load_sheet",
    "move_articles",
    "propose_sheet",
    "take_serials",
]
