"""What is stored of history, and of whom we tell it."""

from .history import Complaint, Enclosure, TrackingEvent
from .outward import Endpoint, FanOut, Feed, FeedEntry, Subscription, WebhookCall
from .sandbox import SandboxArticle, SandboxEvent

__all__ = [
    "Complaint",
    "Enclosure",
    "Endpoint",
    "FanOut",
    "Feed",
    "FeedEntry",
    "SandboxArticle",
    "SandboxEvent",
    "Subscription",
    "TrackingEvent",
    "WebhookCall",
]
