"""What follows: a replay goes on, chunk by chunk; a basket that is paid is booked."""

from datetime import datetime

from bookings import services


def replay_tariff(replay_id: str, now: datetime) -> None:
    """One chunk; the next is asked for in its transaction."""
    services.go_on_with_replay(replay_id=int(replay_id), now=now)


def book_paid_basket(ref: str, now: datetime) -> None:
    """A basket was paid by UPI: it books itself. What cannot be booked is left for the reaction that gives it back."""
    services.book_paid_basket(attempt_id=int(ref), now=now)


def pay_sender(ref: str, now: datetime) -> None:
    """Money collected at a door is owed: it goes to whom the article came from."""
    services.pay_sender(collection_id=int(ref), now=now)
