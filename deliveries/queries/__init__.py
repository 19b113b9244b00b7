"""What a delivery office has to hand out, what a postman carries, what a sync must know."""

from .figures import delivered_on
from .past import (
    Undelivered,
    call_backs_of,
    due_back,
    items_to_draw,
    pasts_of,
    to_verify,
    undelivered_at,
)
from .readiness import lacking_beats
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
from .sorting import (
    Placed,
    Sorted,
    address_key,
    batches_on,
    beats_on,
    beats_with_areas,
    last_postmen,
    place_in_beats,
    sort_into_beats,
)

__all__ = [
    "Placed",
    "Scene",
    "Sorted",
    "Undelivered",
    "address_key",
    "articles_to_deliver",
    "batches_on",
    "beats_of",
    "beats_on",
    "beats_with_areas",
    "call_backs_of",
    "delivered_on",
    "doubtful_attempts",
    "due_back",
    "earlier_answers",
    "entries_waiting",
    "failed_codes",
    "items_of_sheet",
    "items_to_draw",
    "lacking_beats",
    "last_postmen",
    "metres_to_post_offices",
    "pasts_of",
    "phones_of_office",
    "place_in_beats",
    "postmen_of",
    "proof_at",
    "round_of",
    "scene_of",
    "sheets_of_office",
    "sort_into_beats",
    "to_verify",
    "undelivered_at",
]
