"""What can be done with bags. Each step of a bag is one event; the articles in it are moved only at close and open."""

from .errors import answer_error
from .filling import begin_bag, close_bag, delete_bag, reopen_bag
from .moving import cancel_despatch, despatch_bags, receive_bag
from .opening import Opened, open_bag, open_bag_checked, put_back, take_out_of_opened
from .scanning import scan_all_due, scan_codes, scan_into_bag, take_out_of_bag
from .schedules import end_schedule, make_schedule

__all__ = [
    "Opened",
    "answer_error",
    "begin_bag",
    "cancel_despatch",
    "close_bag",
    "delete_bag",
    "despatch_bags",
    "end_schedule",
    "make_schedule",
    "open_bag",
    "open_bag_checked",
    "put_back",
    "receive_bag",
    "reopen_bag",
    "scan_all_due",
    "scan_codes",
    "scan_into_bag",
    "take_out_of_bag",
    "take_out_of_opened",
]
