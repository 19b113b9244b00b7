"""Delivery codes, remarks, attempts, and what makes one look false. Pure: no queries, no clock, no settings."""

from .attempts import (
    CLOCK_OFF,
    CLOSING,
    CODE_FAILED,
    Claim,
    Position,
    SetAside,
    Verdict,
    order_of,
    read_clock,
    receipt_of,
)
from .codes import clean_code, delivery_code, fingerprint
from .entries import read_entry, read_id, read_time
from .honesty import Facts, Flag, Limits, flags_of, spread
from .proofs import check_proof
from .remarks import AT_DOOR, DEMANDS, MOST_ATTEMPTS, TO_ADDRESSEE, Demand, Relation, Remark

__all__ = [
    "AT_DOOR",
    "CLOCK_OFF",
    "CLOSING",
    "CODE_FAILED",
    "DEMANDS",
    "MOST_ATTEMPTS",
    "TO_ADDRESSEE",
    "Claim",
    "Demand",
    "Facts",
    "Flag",
    "Limits",
    "Position",
    "Relation",
    "Remark",
    "SetAside",
    "Verdict",
    "check_proof",
    "clean_code",
    "delivery_code",
    "fingerprint",
    "flags_of",
    "order_of",
    "read_clock",
    "read_entry",
    "read_id",
    "read_time",
    "receipt_of",
    "spread",
]
