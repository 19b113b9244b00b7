"""What no public source settles about the partner API and its webhooks: ours (operations.md, section 6.3)."""

from typing import TypedDict


class Webhooks(TypedDict):
    answer_within_s: float
    to_this_machine: bool


WEBHOOKS: Webhooks = {
    "answer_within_s": 15.0,  # in all, from the look-up of the name on; Standard Webhooks: 15 to 30
    "to_this_machine": False,
}


class PartnerApi(TypedDict):
    articles_a_minute: int
    rows_at_once: int
    tracked_at_once: int
    labels_at_once: int
    page: int
    most_a_page: int


# Stated in one place and told in headers: the real documents contradict each other (complaint 43).
PARTNER_API: PartnerApi = {
    "articles_a_minute": 20_000,  # booked, asked about or printed, of one customer
    "rows_at_once": 10_000,
    "tracked_at_once": 500,
    "labels_at_once": 200,
    "page": 100,
    "most_a_page": 1_000,
}

# As the API's own document says it.
KEY_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key that signs is not sent: Authorization: Signed apt_live_PREFIX, Apt-Nonce (new each time),"
    " Apt-Timestamp (Unix seconds), Apt-Signature: v1, and the Base64 of HMAC-SHA256, by the key's secret half, over"
    " NONCE.TIMESTAMP.METHOD PATH?QUERY.BODY.",
}
