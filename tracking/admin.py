"""The history of articles and bags, complaints, feeds and webhooks, in Django's admin: `offices.reading` says how."""

from offices.reading import NATION, show
from tracking.models import (
    Complaint,
    Enclosure,
    Endpoint,
    FanOut,
    Feed,
    FeedEntry,
    SandboxArticle,
    SandboxEvent,
    Subscription,
    TrackingEvent,
    WebhookCall,
)

_OF_FEED = ("feed__customer__office",)

show(
    TrackingEvent, "subject_number code happened_at office other_office actor remark", finds="subject_number",
    offices=("office", "other_office"), at="recorded_at", big=True,
)  # fmt: skip
show(
    Enclosure, "inner_number bag_number entered_at left_at lost", finds="inner_number bag_number",
    offices=("entered__office", "entered__other_office", "left__office", "left__other_office"), at="entered_at",
    big=True,
)  # fmt: skip
show(
    Complaint, "number article_number office opened_at outcome answered_at", finds="number article_number office__code",
    offices=("office",), personal="words answer", at="opened_at",
)  # fmt: skip
show(Feed, "customer live last_seq", finds="customer__code", offices=("customer__office",))
show(Subscription, "number feed__customer feed__live", finds="number", offices=_OF_FEED, big=True)
show(FanOut, "event", offices=NATION)
show(FeedEntry, "feed__customer seq articles at", finds="feed__customer__code-seq", offices=_OF_FEED, at="at", big=True)
show(
    Endpoint, "code feed__customer url state made_at failures", finds="code feed__customer__code", offices=_OF_FEED,
    filters="state",
)  # fmt: skip
show(
    WebhookCall, "endpoint__code state tries next_at answer milliseconds", finds="endpoint__code",
    offices=("endpoint__feed__customer__office",), at="next_at", filters="state",
)  # fmt: skip
show(
    SandboxArticle, "number customer life booked_at", finds="number customer__code", offices=("customer__office",),
    at="booked_at",
)  # fmt: skip
show(SandboxEvent, "article code office due_at told", finds="article__number", offices=("article__customer__office",))
