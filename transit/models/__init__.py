"""Bags, the scans into and out of them, despatches, schedules, sets, and errors charged to other offices."""

from .bags import Bag, BagScan, OpenScan
from .errors import ErrorEntry
from .schedules import Despatch, Schedule, ScheduleStop
from .sets import MailSet, SetDay

__all__ = ["Bag", "BagScan", "Despatch", "ErrorEntry", "MailSet", "OpenScan", "Schedule", "ScheduleStop", "SetDay"]
