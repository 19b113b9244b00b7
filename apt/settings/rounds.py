"""What no public source settles about codes and rounds: our assumptions (operations.md, section 12)."""

from datetime import timedelta
from typing import TypedDict


class DeliveryOtp(TypedDict):
    digits: int
    max_tries_per_code: int
    max_tries_per_day: int
    valid_until_hour_ist: int
    valid_at_least: timedelta
    older_valid: timedelta
    resends: int
    to_a_mobile_a_day: int
    resend_after: timedelta
    resend_after_at_most: timedelta
    office_times_out: int
    office_at_least: int
    entered_percent: int
    entered_of_at_least: int
    window_valid: timedelta


DELIVERY_OTP: DeliveryOtp = {
    "digits": 6,
    "max_tries_per_code": 3,
    "max_tries_per_day": 5,
    "valid_until_hour_ist": 20,  # end of the delivery shift
    "valid_at_least": timedelta(hours=2),  # a sheet acknowledged late in the day
    "older_valid": timedelta(minutes=2),  # after a resend: the message with the older code may have come late
    # Against the pumping of messages (trust goal D5). The first code of an article out is never refused: it belongs to
    # an article that the office holds in its hands.
    "resends": 2,  # an article a day; then the window
    "to_a_mobile_a_day": 5,
    "resend_after": timedelta(seconds=60),  # and twice as long for each that was asked for
    "resend_after_at_most": timedelta(minutes=32),
    "office_times_out": 2,  # codes of an office for each of its articles that had one today
    "office_at_least": 10,  # a small office is not held to it
    "entered_percent": 20,  # fewer of the codes sent were ever entered: an alarm
    "entered_of_at_least": 20,
    "window_valid": timedelta(minutes=30),  # a code that the addressee asks for at the window
}


class DeliveryOffice(TypedDict):
    kept_days: int
    poste_restante_days: int
    call_backs_a_day: int
    letter_offices: dict[str, str]


DELIVERY_OFFICE: DeliveryOffice = {
    "kept_days": 7,  # after the first attempt (operations.md, section 5.1)
    "poste_restante_days": 14,  # ours
    # The returned letter office (RLO) of each circle, code by code: no public list was found. Empty: articles wait.
    "letter_offices": {},
    "call_backs_a_day": 5,  # undelivered addressees whom the postmaster rings (operations.md, section 5.4)
}


class OfflineRounds(TypedDict):
    entries_at_most: int
    heard_within: timedelta
    photo_bytes: int
    signature_bytes: int
    off_land_m: int


# Ours, after trust goal O4: what a postman's phone may send, and how long after it happened.
OFFLINE_ROUNDS: OfflineRounds = {
    "entries_at_most": 100,  # in one message
    "heard_within": timedelta(hours=24),
    "photo_bytes": 2_000_000,
    "signature_bytes": 100_000,
    "off_land_m": 60_000,  # farther from every post office than this, a position lies in the sea or abroad
}


class HonestAttempts(TypedDict):
    far_from_door_m: int
    far_from_office_m: int
    fastest_m_per_s: int
    failures_at_a_spot: int
    spot_m: int
    late: timedelta


# Ours: from here on an attempt is shown to the postmaster with the reason. A flag punishes nobody.
HONEST_ATTEMPTS: HonestAttempts = {
    "far_from_door_m": 300,
    "far_from_office_m": 25_000,  # a rural beat is long
    "fastest_m_per_s": 35,
    "failures_at_a_spot": 5,
    "spot_m": 50,
    "late": timedelta(hours=12),
}


class HonestPatterns(TypedDict):
    articles_guessed: int
    at_least: int
    percent: int
    burst: int
    burst_within: timedelta
    spot_m: int
    doors_of_a_number: int


# Ours: from here on the attempts of a week are shown together, with the question that they ask.
HONEST_PATTERNS: HonestPatterns = {
    "articles_guessed": 3,  # articles with three wrong codes
    "at_least": 5,
    "percent": 10,
    "burst": 10,  # doors; a block of flats may have as many, so it is a question
    "burst_within": timedelta(minutes=10),
    "spot_m": 50,
    "doors_of_a_number": 3,
}
