"""What can be done with offices and people."""

from .approvals import (
    ARRANGE,
    POST_PERSON,
    Topic,
    Topics,
    arrange_as_approved,
    ask_for_approval,
    ask_for_arrangement,
    ask_for_posting,
    decide,
    post_as_approved,
    request_approval,
)
from .audit import record_access
from .directory import DIRECTORY, POSITIONS, load_directory
from .people import (
    arrange,
    create_post,
    end_arrangement,
    end_posting,
    hold_post,
    make_arrangement,
    open_post,
    post_person,
)
from .staff import load_staff

__all__ = [
    "ARRANGE",
    "DIRECTORY",
    "POSITIONS",
    "POST_PERSON",
    "Topic",
    "Topics",
    "arrange",
    "arrange_as_approved",
    "ask_for_approval",
    "ask_for_arrangement",
    "ask_for_posting",
    "create_post",
    "decide",
    "end_arrangement",
    "end_posting",
    "hold_post",
    "load_directory",
    "load_staff",
    "make_arrangement",
    "open_post",
    "post_as_approved",
    "post_person",
    "record_access",
    "request_approval",
]
