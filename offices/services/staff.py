"""Invented staff for every office of the directory: people, posts and postings, in sets."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

import numpy as np

from apt.core.clock import ist_date
from apt.core.db import use_case
from offices.models import Office
from offices.rules import Kind
from offices.staffing import plan, write
from offices.staffing.names import region_of

POSTS_SINCE: Final = date(2015, 4, 1)
YEARS_OF_SERVICE: Final = 35
YEARS_AT_POST: Final = 4  # a tenure, after which departmental people move on
VACANT: Final = 0.04
IN_OWN_LETTERS: Final = 0.2


class Loaded(NamedTuple):
    offices: int
    posts: int
    people: int


@use_case
def load_staff(*, seed: int, circle: str, now: datetime, say: Callable[[str], None]) -> Loaded:
    """Plausible people for every open office that has none yet; the same seed on the same directory gives the same.

    Nothing that stands is changed; nobody can sign in with what is written (no password is usable). `circle` limits it
    to the circle whose name begins so, "" means the country. Raises Office.DoesNotExist for an unknown circle.
    """
    write.begin_staffing()
    path = Office.objects.get(kind=Kind.CIRCLE, name__istartswith=circle).path if circle else ""
    offices = write.offices_without_staff(path)
    if not offices:
        return Loaded(0, 0, 0)
    say(f"{len(offices):,} offices without staff")
    posts = _plan_posts(offices, seed)
    draw = np.random.default_rng(seed + 1)
    heads = np.array([post[5] for post in posts])
    filled = np.flatnonzero(heads | (draw.random(len(posts)) >= VACANT))
    say(f"{len(posts):,} posts planned, {len(filled):,} of them filled")
    ids = write.next_ids()
    first = ids["post"]
    write.copy_rows(
        table="offices_post",
        columns=("id", "office_id", "number", "title", "roles", "valid"),
        rows=((first + i, *post[:2], post[2], list(post[3]), f"[{POSTS_SINCE},)") for i, post in enumerate(posts)),
    )
    say("posts written")
    joined, since = _days(draw, len(filled), today=ist_date(now))
    write.copy_rows(
        table="offices_user", columns=_USER_COLUMNS, rows=_people(draw, [posts[i][4] for i in filled], joined, ids)
    )
    say("people written")
    begun = (
        (ids["user"] + i, first + int(place), f"[{day},)")
        for i, (place, day) in enumerate(zip(filled, since, strict=True))
    )
    write.copy_rows(table="offices_posting", columns=("user_id", "post_id", "valid"), rows=begun)
    say("postings written")
    write.refresh_statistics()
    return Loaded(len(offices), len(posts), len(filled))


def _plan_posts(offices: list[tuple[Any, ...]], seed: int) -> list[tuple[Any, ...]]:
    """(office id, number, title, roles, state, is the office's head) of every post."""
    found: list[tuple[Any, ...]] = []
    sizes = plan.sizes([office[1] for office in offices], seed)
    for (pk, kind, delivers, single_handed, state, last), size in zip(offices, sizes.tolist(), strict=True):
        planned = plan.posts_for(kind, size=size, delivers=delivers, single_handed=single_handed)
        found += [
            (pk, last + place, post.title, post.roles, state, place == 1) for place, post in enumerate(planned, start=1)
        ]
    return found


def _days(draw: np.random.Generator, count: int, *, today: date) -> tuple[list[date], list[date]]:
    """When each joined, and since when each holds the post: never before joining, never in the future."""
    served = draw.integers(1, YEARS_OF_SERVICE * 365, count)
    held = np.minimum(served, draw.integers(1, YEARS_AT_POST * 365, count))
    days = [today - timedelta(days=back) for back in range(YEARS_OF_SERVICE * 365 + 1)]
    return [days[back] for back in served.tolist()], [days[back] for back in held.tolist()]


_USER_COLUMNS: Final = (
    "id", "employee_id", "name", "mobile", "joined_on", "password", "is_superuser", "is_active", "is_staff",
    "is_demonstration", "must_change_password", "totp_last_step",
)  # fmt: skip


def _people(
    draw: np.random.Generator, states: list[str], joined: list[date], ids: dict[str, int]
) -> list[tuple[Any, ...]]:
    regions = {state: region_of(state) for state in set(states)}
    one, other = draw.integers(0, 1 << 30, (2, len(states))).tolist()
    own = (draw.random(len(states)) < IN_OWN_LETTERS).tolist()
    mobiles = draw.integers(6_000_000_000, 10_000_000_000, len(states)).tolist()
    found: list[tuple[Any, ...]] = []
    for i, state in enumerate(states):
        region = regions[state]
        given, family = region.given[one[i] % len(region.given)], region.family[other[i] % len(region.family)]
        name = f"{given[0]} {family[0]}"
        if own[i] and given[1]:
            name = f"{name} ({given[1]} {family[1]})"
        found.append(
            (ids["user"] + i, f"{ids['employee'] + i:08d}", name, str(mobiles[i]), joined[i], "!", False, True, False,
             False, True, 0)
        )  # fmt: skip
    return found
