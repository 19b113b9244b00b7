"""The life of a bag, what goes into which, where a thing goes next, what was scanned, and when a schedule runs."""

from .bags import (
    BAG_MOVES,
    BAG_SERIES,
    IN_CUSTODY,
    LABEL_COLOURS,
    BagKind,
    BagStatus,
    bag_number,
    check_bag_move,
    check_holds,
    kind_for,
    next_stop,
    same_weight,
    status_at,
    usual_kind,
)
from .codes import Scanned, Verdict, absent_code, is_bag_number, read_code
from .faults import Answer, Fault, Place, likeliest_place
from .readiness import Lack
from .sets import set_date
from .times import DESPATCH_GRACE, Conveyance, Stop, clock_of, departure_of, left_at, next_departures, read_stops

__all__ = [
    "BAG_MOVES",
    "BAG_SERIES",
    "DESPATCH_GRACE",
    "IN_CUSTODY",
    "LABEL_COLOURS",
    "Answer",
    "BagKind",
    "BagStatus",
    "Conveyance",
    "Fault",
    "Lack",
    "Place",
    "Scanned",
    "Stop",
    "Verdict",
    "absent_code",
    "bag_number",
    "check_bag_move",
    "check_holds",
    "clock_of",
    "departure_of",
    "is_bag_number",
    "kind_for",
    "left_at",
    "likeliest_place",
    "next_departures",
    "next_stop",
    "read_code",
    "read_stops",
    "same_weight",
    "set_date",
    "status_at",
    "usual_kind",
]
