"""Bags, despatches, schedules, sets and errors, in Django's admin: `offices.reading` says how."""

from offices.reading import show
from transit.models import Bag, BagScan, Despatch, ErrorEntry, MailSet, OpenScan, Schedule, ScheduleStop, SetDay

_OF_BAG = ("bag__origin", "bag__destination", "bag__at_office")

show(
    Bag, "number kind origin destination at_office status weight_grams despatched_at", finds="number",
    offices=("origin", "destination", "at_office"), at="begun_at", big=True, filters="status kind",
)  # fmt: skip
show(
    BagScan,
    "inner_number bag__number scanned_at scanned_by",
    finds="inner_number bag__number",
    offices=_OF_BAG,
    at="scanned_at",
    big=True,
)
show(
    OpenScan, "inner_number bag__number listed damaged scanned_at scanned_by", finds="bag__number",
    offices=_OF_BAG, at="scanned_at", big=True,
)  # fmt: skip
show(
    ErrorEntry, "inner_number bag__number fault found_in charged_to found_at answer", finds="inner_number bag__number",
    offices=("found_in", "charged_to"), at="found_at", filters="fault answer",
)  # fmt: skip
show(Schedule, "code name conveyance office ended_at", finds="code office__code", offices=("office",))
show(
    ScheduleStop, "schedule__code position office arrives_minute departs_minute", finds="schedule__code office__code",
    offices=("schedule__office", "office"),
)  # fmt: skip
show(
    Despatch,
    "number office schedule departs_at made_by cancelled_at",
    finds="number",
    offices=("office",),
    at="made_at",
    big=True,
)
show(MailSet, "code office begins_minute ends_minute ended_at", finds="code office__code", offices=("office",))
show(SetDay, "office mail_set__code on opened_at closed_at", finds="office__code", offices=("office",), at="on")
