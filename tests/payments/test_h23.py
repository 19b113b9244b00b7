"""H23: nothing that the code deletes is a record of money or of what happened."""

import ast

from django.apps import apps
from django.conf import settings

from offices.rules.grants import APPEND_ONLY, NEVER_DELETED
from tests.house.sources import APPS

KEPT = {model.__name__ for model in apps.get_models() if model._meta.db_table in APPEND_ONLY | NEVER_DELETED}


def deleted_models():
    """Names of models of which a queryset is deleted: `Model.objects….delete()`, and how many deletions there are."""
    found, count = set(), 0
    for app in APPS:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "delete":
                    count += 1
                    found |= {one.id for one in ast.walk(node.func.value) if isinstance(one, ast.Name)}
    return found, count


def test_h23_no_deletion_names_a_record_that_is_kept():
    found, count = deleted_models()
    assert count
    assert "BasketDraft" in found, "what forget_baskets drops is seen by this test"
    assert not found & KEPT
