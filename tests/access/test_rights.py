"""Who can do what: the page, its drawing, and the database's own word against the declaration."""

import pytest
from django.db import connection
from django.test import Client

from apt.demo.management.commands.draw_rights import page
from offices.models import User
from offices.queries import database_role, rights_of_this_role
from offices.rules import ROLES, WORK_NAMES, Role, Work
from offices.rules.grants import APPEND_ONLY, NEVER_DELETED, Verb
from tests.house.sources import ROOT

ADDRESS = "/staff/rights/"


def test_every_role_and_work_is_named():
    assert ROLES.keys() == set(Role)
    assert WORK_NAMES.keys() == set(Work)
    unused = set(Work) - {work for rule in ROLES.values() for work in rule.works}
    assert not unused, f"no role includes {unused}"


def test_the_drawing_is_as_the_tables_say():
    assert (ROOT / "docs" / "rights.md").read_text(encoding="utf-8") == page(), "make fix"


@pytest.mark.django_db
def test_the_database_grants_what_is_declared():
    found = rights_of_this_role()
    drifting = {one.table: sorted(one.drift) for one in found if one.drift}
    assert not drifting, f"declare in offices/rules/grants.py, or mend the grant or trigger: {drifting}"
    assert {one.table for one in found} >= APPEND_ONLY | NEVER_DELETED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "table", "verbs"),
    [
        ("ALTER TABLE payments_entry DISABLE TRIGGER append_only", "payments_entry",
         {Verb.UPDATE, Verb.DELETE, Verb.TRUNCATE}),
        ("DROP TRIGGER never_deleted ON bookings_article", "bookings_article", {Verb.DELETE, Verb.TRUNCATE}),
    ],
)  # fmt: skip
def test_drift_is_seen(client: Client, world, statement, table, verbs):
    """The control: with a trigger off, the comparison says so, and so does the page."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert {one.table: one.drift for one in rights_of_this_role() if one.drift} == {table: verbs}
    client.force_login(world.clerk)
    assert "1 table differs from what is declared." in client.get(ADDRESS).content.decode()


@pytest.mark.django_db
def test_a_lesser_role_is_told_apart():
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE ROLE apt_reader NOLOGIN; GRANT SELECT ON bookings_sale TO apt_reader; SET ROLE apt_reader"
        )
        try:
            assert database_role() == ("apt_reader", False)
            found = {one.table: one for one in rights_of_this_role()}
        finally:
            cursor.execute("RESET ROLE")
    assert found["bookings_sale"].can == {Verb.SELECT}
    assert found["bookings_sale"].drift == {Verb.INSERT}
    assert found["bookings_article"].can == set()


def test_the_page_shows_both_tables(client: Client, world, django_assert_max_num_queries):
    client.force_login(world.clerk)
    with django_assert_max_num_queries(6):
        text = client.get(ADDRESS).content.decode()
    for role in Role:
        assert str(role.label) in text
    assert "refused by trigger" in text
    assert "All tables are as declared." in text
    assert ("data-superuser" in text) == database_role()[1]


def test_the_page_is_for_whoever_holds_a_post(client: Client, world):
    assert client.get(ADDRESS)["Location"].startswith("/staff/sign-in/")
    client.force_login(User.objects.get(pk=world.idle.pk))
    assert client.get(ADDRESS).status_code == 403
