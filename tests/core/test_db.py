"""Who owns the transaction."""

import pytest
from django.db import transaction

from apt.core.db import outside_transaction, step, use_case


@pytest.mark.django_db
def test_step_outside_use_case_raises(transactional_db):
    @step
    def write():
        return 1

    with pytest.raises(RuntimeError, match="is a step"):
        write()


@pytest.mark.django_db
def test_use_case_refuses_to_be_nested():
    @use_case
    def inner():
        return 1

    @use_case
    def outer():
        return inner()

    assert inner() == 1
    with pytest.raises(RuntimeError, match="durable"):
        outer()


@pytest.mark.django_db
def test_world_is_not_called_inside_a_transaction():
    @outside_transaction
    def call():
        return "answer"

    assert call() == "answer"
    with transaction.atomic(), pytest.raises(RuntimeError, match="after the commit"):
        call()
