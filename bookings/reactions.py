"""What follows: a replay goes on, chunk by chunk."""

from datetime import datetime

from bookings.services import go_on_with_replay


def replay_tariff(replay_id: str, now: datetime) -> None:
    """One chunk; the next is asked for in its transaction."""
    go_on_with_replay(replay_id=int(replay_id), now=now)
