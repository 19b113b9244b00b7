"""X8: what was posted stays. SQL and single ORM calls are refused in tests/house/test_promises.py; here is the rest."""

import pytest
from django.contrib import admin
from django.db import IntegrityError, models, transaction
from django.test import RequestFactory

from offices.models import User
from offices.rules.grants import APPEND_ONLY
from tests.house.test_money_fields import FIELDS
from tests.house.test_promises import MODELS

POSTED = ("payments_entry", "payments_journal", "tracking_trackingevent", "offices_accessrecord")


def test_x8_all_four_are_declared_so_that_every_statement_is_tried():
    assert set(POSTED) <= APPEND_ONLY


@pytest.mark.django_db
@pytest.mark.parametrize("table", POSTED)
def test_x8_a_bulk_update_is_refused(table):
    model = MODELS[table]
    field = next(field for field in model._meta.concrete_fields if not field.primary_key)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.bulk_update([model(pk=1)], [field.name])


def test_x8_the_admin_shows_what_is_append_only_and_changes_none_of_it():
    request = RequestFactory().get("/admin/")
    request.user, request.posting = User(is_staff=True, is_superuser=True), None
    shown = [one for model, one in admin.site._registry.items() if model._meta.db_table in APPEND_ONLY]
    assert len(shown) > 20
    for one in shown:
        may = (one.has_add_permission(request), one.has_change_permission(request), one.has_delete_permission(request))
        assert not any(may), one
        assert one.get_actions(request) == {}


def test_x8_the_only_floats_are_degrees_and_places_in_a_walk():
    floats = {name for name, field in FIELDS if isinstance(field, models.FloatField)}
    assert floats == {"offices.Office.latitude", "offices.Office.longitude", "deliveries.AddressPlace.place"}
