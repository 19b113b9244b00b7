"""Accounts, what a journal is for, and the hash that chains an office's journals. Pure."""

from .journal import GENESIS, Account, Line, Mode, Purpose, journal_hash

__all__ = ["GENESIS", "Account", "Line", "Mode", "Purpose", "journal_hash"]
