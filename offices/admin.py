"""Offices, people, machines, the roll-out and who saw what, in Django's admin: `offices.reading` says how."""

from typing import TYPE_CHECKING

from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apt.core.clock import now
from apt.core.models import OutboxMessage
from offices import queries, services
from offices.models import (
    AccessRecord,
    Approval,
    Arrangement,
    Course,
    DayFigures,
    Device,
    DirectoryLoad,
    DirectoryRow,
    FiguresDue,
    FiguresMark,
    LiveSession,
    Office,
    OfficeChange,
    PincodeService,
    Post,
    Posting,
    QueueState,
    RecoveryCode,
    Seat,
    Trainer,
    TrainingBatch,
    User,
    Wave,
    WaveDecision,
)
from offices.reading import NATION, PUBLIC, ReadOnlyAdmin, action, show
from offices.rules import Work
from offices.rules.sign_in import Ended

if TYPE_CHECKING:
    from django.db.models import QuerySet


class OfficeAdmin(ReadOnlyAdmin):
    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Model]", search_term: str
    ) -> "tuple[QuerySet[Model], bool]":
        """By code, PIN or name, misspelled or not, as everywhere else."""
        exact, twice = super().get_search_results(request, queryset, search_term)
        if exact is queryset or exact.exists():
            return exact, twice
        return queryset.filter(pk__in=[one.pk for one in queries.offices_matching(search_term, limit=50)]), False


class DeviceAdmin(ReadOnlyAdmin):
    actions = (
        action(
            "revoke_device", _("Nobody works on these machines any more"), Work.MANAGE_PEOPLE,
            lambda row, request: services.revoke_device(device=row, by=request.user, now=now()),
        ),
    )  # fmt: skip


class LiveSessionAdmin(ReadOnlyAdmin):
    actions = (
        action(
            "end_session", _("End these sessions"), Work.MANAGE_PEOPLE,
            lambda row, request: services.end_session(session=row, because=Ended.BY_HAND, by=request.user, now=now()),
        ),
    )  # fmt: skip


show(
    Office, "code name kind pincode district reports_to delivers basis closed_on", finds="code pincode", offices=("",),
    filters="kind basis position_quality", order="code", base=OfficeAdmin,
)  # fmt: skip
show(
    OfficeChange, "office change before after asked_by decided_by at", finds="office__code",
    offices=("office", "before", "after"), at="at", filters="change",
)  # fmt: skip
show(PincodeService, "pincode office valid basis", finds="pincode office__code", offices=("office",))
show(DirectoryLoad, "source loaded_at sha256", offices=PUBLIC)
show(DirectoryRow, "line office faults raw", finds="office__code", offices=PUBLIC, big=True)
show(
    Approval, "id topic office summary made_by made_at decision decided_by", finds="id office__code",
    offices=("office",), personal="payload", at="made_at", filters="decision",
)  # fmt: skip
show(
    AccessRecord, "at user office act subject", finds="subject user__employee_id office__code",
    offices=("office",), at="at", big=True,
)  # fmt: skip
show(DayFigures, "office day whole needs made_at", finds="office__code", offices=("office",), at="day", big=True)
show(FiguresDue, "office day", finds="office__code", offices=("office",))
show(FiguresMark, "source last_id taken_at", offices=NATION)
show(QueueState, "queue waiting oldest_at made_at", offices=NATION)
show(
    User, "employee_id name is_active joined_on left_on", finds="employee_id", people=("pk",), personal="mobile",
    filters="is_active is_staff is_outside",
)  # fmt: skip
show(Post, "office number title roles valid", finds="office__code", offices=("office",))
show(
    Posting,
    "user post__office post__number valid",
    finds="user__employee_id post__office__code",
    offices=("post__office",),
)
show(
    Arrangement, "user kind post__office post__number valid order_number",
    finds="order_number user__employee_id post__office__code", offices=("post__office",), filters="kind",
)  # fmt: skip
show(Wave, "number name opens_on state measured_a_second", finds="number", offices=PUBLIC, filters="state")
show(WaveDecision, "wave state opens_on missing by at", finds="wave__number", offices=PUBLIC, at="at")
show(Course, "code name tier days lasts_days", finds="code", offices=PUBLIC)
show(Trainer, "user tier named_by named_at", finds="user__employee_id", people=("user",))
show(
    TrainingBatch,
    "course office trainer begins_on",
    finds="office__code",
    offices=("office",),
    at="begins_on",
    also=("trainer__user",),
)
show(
    Seat, "batch__office batch__course number user completed_on", finds="user__employee_id", offices=("batch__office",)
)
show(
    Device, "label office registered_by registered_at last_seen_at revoked_at", finds="office__code",
    offices=("office",), base=DeviceAdmin,
)  # fmt: skip
show(
    LiveSession, "user device begun_at ended_at ended_because", finds="user__employee_id", people=("user",),
    at="begun_at", big=True, base=LiveSessionAdmin,
)  # fmt: skip
show(RecoveryCode, "user used_at", finds="user__employee_id", people=("user",))
# The foundation knows no offices; its one table is shown from here.
show(OutboxMessage, "topic ref created_at tries next_at done_at", offices=NATION, at="created_at", big=True)
