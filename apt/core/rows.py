"""Model instances out of SQL that is written out: for what every request asks.

`Model.objects.raw` finds out at each call which columns came; here the statement is built from the model, once.
"""

import functools
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)


@functools.cache
def columns(model: type[Model], table: str) -> str:
    """The columns of a model, of the table as the statement calls it, in the order that `made` takes.

    Raises TypeError for a model with a field that Django converts as it reads, JSON for one: that must go by Django.
    """
    if converted := [field.name for field in model._meta.concrete_fields if hasattr(field, "from_db_value")]:
        raise TypeError(f"{model.__name__} has fields that only Django can read: {', '.join(converted)}")
    return ", ".join(f'{table}."{field.column}"' for field in model._meta.concrete_fields)


@functools.cache
def names(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


def made(model: type[M], values: Sequence[Any]) -> M:
    """The instance whose `columns` these are."""
    return model.from_db("default", names(model), values)


def made_each(models: Sequence[type[Model]], values: Sequence[Any]) -> list[Any]:
    """The instances whose `columns` follow one another in a row."""
    found, at = [], 0
    for model in models:
        width = len(names(model))
        found.append(made(model, values[at : at + width]))
        at += width
    return found
