"""Offices, the directory they came from, PINs; people, posts, arrangements; sign-in; approvals; roll-out, training."""

from .approvals import AccessRecord, Approval
from .changes import OfficeChange
from .figures import DayFigures, FiguresDue, FiguresMark, QueueState
from .office import DirectoryLoad, DirectoryRow, Office, PincodeService
from .people import Arrangement, Post, Posting, User, UserManager
from .rollout import Course, Seat, Trainer, TrainingBatch, Wave, WaveDecision
from .sign_in import Device, LiveSession, RecoveryCode

__all__ = [
    "AccessRecord",
    "Approval",
    "Arrangement",
    "Course",
    "DayFigures",
    "Device",
    "DirectoryLoad",
    "DirectoryRow",
    "FiguresDue",
    "FiguresMark",
    "LiveSession",
    "Office",
    "OfficeChange",
    "PincodeService",
    "Post",
    "Posting",
    "QueueState",
    "RecoveryCode",
    "Seat",
    "Trainer",
    "TrainingBatch",
    "User",
    "UserManager",
    "Wave",
    "WaveDecision",
]
