"""Writing contract customers, their keys, their people, and what was asked with a key."""

from partners.queries import TERMS

from .contracts import Wanted, ask_for_terms, create_customer, open_contract, terms_as_approved
from .keys import flag_key, make_key, revoke_key
from .people import add_member, change_member, remove_member
from .requests import Kept, begin_request, count_usage, forget_answers, forget_request, keep_answer, note_nonce

__all__ = [
    "TERMS",
    "Kept",
    "Wanted",
    "add_member",
    "ask_for_terms",
    "begin_request",
    "change_member",
    "count_usage",
    "create_customer",
    "flag_key",
    "forget_answers",
    "forget_request",
    "keep_answer",
    "make_key",
    "note_nonce",
    "open_contract",
    "remove_member",
    "revoke_key",
    "terms_as_approved",
]
