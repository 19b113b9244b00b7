"""What a contract may say, what keys open, what a customer's people may do. Pure."""

from .contracts import (
    Discount,
    DocumentProduct,
    ParcelProduct,
    Payment,
    Scope,
    check_scope,
    circle_of,
    clean_gstin,
    gstin_check_character,
    is_mobile,
)
from .keys import (
    KEY_PATTERN,
    MEMBER_WORKS,
    KeyScope,
    MemberRole,
    MemberWork,
    clean_idempotency_key,
    fingerprint,
    key_digest,
    written_key,
)

__all__ = [
    "KEY_PATTERN",
    "MEMBER_WORKS",
    "Discount",
    "DocumentProduct",
    "KeyScope",
    "MemberRole",
    "MemberWork",
    "ParcelProduct",
    "Payment",
    "Scope",
    "check_scope",
    "circle_of",
    "clean_gstin",
    "clean_idempotency_key",
    "fingerprint",
    "gstin_check_character",
    "is_mobile",
    "key_digest",
    "written_key",
]
