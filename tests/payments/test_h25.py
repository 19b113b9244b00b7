"""H25: no way in without the checks of the counter; what is entered late is its own kind of entry, by two people."""

import ast

import pytest

from payments import errors
from payments.models import Shift
from payments.services import end_day
from tests.house.sources import APPS, ROOT, calls, name_of, python_files
from tests.world import NOW, nothing_changes

from .days import begun, close, people, sell

EDGES = {"pages", "api", "admin.py", "tasks.py", "reactions.py"}
MAKES = ("create", "bulk_create", "get_or_create", "update_or_create", "bulk_update", "raw", "execute")
# "file: call": why.
WRITES_IN_ITS_EDGE = {
    "deliveries/reactions.py: DeliveryCode.objects.filter.update": "notes that an SMS left; no money, no state",
}
# Who says under which date something lands; a day that has ended takes it from neither.
SAYS_ITS_DATE = {
    "payments/services/stock.py": "a count of stamps belongs to the day that is being ended",
    "bookings/services/partner_book.py": "a partner books at no counter: the date is the server's",
    "bookings/services/bulk_book.py": "a batch is booked under the date of the worker's clock",
}


def past_the_services(path):
    for _call, name in calls(path):
        _, _, last = name.rpartition(".")
        manager = ".objects." in name
        if (last in MAKES and (manager or "cursor" in name)) or (manager and last in ("update", "delete")):
            yield f"{name_of(path)}: {name}"


def test_h25_no_page_api_admin_or_task_writes_past_the_services():
    edges = [path for path in python_files() if EDGES & {*path.relative_to(ROOT).parts}]
    edges = [path for path in edges if name_of(path).split("/")[0] in APPS]
    assert len(edges) > 60
    assert {found for path in edges for found in past_the_services(path)} == WRITES_IN_ITS_EDGE.keys()


def test_h25_the_search_sees_a_write():
    planted = ROOT / "payments/services/pouches.py"  # a service, which may
    assert [one.rpartition(".")[2] for one in past_the_services(planted)] == ["create", "bulk_create"]


def test_h25_no_form_says_under_which_date_something_is_posted():
    says = {
        name_of(path)
        for path in python_files()
        if name_of(path).split("/")[0] in APPS
        for call, name in calls(path)
        if name.endswith(("post_journal", "post_count"))
        for word in call.keywords
        if word.arg in ("business_date", "on") and ast.unparse(word.value) != "None"
    }
    assert says == SAYS_ITS_DATE.keys()


def test_h25_a_day_that_has_ended_takes_nothing_whoever_asks(world):
    staff = people(world)
    shift, day = begun(world)
    sell(shift, "a", 500)
    close(shift, 500, staff.supervisor)
    assert end_day(day=day, by=staff.supervisor, now=NOW) == []
    with nothing_changes(), pytest.raises((errors.NoShift, errors.DayEnded)):
        sell(Shift.objects.select_related("office", "clerk").get(), "late", 500)
