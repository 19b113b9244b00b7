"""Bags, the scans into and out of them, despatches, schedules, and errors charged to other offices."""

from .bags import Bag, BagScan, OpenScan
from .errors import ErrorEntry
from .schedules import Despatch, Schedule, ScheduleStop

__all__ = ["Bag", "BagScan", "Despatch", "ErrorEntry", "OpenScan", "Schedule", "ScheduleStop"]
