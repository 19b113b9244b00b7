"""How often somebody may ask in a minute. Counted in Valkey; without it, in this process: a hint, never a fact."""

import logging
import time
from datetime import datetime
from functools import cache
from typing import Any, Final

import redis
from django.conf import settings

WINDOW_S: Final = 60
_PATIENCE_S: Final = 0.2  # nobody's page waits longer for the counter
_REST_S: Final = 5.0  # after a failure it is left alone for so long

log = logging.getLogger(__name__)
_own: dict[str, int] = {}
_own_window = 0
_away_until = 0.0


def seconds_to_wait(*, who: str, cost: int, most: int, now: datetime) -> int:
    """Count `cost` against `who` in this minute: 0 if that stays within `most`, else the seconds until the next."""
    used, left = counted(who=who, cost=cost, now=now)
    return left if used > most else 0


def counted(*, who: str, cost: int, now: datetime) -> tuple[int, int]:
    """Count `cost` against `who`: what that makes in this minute, and the seconds until the next."""
    window, passed = divmod(int(now.timestamp()), WINDOW_S)
    return _count(f"limit:{who}:{window}", cost, window), WINDOW_S - passed


def first_to_say(what: str, *, milliseconds: int) -> bool:
    """Whether nobody said so within this time: of a hundred hints at once, one is enough. Without Valkey nobody is."""
    global _away_until  # noqa: PLW0603
    if time.monotonic() < _away_until:
        return False
    try:
        return bool(_client().set(f"said:{what}", 1, nx=True, px=milliseconds))
    except (redis.RedisError, OSError):
        _away_until = time.monotonic() + _REST_S
        return False


def forget() -> None:
    """Begin anew in this process: for tests."""
    _own.clear()


def _count(key: str, cost: int, window: int) -> int:
    global _away_until  # noqa: PLW0603  # one per process, as the counts are
    if time.monotonic() >= _away_until:
        try:
            pipe = _client().pipeline()
            pipe.incrby(key, cost)
            pipe.expire(key, WINDOW_S)
            return int(pipe.execute()[0])
        except (redis.RedisError, OSError):
            _away_until = time.monotonic() + _REST_S
            log.warning("Questions are counted in each process by itself: Valkey is away.")
    return _count_here(key, cost, window)


def _count_here(key: str, cost: int, window: int) -> int:
    global _own_window  # noqa: PLW0603
    if window != _own_window:
        _own.clear()
        _own_window = window
    _own[key] = _own.get(key, 0) + cost
    return _own[key]


@cache
def _client() -> Any:
    url = settings.REDIS_URL.replace("redis+socket://", "unix://")
    return redis.Redis.from_url(url, socket_timeout=_PATIENCE_S, socket_connect_timeout=_PATIENCE_S)
