"""What a delivery office has to hand out, what a postman carries, what a sync must know."""

from .scene import Scene, earlier_answers, metres_to_post_offices, scene_of
from .sheets import (
    articles_to_deliver,
    beats_of,
    items_of_sheet,
    postmen_of,
    sheets_of_office,
    sheets_of_postman,
)

__all__ = [
    "Scene",
    "articles_to_deliver",
    "beats_of",
    "earlier_answers",
    "items_of_sheet",
    "metres_to_post_offices",
    "postmen_of",
    "scene_of",
    "sheets_of_office",
    "sheets_of_postman",
]
