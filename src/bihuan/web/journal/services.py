"""Writing and reading lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from bihuan.web.access.scope import Actor
from bihuan.web.config import clock
from bihuan.web.journal import codes
from bihuan.web.journal.models import JournalLine


def line(actor: Actor | None, code: str, obj: models.Model | None, data: dict[str, Any]) -> JournalLine:
    """Returns an unsaved line; KeyError for a code nobody registered."""
    if not codes.known(code):
        raise KeyError(f"经过记录没有代码 {code}：请在所属应用的 journal_codes.py 登记。")
    return JournalLine(at=clock.now(), code=code, data=data, **_who(actor), **_what(obj))


def add(actor: Actor | None, code: str, obj: models.Model | None, data: dict[str, Any]) -> JournalLine:
    """Inserts a line into the current transaction and returns it."""
    return JournalLine.objects.bulk_create([line(actor, code, obj, data)])[0]


def add_many(
    actor: Actor | None, code: str, rows: Sequence[tuple[models.Model, dict[str, Any]]]
) -> list[JournalLine]:
    """Inserts a line for each (object, data) into the current transaction in one statement and returns them in order."""
    return JournalLine.objects.bulk_create([line(actor, code, obj, data) for obj, data in rows])


def about(obj: models.Model) -> list[JournalLine]:
    """Lines about `obj`, newest first."""
    return list(JournalLine.objects.filter(object_type=obj._meta.label_lower, object_id=obj.pk))


def _who(actor: Actor | None) -> dict[str, Any]:
    if actor is None:
        return {}
    return {
        "person_id": actor.person_id or None,
        "person_name": actor.name,
        "unit_id": actor.unit_id or None,
        "unit_name": actor.unit_name,
        "role": actor.role,
        "request_id": actor.request_id,
    }


def _what(obj: models.Model | None) -> dict[str, Any]:
    if obj is None:
        return {}
    return {
        "object_type": obj._meta.label_lower,
        "object_id": obj.pk,
        "area_code": getattr(obj, "area_code", None),
        "units": list(getattr(obj, "units", []) or []),
        "household_id": getattr(obj, "household_id", None),
    }
