"""Writing money: shifts begin, journals are posted."""

from .journal import begin_shift, post_journal

__all__ = ["begin_shift", "post_journal"]
