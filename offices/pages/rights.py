"""Who can do what: the table of roles, and what the database really grants beside what is declared.

For all staff: who holds which power over whom is no secret inside the house (trust goal H11). It names no person.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from offices.access import StaffRequest, on_any_duty
from offices.queries import TableRights, database_role, rights_of_this_role
from offices.rules import ROLES, WORK_NAMES, Kind, Reach, Role, Work
from offices.rules.grants import Verb


@require_GET
@on_any_duty
def rights(request: StaffRequest) -> HttpResponse:
    tables, (role, is_superuser) = rights_of_this_role(), database_role()
    context = {
        "works": [WORK_NAMES[work] for work in Work],
        "roles": [_role(one) for one in Role],
        "verbs": list(Verb),
        "tables": [_table(one) for one in tables],
        "drifting": sum(bool(one.drift) for one in tables),
        "database_role": role,
        "is_superuser": is_superuser,
    }
    return render(request, "offices/rights.html", context)


def _role(role: Role) -> dict[str, object]:
    rule = ROLES[role]
    return {
        "name": role.label,
        "kinds": ", ".join(str(kind.label) for kind in Kind if kind in rule.kinds),
        "below": rule.reach == Reach.SUBTREE,
        "works": [work in rule.works for work in Work],
    }


def _table(rights: TableRights) -> dict[str, object]:
    cells = [
        {"can": verb in rights.can, "by_trigger": verb in rights.by_trigger, "drifts": verb in rights.drift}
        for verb in Verb
    ]
    return {"name": rights.table, "cells": cells, "drifts": bool(rights.drift)}
