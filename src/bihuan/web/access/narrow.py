"""The scope once more as an explicit filter, for the planner's sake; the policy stays what guards.

A policy reads its settings when a statement runs, so PostgreSQL plans without knowing whether they mean two rows or all;
for a small scope it may then walk a whole index for one page. With the same condition in plain figures it does not.
Measured in docs/decisions/0002.
"""

from __future__ import annotations

from typing import TypeVar

from django.db import connection, models
from django.db.models import Q
from psycopg import sql

from bihuan.web.access.models import CaseModel, HouseholdGrant, lent_by
from bihuan.web.access.scope import Scope, Span
from bihuan.web.config import clock

Rows = TypeVar("Rows", bound="models.QuerySet[CaseModel]")
WIDE = 10**6  # a range of a county or more holds everything there is


def narrow(rows: Rows, scope: Scope) -> Rows:
    """Returns the same case rows, asked for in figures; as they are for a scope as wide as a county."""
    span = scope.reads
    if span.width >= WIDE:
        return rows
    return rows.filter(_condition(span, scope.person_id) | _lent(rows.model, scope))


def _condition(span: Span, person_id: int | None) -> Q:
    arms = Q(pk__in=[])
    if span.lo is not None and span.hi is not None:
        arms |= Q(area_code__gte=span.lo, area_code__lt=span.hi)
    if span.areas:
        arms |= Q(area_code__in=span.areas)
    if span.units:
        arms |= Q(units__overlap=list(span.units))
    if span.households and person_id is not None:
        arms |= Q(household_id__in=_households(person_id))
    return arms


def _lent(model: type[CaseModel], scope: Scope) -> Q:
    """Rows lent to the reader's units; nothing for tables and roles where nothing is lent."""
    found = lent_by(model)
    if found is None or scope.role not in found[1].roles or not scope.reads.units:
        return Q(pk__in=[])
    column, lent = found
    with connection.cursor() as cursor:
        ask = sql.SQL("select {} from {} where {} = any(%s)").format(
            *map(sql.Identifier, (lent.key, lent.table, lent.unit))
        )
        cursor.execute(ask, [list(scope.reads.units)])
        return Q(**{f"{column}__in": [row[0] for row in cursor.fetchall()]})


def _households(person_id: int) -> list[int]:
    held = HouseholdGrant.objects.filter(person_id=person_id, valid_from__lte=clock.today())
    return list(held.exclude(valid_to__lt=clock.today()).values_list("household_id", flat=True))
