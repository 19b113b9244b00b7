"""What can be done at the delivery office and at the door."""

from .attempts import record_attempt
from .cod import ask_qr_at_door, keep_cod_money
from .judging import code_for
from .rounds import Synced, decide_entry, keep_proof, meet_phone, revoke_phone, sync_round
from .sheets import OTP_ISSUED, acknowledge_sheet, make_sheet
from .taking import Answer, Outcome, Taken, take_claims

__all__ = [
    "OTP_ISSUED",
    "Answer",
    "Outcome",
    "Synced",
    "Taken",
    "acknowledge_sheet",
    "ask_qr_at_door",
    "code_for",
    "decide_entry",
    "keep_cod_money",
    "keep_proof",
    "make_sheet",
    "meet_phone",
    "record_attempt",
    "revoke_phone",
    "sync_round",
    "take_claims",
]
