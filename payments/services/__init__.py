"""Writing money: shifts begin, journals are posted, contract customers pay."""

from .contracts import check_funds, take_deposit
from .journal import begin_shift, post_journal

__all__ = ["begin_shift", "check_funds", "post_journal", "take_deposit"]
