"""Money is integer paise, in every column that holds any."""

import re

from django.apps import apps
from django.db import models

from tests.house.sources import APPS

MONEY = re.compile(
    r"(^|_)(paise|amount|price|rupees?|total|fee|tax|gst|balance|cash|postage|charges?|refund|paid|due)(_|$)"
)
MONEY_APPS = ("payments", "bookings", "partners")
FIELDS = [
    (f"{model._meta.label}.{field.name}", field)
    for model in apps.get_models()
    if model._meta.app_label in (*APPS, "core")
    for field in model._meta.concrete_fields
]


def test_paise_are_whole_numbers_of_64_bits():
    paise = [(name, field) for name, field in FIELDS if name.endswith(("_paise", ".paise"))]
    assert paise
    wrong = [name for name, field in paise if type(field) is not models.BigIntegerField]
    assert not wrong, f"money is a BigIntegerField of paise: {wrong}"


def test_no_money_in_fractions():
    inexact = (models.FloatField, models.DecimalField)
    wrong = [name for name, field in FIELDS if isinstance(field, inexact) and MONEY.search(field.name)]
    assert not wrong, f"money is integer paise, in a field named ..._paise: {wrong}"


def test_a_number_in_a_money_app_says_its_unit():
    """`total` could be rupees or paise; `total_paise` cannot."""
    wrong = [
        name
        for name, field in FIELDS
        if isinstance(field, models.IntegerField)
        and not field.is_relation
        and name.split(".")[0] in MONEY_APPS
        and MONEY.search(field.name)
        and not field.name.endswith("paise")
    ]
    assert not wrong, f"name the unit (..._paise): {wrong}"
