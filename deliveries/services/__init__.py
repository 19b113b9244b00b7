"""What can be done at the delivery office and at the door."""

from .attempts import record_attempt
from .bulk import deliver_bulk
from .cod import ask_qr_at_door, keep_cod_money
from .codes import OTP_ISSUED, resend_code, resend_sheet_code, send_window_code
from .holding import hold_article
from .judging import code_for
from .masters import add_area, end_master, make_batch, make_beat
from .mobiles import MOBILE, MOBILE_CHANGED, allow_mobile_change, ask_mobile_change, forget_old_number
from .redirection import redirect_article
from .reopening import reopen_attempt
from .returns import close_sheet, send_back, send_to_letter_office
from .rounds import Synced, decide_entry, keep_proof, meet_phone, revoke_phone, sync_round
from .scanning import Scanned, begin_sheet, scan_onto_sheet, take_off_sheet
from .sheets import acknowledge_sheet, make_sheet
from .sorting import make_beat_sheets, place_addresses
from .taking import Answer, Outcome, Taken, take_claims
from .verifying import draw_call_backs, record_call, verify_remark
from .window import WINDOW, Handing, allow_window, ask_qr_at_window, ask_window, deliver_at_window

__all__ = [
    "MOBILE",
    "MOBILE_CHANGED",
    "OTP_ISSUED",
    "WINDOW",
    "Answer",
    "Handing",
    "Outcome",
    "Scanned",
    "Synced",
    "Taken",
    "acknowledge_sheet",
    "add_area",
    "allow_mobile_change",
    "allow_window",
    "ask_mobile_change",
    "ask_qr_at_door",
    "ask_qr_at_window",
    "ask_window",
    "begin_sheet",
    "close_sheet",
    "code_for",
    "decide_entry",
    "deliver_at_window",
    "deliver_bulk",
    "draw_call_backs",
    "end_master",
    "forget_old_number",
    "hold_article",
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
    "reopen_attempt",
    "resend_code",
    "resend_sheet_code",
    "revoke_phone",
    "scan_onto_sheet",
    "send_back",
    "send_to_letter_office",
    "send_window_code",
    "sync_round",
    "take_claims",
    "take_off_sheet",
    "verify_remark",
]
