"""Instances out of statements that are written out."""

import pytest
from django.db import connection

from apt.core.rows import columns, made
from bookings.models import BasketDraft
from offices.models import Office


@pytest.mark.django_db
def test_made_is_what_the_orm_reads(world):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns(Office, 'o')} FROM offices_office o WHERE id = %s", [world.mysuru.pk])
        office = made(Office, cursor.fetchone())
    stored = Office.objects.get(pk=world.mysuru.pk)
    assert {field.attname: getattr(office, field.attname) for field in Office._meta.concrete_fields} == {
        field.attname: getattr(stored, field.attname) for field in Office._meta.concrete_fields
    }
    assert not office._state.adding


def test_a_model_that_django_converts_is_refused():
    with pytest.raises(TypeError, match="typed"):
        columns(BasketDraft, "draft")
