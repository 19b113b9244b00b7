"""Every model of ours in Django's admin: nobody below READ gets in, a circle sees its own, secrets stay secret."""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.models import BooleanField, CompositePrimaryKey, Model
from django.test import Client, RequestFactory
from django.urls import reverse

from apt.core.clock import ist_date, now
from bookings.models import Article, Parties
from offices.access import get_duty_for
from offices.models import AccessRecord, Device, LiveSession, Office, User
from offices.reading import NATION, PUBLIC, ReadOnlyAdmin, first_key_from, wanted
from offices.rules import ROLES, Kind, Role, Work
from partners.models import ApiKey
from payments.models import Journal
from tests.access.world import MARK, Tree
from tests.house.sources import APPS
from tests.world import statements

OURS = [model for model in apps.get_models() if model._meta.app_label in (*APPS, "core")]
SHOWN = [model for model in OURS if not isinstance(model._meta.pk, CompositePrimaryKey)]  # Django refuses such
READERS = [role for role in Role if Work.READ in ROLES[role].works]
# Written down by hand: what must never stand on a page, whatever the rule in offices/reading.py becomes.
SECRETS = (
    "offices.User.password offices.User.totp_sealed offices.User.totp_last_step offices.RecoveryCode.code_hash "
    "offices.Device.token_hash offices.LiveSession.session_key partners.ApiKey.digest partners.Request.fingerprint "
    "partners.Request.body partners.Request.idempotency_key tracking.Endpoint.secret tracking.Endpoint.old_secret "
    "bookings.DisplayPairing.code_hash bookings.DisplayPairing.token_hash bookings.SmsOptOut.mobile_digest "
    "deliveries.DeliveryCode.mobile_digest deliveries.Proof.content payments.PaymentAttempt.link "
    "bookings.BulkPart.content"
).split()


@pytest.fixture(autouse=True)
def _refusals_are_not_news(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="django.request")


def shown(model: type[Model]) -> ReadOnlyAdmin:
    found = admin.site._registry[model]
    assert isinstance(found, ReadOnlyAdmin)
    return found


def at(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def rows_for(tree: Tree, user: User, model: type[Model]) -> list[Model]:
    request = RequestFactory().get("/admin/")
    request.user = user
    request.posting = get_duty_for(user, on=ist_date(now()))  # type: ignore[attr-defined]
    return list(shown(model).get_queryset(request))


def test_every_model_is_there():
    assert set(SHOWN) == {model for model in admin.site._registry if model._meta.app_label in (*APPS, "core")}
    assert [model.__name__ for model in OURS if model not in SHOWN] == ["BulkRow"]
    for model in SHOWN:
        one = shown(model)
        assert bool(one.offices) or bool(one.people), f"{model.__name__}: say whose these are, or PUBLIC, or NATION"
        assert one.search_fields or not hasattr(model, "number"), f"{model.__name__} is not found by its number"
        for name in one.list_filter:  # else Django would look for every value that there is
            field = model._meta.get_field(str(name))
            assert field.choices or isinstance(field, BooleanField), f"{model.__name__}: no filter by {name}"


def test_no_clerk_and_no_stranger_gets_in(tree):
    pages = [reverse("admin:index"), *(at(model, "changelist") for model in SHOWN)]
    outside = [user for role, user in tree.people.items() if role not in READERS] + [tree.idle]
    for user in outside:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        for page in pages if user is tree.people[Role.CLERK] else pages[:3]:
            assert client.get(page).status_code == 403, f"{user} at {page}"
    assert all(Client().get(page).status_code == 302 for page in pages)
    assert len(outside) == len(Role) - len(READERS) + 1


def nearest_offices(row: Model) -> set[int]:
    """The offices at the end of the fewest foreign keys, whatever the admin's own list of them says."""
    ring: list[Model] = [row]
    for _step in range(4):
        found = {one.pk for one in ring if isinstance(one, Office)}
        if found:
            return found
        ring = [
            getattr(one, field.name)
            for one in ring
            for field in one._meta.concrete_fields
            if field.is_relation and field.related_model is not User and getattr(one, field.name, None) is not None
        ]
    return set()


def test_a_circle_sees_its_own_and_the_directorate_all(tree):
    circle = tree.people[Role.CIRCLE_ADMINISTRATOR]
    inside = set(Office.objects.filter(path__startswith=tree.places["circle"].office.path).values_list("pk", flat=True))
    with_rows = foreign = 0
    for model in SHOWN:
        everything = list(model._default_manager.all())
        mine, one = {row.pk for row in rows_for(tree, circle, model)}, shown(model)
        assert {row.pk for row in rows_for(tree, tree.people[Role.ADMINISTRATOR], model)} <= {r.pk for r in everything}
        if one.offices == PUBLIC:
            assert mine == {row.pk for row in everything}
            continue
        if one.offices == NATION:
            assert not mine, f"{model.__name__} is nobody's in particular, and shown to a circle"
            continue
        if one.people:  # by people: the other circle's are not there
            outsiders = User.objects.exclude(postings__post__office__in=inside).values("pk")
            assert not [row for row in everything if row.pk in mine and getattr(row, "user_id", row.pk) in outsiders]
            continue
        for row in everything[::3]:
            near = nearest_offices(row) | nearest_offices(getattr(row, "schedule", None) or row)
            assert near, f"{model.__name__}: no way to an office"
            assert (row.pk in mine) == bool(near & inside), f"{model.__name__} {row.pk} of {near}"
            foreign += row.pk not in mine
        with_rows += bool(everything)
    assert with_rows > 50
    assert foreign > 80


def test_pages_hold_no_secret_and_no_name(tree):
    """Each list and a row of each, as the Directorate's administrator gets them, who sees most."""
    for model in SHOWN:
        fields = {str(getattr(name, "__name__", name)) for name in shown(model).get_fields(RequestFactory().get("/"))}
        label = f"{model._meta.app_label}.{model.__name__}"
        told = {secret.rpartition(".")[2] for secret in SECRETS if secret.rpartition(".")[0] == label}
        assert not told & fields, f"{label} shows {told & fields}"
        assert not told & {str(getattr(name, "__name__", name)) for name in shown(model).list_display}
    reader, client = tree.people[Role.ADMINISTRATOR], Client()
    client.force_login(reader)
    for model in SHOWN:
        answer = client.get(at(model, "changelist"))
        assert answer.status_code == 200, model
        rows = rows_for(tree, reader, model)
        pages = [answer, *([client.get(at(model, "change", rows[-1].pk))] if rows else [])]
        for page in pages:
            assert page.status_code == 200, model
            if shown(model).personal:
                # Our own people, their phones and companies are named, and what was asked says for whom.
                text = re.sub(
                    r"Keeper Kanari\d\d|phone/\d+/change/\">Kanari\d\d|Kanari\d\d (Ltd|asks)|Zilla\d\d", "",
                    page.content.decode(),
                )  # fmt: skip
                hit = MARK.search(text)
                assert not hit, (model, text[hit.start() - 200 : hit.end()])


def test_a_name_in_full_is_recorded_and_needs_a_fresh_code(tree):
    article = Article.objects.get(number=tree.places["head"].objects["article"])
    client = Client()
    client.force_login(tree.people[Role.INSPECTOR])
    page = at(Parties, "change", article.pk)
    assert "Kanari" not in client.get(page).content.decode()
    assert not AccessRecord.objects.exists()
    assert "Kanari" in client.get(page, {"full": "1"}).content.decode()
    record = AccessRecord.objects.get()
    assert (record.user, record.act) == (tree.people[Role.INSPECTOR], "admin:bookings_parties_change")
    assert record.subject == article.number
    LiveSession.objects.update(stepped_up_at=None)
    answer = client.get(page, {"full": "1"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("offices:step-up"))
    foreign = Article.objects.get(number=tree.places["other_head"].objects["article"])
    assert client.get(at(Parties, "change", foreign.pk), {"full": "1"}).status_code == 404
    assert AccessRecord.objects.count() == 1


@pytest.mark.parametrize("asked", ["password__startswith", "totp_last_step", "mobile__startswith", "live_sessions__pk"])
def test_no_field_is_asked_by_the_address(tree, asked):
    client = Client()
    client.force_login(tree.people[Role.ADMINISTRATOR])
    assert client.get(at(User, "changelist"), {asked: "9"}).status_code in (302, 400)


def test_a_number_is_found_whole_and_only_within_reach(tree):
    client = Client()
    client.force_login(tree.people[Role.CIRCLE_ADMINISTRATOR])
    own, foreign = (tree.places[key].objects["article"] for key in ("head", "other_head"))
    journal = Journal.objects.filter(office=tree.places["head"].office).latest("pk")

    def found(model: type[Model], text: str) -> list[Model]:
        return list(client.get(at(model, "changelist"), {"q": text}).context["cl"].result_list)

    assert [str(one) for one in found(Article, f" {own.lower()} ")] == [own]
    assert found(Article, own[:-2]) == found(Article, foreign) == found(Article, "%") == []
    assert found(Journal, f"{journal.office.code}-{journal.number:06d}") == [journal]
    assert found(Journal, "x-y") == found(Journal, journal.office.code) == []
    assert tree.places["head"].office in found(Office, "Ofice haed")


def test_a_day_is_found_by_the_key(tree):
    office, user = tree.places["head"].office, tree.people[Role.CLERK]
    at_noon = [datetime(2026, 8, day, 6, 30, tzinfo=UTC) for day in (3, 3, 5, 5, 9)]
    keys = [
        AccessRecord.objects.create(at=moment, user=user, office=office, act="x", request_id="r").pk
        for moment in at_noon
    ]  # fmt: skip
    for day, key in ((1, keys[0]), (3, keys[0]), (4, keys[2]), (6, keys[4]), (10, keys[4] + 1)):
        assert first_key_from(AccessRecord, "at", datetime(2026, 8, day, tzinfo=UTC)) == key
    client = Client()
    client.force_login(tree.people[Role.ADMINISTRATOR])

    def found(day: str) -> list[int]:
        listed = client.get(at(AccessRecord, "changelist"), {"day": day}).context["cl"].result_list
        return sorted(row.pk for row in listed)

    assert found("2026-08-03") == keys[:2]
    assert found("2026-08-05") == keys[2:4]
    assert found("2026-08-04") == []
    assert found("nonsense") == found("") == keys


def big_searches() -> Iterator[tuple[type[Model], str]]:
    for model in SHOWN:
        if shown(model).big:
            yield from ((model, name) for name in shown(model).search_fields)


def test_no_big_table_is_searched_without_an_index(tree):
    request = RequestFactory().get("/admin/")
    request.user = tree.people[Role.ADMINISTRATOR]
    request.posting = get_duty_for(request.user, on=ist_date(now()))  # type: ignore[attr-defined]
    scanned = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for model, name in big_searches():
            text = "70000006-1" if "-" in name else "7"
            plan = shown(model).get_queryset(request).filter(**wanted(model, name, text)).explain()
            if f"Seq Scan on {model._meta.db_table}" in plan:
                scanned.append(f"{model.__name__} by {name}")
    assert not scanned


def cost_of(client: Client, model: type[Model]) -> int:
    with statements() as asked:
        client.get(at(model, "changelist"))
    count: Any = asked.count
    return int(count)


def test_one_row_and_more_cost_the_same(tree):
    """The whole country's rows against one division's, for every model of which there are more."""
    few, many = Client(), Client()
    few.force_login(tree.people[Role.INSPECTOR])
    many.force_login(tree.people[Role.ADMINISTRATOR])
    compared = 0
    for model in SHOWN:
        one, all_of_them = (
            len(rows_for(tree, tree.people[role], model)) for role in (Role.INSPECTOR, Role.ADMINISTRATOR)
        )
        if 0 < one < all_of_them and shown(model).list_select_related:
            compared += 1
            assert cost_of(few, model) == cost_of(many, model), model
    assert compared > 30


def test_the_few_writes_call_services_within_the_duty(tree):
    moment = now()
    head, other = (tree.places[key].office for key in ("head", "other_head"))
    made = [
        Device.objects.create(
            office=office, label="x", token_hash=office.code, registered_by=tree.idle, registered_at=moment
        )
        for office in (head, other)
    ]  # fmt: skip
    client = Client()
    client.force_login(tree.people[Role.INSPECTOR])
    asked = {"action": "revoke_device", "_selected_action": [one.pk for one in made]}
    client.post(at(Device, "changelist"), asked)
    assert [Device.objects.get(pk=one.pk).revoked_at is None for one in made] == [False, True]
    record = AccessRecord.objects.get()
    assert (record.act, record.user) == ("admin:revoke_device", tree.people[Role.INSPECTOR])
    client.force_login(tree.people[Role.AUDITOR])  # reads, and writes nothing
    Device.objects.update(revoked_at=None)
    client.post(at(Device, "changelist"), asked)
    key = ApiKey.objects.filter(customer__office=head, revoked_at=None).first()
    assert key
    client.post(at(ApiKey, "changelist"), {"action": "revoke_key", "_selected_action": [key.pk]})
    assert not Device.objects.filter(revoked_at__isnull=False).exists()
    assert AccessRecord.objects.count() == 1
    client.force_login(tree.people[Role.DIVISIONAL_HEAD])
    client.post(at(ApiKey, "changelist"), {"action": "revoke_key", "_selected_action": [key.pk]})
    assert ApiKey.objects.get(pk=key.pk).revoked_by == tree.people[Role.DIVISIONAL_HEAD]
    session = LiveSession.objects.get(user=tree.people[Role.AUDITOR], ended_at=None)
    client.post(at(LiveSession, "changelist"), {"action": "end_session", "_selected_action": [session.pk]})
    assert LiveSession.objects.get(pk=session.pk).ended_at


def test_the_tree_has_the_kinds_that_are_asked_about(tree):
    assert {tree.home(role).office.kind for role in READERS} == {Kind.DIRECTORATE, Kind.CIRCLE, Kind.DIVISION}


@pytest.mark.parametrize("superuser", [False, True])
def test_nothing_else_is_written(tree, superuser):
    for user in (*tree.people.values(), tree.idle):
        user.is_superuser = superuser
        request = RequestFactory().get("/admin/")
        request.user, request.posting = user, None  # type: ignore[attr-defined]
        for model in SHOWN:
            one = shown(model)
            for may in (one.has_add_permission, one.has_change_permission, one.has_delete_permission):
                assert not may(request), f"{model.__name__}: changes come by services, not by the admin"
            assert one.get_actions(request) == {}
            assert one.view_on_site is False
