"""Accounts, what a journal is for, and the hash that chains an office's journals. Pure."""

from .journal import CONTRACT_ACCOUNTS, GENESIS, Account, Line, Mode, Purpose, journal_hash

__all__ = ["CONTRACT_ACCOUNTS", "GENESIS", "Account", "Line", "Mode", "Purpose", "journal_hash"]
