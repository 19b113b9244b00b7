"""What a bag's manifest lists."""

from dataclasses import dataclass

from bookings.models import Article
from tracking.queries import everything_in
from tracking.rules import Subject
from transit.models import Bag


@dataclass(frozen=True)
class Listed:
    """One line of a manifest: an article, or a bag with what lies in it below."""

    depth: int
    number: str
    article: Article | None
    bag: Bag | None


def manifest_of(bag: Bag) -> list[Listed]:
    """Everything in a closed bag at any depth, bags before their contents. Three queries."""
    inside = everything_in(bag.number)
    articles = Article.objects.select_related("destination").filter(
        number__in=[one.number for one in inside if one.kind == Subject.ARTICLE]
    )
    bags = Bag.objects.select_related("destination").filter(
        number__in=[one.number for one in inside if one.kind == Subject.BAG]
    )
    by_number, bag_by_number = {one.number: one for one in articles}, {one.number: one for one in bags}
    return [Listed(one.depth, one.number, by_number.get(one.number), bag_by_number.get(one.number)) for one in inside]
