"""Each role x {own, sister, parent, child, other circle} x every address: no foreign rows; without filters, some."""

import logging
import re
import time

import pytest
from django.db.models import Q
from django.db.models.query import QuerySet

from offices.access import Duty
from offices.rules import Role
from tests.access.matrix import Matrix, addresses
from tests.access.routes import NAMELESS, ROUTES

TABLE = "tests/access/routes.py"


@pytest.fixture(autouse=True)
def _refusals_are_not_news(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="django.request")


ALL_ASKED = re.compile(r"admin:(offices|partners|tracking|payments|bookings|transit|deliveries|core)_\w+")


def test_every_address_has_its_row():
    known = {row.name for row in ROUTES}
    # Each model in Django's admin is asked for by tests/access/test_admin.py, whichever there are.
    named = {name for name, _route in addresses() if name and (name in known or not ALL_ASKED.fullmatch(name))}
    missing = sorted(named - known)
    assert not missing, (
        f"say in ROUTES of {TABLE} who may open these and whose objects they show, one Row each"
        f' (for example Row("{missing[0]}", Work.BOOK)): {missing}'
    )
    assert not known - named, f"remove from ROUTES of {TABLE}: {sorted(known - named)}"
    nameless = {route for name, route in addresses() if not name}
    assert nameless == NAMELESS.keys(), f"name these addresses, or give a reason in NAMELESS of {TABLE}: {nameless}"


def test_nobody_sees_what_is_not_theirs(tree, settings):
    settings.TRACKED_A_MINUTE = 10**9  # one address asks for everything here
    begun = time.process_time()
    matrix = Matrix(tree).run()
    seconds = time.process_time() - begun
    print(f"\naccess: {matrix.cells} cells in {seconds:.1f} s of one core, {len(matrix.faults)} faults")
    assert not matrix.faults, f"{len(matrix.faults)} of {matrix.cells} cells:\n" + "\n".join(matrix.faults[:40])
    assert matrix.cells >= 3_000


OFFICE_FILTERS = {"office", "origin", "destination", "at_office", "postman", "sheet__postman", "sheet__office"}
WALLED = (
    "bookings:receipt",
    "transit:bag",
    "transit:close",
    "deliveries:sheet",
    "deliveries:qr",
    "admin:offices_office",
)


def test_without_the_filter_the_matrix_finds_foreign_rows(tree, monkeypatch):
    """The control: a matrix that passes without the application's filters would prove nothing."""
    kept = QuerySet.filter

    def unfiltered(self: QuerySet, *args: object, **conditions: object) -> QuerySet:
        return kept(self, *args, **{name: value for name, value in conditions.items() if name not in OFFICE_FILTERS})

    monkeypatch.setattr(QuerySet, "filter", unfiltered)
    monkeypatch.setattr(Duty, "reach", lambda self, work, through="": Q())
    monkeypatch.setattr("transit.queries.bag_for_page", lambda number, office: _any_bag(number))
    rows = tuple(row for row in ROUTES if row.name.startswith(WALLED))
    matrix = Matrix(tree)
    through = [[person for person in matrix.people if person.may_open(row)][:2] for row in rows]
    matrix.people = [person for person in matrix.people if any(person in some for some in through)]  # enough to leak
    matrix.run(rows)
    for name in WALLED:
        assert any(f" {name}" in fault for fault in matrix.faults), f"the matrix would not see a leak of {name}"
    assert any("shows what belongs to" in fault for fault in matrix.faults)


def _any_bag(number: str) -> object:
    from transit.models import Bag

    return Bag.objects.filter(number=number).select_related("origin", "destination").first()


def test_access_is_one_query(tree, django_assert_num_queries):
    from apt.core.clock import ist_date, now
    from offices.access import check_duty, get_duty_for
    from offices.rules import Work

    with django_assert_num_queries(1):
        duty = check_duty(get_duty_for(tree.people[Role.INSPECTOR], on=ist_date(now())), Work.READ)
        assert duty.reaches(tree.places["head"].office, Work.READ)
        assert not duty.reaches(tree.places["sister_division"].office, Work.READ)
