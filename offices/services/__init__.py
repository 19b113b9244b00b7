"""What can be done with offices and people."""

from .directory import DIRECTORY, POSITIONS, load_directory
from .people import arrange, create_post, end_arrangement, end_posting, hold_post, open_post, post_person

__all__ = [
    "DIRECTORY",
    "POSITIONS",
    "arrange",
    "create_post",
    "end_arrangement",
    "end_posting",
    "hold_post",
    "load_directory",
    "open_post",
    "post_person",
]
