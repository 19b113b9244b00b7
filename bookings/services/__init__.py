"""What can be done at the counter, in bulk, and with the tariff behind them."""

from .basket import (
    BASKET,
    begin_payment,
    book_at_once,
    keep_typed,
    once_id,
    open_basket,
    pay_basket,
    put_in_basket,
    settle_place,
    take_out,
    undo_take_out,
)
from .bills import bill_contract, bill_due
from .booking import book_articles
from .bulk import claim_batch, work_on_due
from .bulk_book import book_batch, book_chunk
from .bulk_upload import TASK as BULK_TASK
from .bulk_upload import cancel_batch, check_again, upload_batch
from .cancel import CANCEL, allow_cancelling, ask_to_cancel, cancel_article
from .cancel_booked import (
    CANCEL_BOOKED,
    Cancelling,
    ask_to_cancel_booked,
    ask_to_cancel_for_partner,
    cancel_booked_as_decided,
)
from .cod import pay_sender
from .display import make_display_code, pair_display, unpair_displays
from .forget import forget_baskets
from .items import Item, Party, Student, item_of, packed, unpacked
from .moves import change_mobile, move_articles, readdress, turn_back
from .notices import TASK as NOTICE_TASK
from .notices import choose_messages, note_moment, send_due_notices
from .numbers import (
    ARTICLE_SERIES,
    LEGACY_LABEL,
    allow_legacy_label,
    ask_for_legacy_label,
    assign_numbers,
    check_labels,
    give_counter_block,
    issue_blocks,
    register_roll,
    spoil_number,
    take_serials,
)
from .partner_book import Outcome, book_for_partner
from .pickups import ask_for_pickup, settle_pickup
from .ranges import draw_serials, issue_range
from .replay import MAX_DAYS, REPLAY_ASKED, ask_for_replay, go_on_with_replay
from .reprints import count_print
from .taking_over import take_over_articles, take_over_late
from .tariff import (
    APPROVE_TARIFF,
    approve_sheet_as_decided,
    findings,
    load_sheet,
    propose_sheet,
    withdraw_sheet,
)
from .upi import ask_upi, book_paid_basket

__all__ = [
    "APPROVE_TARIFF",
    "ARTICLE_SERIES",
    "BASKET",
    "BULK_TASK",
    "CANCEL",
    "CANCEL_BOOKED",
    "LEGACY_LABEL",
    "MAX_DAYS",
    "NOTICE_TASK",
    "REPLAY_ASKED",
    "Cancelling",
    "Item",
    "Outcome",
    "Party",
    "Student",
    "allow_cancelling",
    "allow_legacy_label",
    "approve_sheet_as_decided",
    "ask_for_legacy_label",
    "ask_for_pickup",
    "ask_for_replay",
    "ask_to_cancel",
    "ask_to_cancel_booked",
    "ask_to_cancel_for_partner",
    "ask_upi",
    "assign_numbers",
    "begin_payment",
    "bill_contract",
    "bill_due",
    "book_articles",
    "book_at_once",
    "book_batch",
    "book_chunk",
    "book_for_partner",
    "book_paid_basket",
    "cancel_article",
    "cancel_batch",
    "cancel_booked_as_decided",
    "change_mobile",
    "check_again",
    "check_labels",
    "choose_messages",
    "claim_batch",
    "count_print",
    "draw_serials",
    "findings",
    "forget_baskets",
    "give_counter_block",
    "go_on_with_replay",
    "issue_blocks",
    "issue_range",
    "item_of",
    "keep_typed",
    "load_sheet",
    "make_display_code",
    "move_articles",
    "note_moment",
    "once_id",
    "open_basket",
    "packed",
    "pair_display",
    "pay_basket",
    "pay_sender",
    "propose_sheet",
    "put_in_basket",
    "readdress",
    "register_roll",
    "send_due_notices",
    "settle_pickup",
    "settle_place",
    "spoil_number",
    "take_out",
    "take_over_articles",
    "take_over_late",
    "take_serials",
    "turn_back",
    "undo_take_out",
    "unpacked",
    "unpair_displays",
    "upload_batch",
    "withdraw_sheet",
    "work_on_due",
]
