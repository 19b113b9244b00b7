"""Writing history (steps of whoever acts), complaints about it, and telling subscribers of it."""

from .complaints import COMPLAINT_UPHELD, answer_complaint, open_complaint
from .corrections import correct_entry
from .endpoints import change_secret, check_address, make_endpoint, send_again, switch_endpoint
from .feeds import FAN_OUT, GATHER_MS, SEND, fan_out, open_feed, relay, subscribe, sweep, tell_after_commit, wake
from .history import Happening, enclose, leave, record_events, record_for_all, release
from .sandbox import Dream, cancel_dream, draw_sandbox_serials, dream
from .secrets import live_secrets
from .sending import send_webhooks

__all__ = [
    "COMPLAINT_UPHELD",
    "FAN_OUT",
    "GATHER_MS",
    "SEND",
    "Dream",
    "Happening",
    "answer_complaint",
    "cancel_dream",
    "change_secret",
    "check_address",
    "correct_entry",
    "draw_sandbox_serials",
    "dream",
    "enclose",
    "fan_out",
    "leave",
    "live_secrets",
    "make_endpoint",
    "open_complaint",
    "open_feed",
    "record_events",
    "record_for_all",
    "relay",
    "release",
    "send_again",
    "send_webhooks",
    "subscribe",
    "sweep",
    "switch_endpoint",
    "tell_after_commit",
    "wake",
]
