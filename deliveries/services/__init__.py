"""What can be done at the delivery office and at the door."""

from .attempts import record_attempt
from .cod import ask_qr_at_door, keep_cod_money
from .judging import code_for
from .masters import add_area, end_master, make_batch, make_beat
from .redirection import redirect_article
from .returns import close_sheet, send_back
from .rounds import Synced, decide_entry, keep_proof, meet_phone, revoke_phone, sync_round
from .sheets import OTP_ISSUED, acknowledge_sheet, make_sheet
from .sorting import make_beat_sheets, place_addresses
from .taking import Answer, Outcome, Taken, take_claims
from .verifying import draw_call_backs, record_call, verify_remark
from .window import WINDOW, allow_window, ask_window, deliver_at_window

__all__ = [
    "OTP_ISSUED",
    "WINDOW",
    "Answer",
    "Outcome",
    "Synced",
    "Taken",
    "acknowledge_sheet",
    "add_area",
    "allow_window",
    "ask_qr_at_door",
    "ask_window",
    "close_sheet",
    "code_for",
    "decide_entry",
    "deliver_at_window",
    "draw_call_backs",
    "end_master",
    "keep_cod_money",
    "keep_proof",
    "make_batch",
    "make_beat",
    "make_beat_sheets",
    "make_sheet",
    "meet_phone",
    "place_addresses",
    "record_attempt",
    "record_call",
    "redirect_article",
    "revoke_phone",
    "send_back",
    "sync_round",
    "take_claims",
    "verify_remark",
]
