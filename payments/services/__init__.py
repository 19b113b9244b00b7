"""Writing money: days and shifts begin and end, cash changes hands, journals are posted, contract customers pay; UPI is
asked for, taken in, given back.
"""

from .alarms import close_breach, close_incident, prove, raise_incidents
from .cases import close_case, open_case, recover_case, speak_to_case, take_up_case
from .cash import answer_cash, ask_cash, bring_in_cash, give_cash
from .cod import (
    COD_OWED,
    SentTo,
    answer_hand_in,
    ask_cod_qr,
    check_cod,
    hand_in_cod,
    keep_cod,
    note_carried,
    release_cod,
    return_stale_cod,
    send_cod,
    take_cod,
)
from .contracts import check_funds, take_deposit
from .corrections import CORRECT, answer_notice, ask_to_correct, tell_office_as_approved
from .day import begin_day, end_day
from .defects import fix_defect, note_defect
from .indents import ask_indent, end_indent
from .journal import begin_shift, post_journal
from .notices import LATE, SETTLED, apply_notice, count_refused
from .orders import (
    BOOK_ORDER,
    PAY_ORDER,
    Payee,
    Payer,
    allow_order,
    book_order,
    lapse_orders,
    pay_order,
    refund_order,
    return_order,
)
from .pouches import agree_to_pouch, receive_pouch, send_pouch, take_pouch_back
from .recon import match_settlement, reconcile, upload_settlement
from .refunds import (
    REFUND_DUE,
    REFUND_SUSPENSE,
    give_back,
    raise_refund,
    refund_as_approved,
    refund_from_suspense,
    refund_sale,
    send_again,
    send_refund,
)
from .shifts import UNDO_SHIFT_END, ask_to_undo, end_shift, undo_as_approved, verify_shift
from .short import end_alone
from .stamp_bills import ask_stamps_upi, sell_paid_stamps
from .stock import add_item, bring_in_stamps, count_treasury, sell_stamps, withdraw_item
from .subtotals import sum_up_journals
from .upi import cancel_attempt, mark_booked, open_attempt, release_bill, request_upi, show_qr
from .watch import watch_upi

__all__ = [
    "BOOK_ORDER",
    "COD_OWED",
    "CORRECT",
    "LATE",
    "PAY_ORDER",
    "REFUND_DUE",
    "REFUND_SUSPENSE",
    "SETTLED",
    "UNDO_SHIFT_END",
    "Payee",
    "Payer",
    "SentTo",
    "add_item",
    "agree_to_pouch",
    "allow_order",
    "answer_cash",
    "answer_hand_in",
    "answer_notice",
    "apply_notice",
    "ask_cash",
    "ask_cod_qr",
    "ask_indent",
    "ask_stamps_upi",
    "ask_to_correct",
    "ask_to_undo",
    "begin_day",
    "begin_shift",
    "book_order",
    "bring_in_cash",
    "bring_in_stamps",
    "cancel_attempt",
    "check_cod",
    "check_funds",
    "close_breach",
    "close_case",
    "close_incident",
    "count_refused",
    "count_treasury",
    "end_alone",
    "end_day",
    "end_indent",
    "end_shift",
    "fix_defect",
    "give_back",
    "give_cash",
    "hand_in_cod",
    "keep_cod",
    "lapse_orders",
    "mark_booked",
    "match_settlement",
    "note_carried",
    "note_defect",
    "open_attempt",
    "open_case",
    "pay_order",
    "post_journal",
    "prove",
    "raise_incidents",
    "raise_refund",
    "receive_pouch",
    "reconcile",
    "recover_case",
    "refund_as_approved",
    "refund_from_suspense",
    "refund_order",
    "refund_sale",
    "release_bill",
    "release_cod",
    "request_upi",
    "return_order",
    "return_stale_cod",
    "sell_paid_stamps",
    "sell_stamps",
    "send_again",
    "send_cod",
    "send_pouch",
    "send_refund",
    "show_qr",
    "speak_to_case",
    "sum_up_journals",
    "take_cod",
    "take_deposit",
    "take_pouch_back",
    "take_up_case",
    "tell_office_as_approved",
    "undo_as_approved",
    "upload_settlement",
    "verify_shift",
    "watch_upi",
    "withdraw_item",
]
