"""What payments does when an outbox message of its own arrives."""

from datetime import datetime

from payments import services


def send_refund(ref: str, now: datetime) -> None:
    """Hand a refund to the provider; a repeat after a crash is known there by its reference."""
    services.send_refund(refund_id=int(ref), now=now)
