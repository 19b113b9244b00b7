"""Writing history (steps of whoever acts), and complaints about it."""

from .complaints import COMPLAINT_UPHELD, answer_complaint, open_complaint
from .corrections import correct_entry
from .history import Happening, enclose, leave, record_events, record_for_all, release

__all__ = [
    "COMPLAINT_UPHELD",
    "Happening",
    "answer_complaint",
    "correct_entry",
    "enclose",
    "leave",
    "open_complaint",
    "record_events",
    "record_for_all",
    "release",
]
