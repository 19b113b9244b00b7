"""What a delivery office has to hand out, what a postman carries, what a sync must know."""

from .rounds import (
    doubtful_attempts,
    entries_waiting,
    failed_codes,
    phones_of_office,
    proof_at,
    round_of,
)
from .scene import Scene, earlier_answers, metres_to_post_offices, scene_of
from .sheets import (
    articles_to_deliver,
    beats_of,
    items_of_sheet,
    postmen_of,
    sheets_of_office,
)

__all__ = [
    "Scene",
    "articles_to_deliver",
    "beats_of",
    "doubtful_attempts",
    "earlier_answers",
    "entries_waiting",
    "failed_codes",
    "items_of_sheet",
    "metres_to_post_offices",
    "phones_of_office",
    "postmen_of",
    "proof_at",
    "round_of",
    "scene_of",
    "sheets_of_office",
]
