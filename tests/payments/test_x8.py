"""X8: what was posted stays. SQL and single ORM calls are refused in tests/house/test_promises.py; here is the rest."""

import pytest
from django.contrib import admin
from django.db import IntegrityError, models, transaction

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


def test_x8_the_admin_offers_nothing_that_is_append_only():
    assert admin.site._registry, "the admin's pages are registered"
    offered = {model._meta.db_table for model in admin.site._registry}
    assert not offered & APPEND_ONLY


def test_x8_the_only_floats_are_degrees_and_places_in_a_walk():
    floats = {name for name, field in FIELDS if isinstance(field, models.FloatField)}
    assert floats == {"offices.Office.latitude", "offices.Office.longitude", "deliveries.AddressPlace.place"}
