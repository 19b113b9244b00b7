"""The vocabulary of history, what the public reads of it, and complaints. Pure."""

from .complaints import ANSWER_DAYS, OF_ATTEMPTS, REOPENS, Outcome, outcomes_of
from .events import CLOCKS_DIFFER, STAGES, Because, Event, Stage, Subject
from .public import HEIGHT, MOST_AT_ONCE, WIDTH, Known, Knows, Route, Stop, draw_route, mask_name, read_numbers
from .vocabulary import TERMS, Term

__all__ = [
    "ANSWER_DAYS",
    "CLOCKS_DIFFER",
    "HEIGHT",
    "MOST_AT_ONCE",
    "OF_ATTEMPTS",
    "REOPENS",
    "STAGES",
    "TERMS",
    "WIDTH",
    "Because",
    "Event",
    "Known",
    "Knows",
    "Outcome",
    "Route",
    "Stage",
    "Stop",
    "Subject",
    "Term",
    "draw_route",
    "mask_name",
    "outcomes_of",
    "read_numbers",
]
