"""The vocabulary of history, what the public reads of it, complaints, and what subscribers are told. Pure."""

from .complaints import ANSWER_DAYS, OF_ATTEMPTS, REOPENS, Outcome, outcomes_of
from .events import CLOCKS_DIFFER, STAGES, Because, Event, Stage, Subject
from .public import HEIGHT, MOST_AT_ONCE, WIDTH, Known, Knows, Route, Stop, draw_route, mask_name, read_numbers
from .sandbox import LIVES, SERIES, Life
from .vocabulary import TERMS, Term
from .webhooks import (
    ENDPOINT_MOVES,
    RETRIES,
    CallState,
    EndpointState,
    check_endpoint_move,
    message_id,
    pause_before,
    rest_after,
    signatures,
    written_pause,
    written_secret,
)

__all__ = [
    "ANSWER_DAYS",
    "CLOCKS_DIFFER",
    "ENDPOINT_MOVES",
    "HEIGHT",
    "LIVES",
    "MOST_AT_ONCE",
    "OF_ATTEMPTS",
    "REOPENS",
    "RETRIES",
    "SERIES",
    "STAGES",
    "TERMS",
    "WIDTH",
    "Because",
    "CallState",
    "EndpointState",
    "Event",
    "Known",
    "Knows",
    "Life",
    "Outcome",
    "Route",
    "Stage",
    "Stop",
    "Subject",
    "Term",
    "check_endpoint_move",
    "draw_route",
    "mask_name",
    "message_id",
    "outcomes_of",
    "pause_before",
    "read_numbers",
    "rest_after",
    "signatures",
    "written_pause",
    "written_secret",
]
