"""What can be done with bags. Each step of a bag is one event; the articles in it are moved only at close and open."""

from .errors import answer_error
from .filling import begin_bag, close_bag, delete_bag, reopen_bag
from .moving import cancel_despatch, despatch_bags, receive_bag, receive_missent
from .opening import Opened, open_bag, open_bag_checked, put_back, take_out_of_opened
from .scanning import scan_all_due, scan_codes, scan_into_bag, take_out_of_bag
from .schedules import end_schedule, make_schedule
from .sets import close_set, end_set, make_set, open_set, relist_office
from .verifying import verify_bag

__all__ = [
    "Opened",
    "answer_error",
    "begin_bag",
    "cancel_despatch",
    "close_bag",
    "close_set",
    "delete_bag",
    "despatch_bags",
    "end_schedule",
    "end_set",
    "make_schedule",
    "make_set",
    "open_bag",
    "open_bag_checked",
    "open_set",
    "put_back",
    "receive_bag",
    "receive_missent",
    "relist_office",
    "reopen_bag",
    "scan_all_due",
    "scan_codes",
    "scan_into_bag",
    "take_out_of_bag",
    "take_out_of_opened",
    "verify_bag",
]
