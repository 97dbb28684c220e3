"""A reviewed plan as labelled data: the shape the reader prints, with what people changed and the document's hash."""

from __future__ import annotations

from typing import Any

from bihuan.web.campaigns.models import Plan, PlanItem
from bihuan.web.campaigns.who import Directory

Kind = PlanItem.Kind


def of(plan: Plan) -> dict[str, Any]:
    """Returns title, text, typed items as people left them, and every edit in order; unit names stand as words."""
    directory = Directory()
    items = [i for i in plan.items.all() if i.live]
    words = {i.pk: _names(i, directory) for i in items}
    problems = [_problem(i, items, words) for i in items if i.kind == Kind.PROBLEM]
    return {
        "sha256": plan.sha256,
        "reader_version": plan.reader_version,
        "title": plan.title,
        "issuer": plan.issuer or None,
        "date": plan.dated.isoformat() if plan.dated else None,
        "text": plan.text,
        "problems": problems,
        "check_items": [_check(i, words) for i in items if i.kind == Kind.CHECK_ITEM],
        "phases": [{"name": i.text, **i.data, **_base(i)} for i in items if i.kind == Kind.PHASE],
        "report_obligations": [
            {"text": i.text, **i.data, **_base(i)} for i in items if i.kind == Kind.REPORT
        ],
        "quotas": [{"what": i.text, **i.data, **_base(i)} for i in items if i.kind == Kind.QUOTA],
        "edits": [_edit(e) for e in plan.edits.order_by("pk")],
    }


def _base(item: PlanItem) -> dict[str, Any]:
    span = [item.start, item.end] if item.start is not None else None
    return {"id": item.key, "span": span, "review": item.state}


def _names(item: PlanItem, directory: Directory) -> dict[str, list[str]]:
    return {
        name: [directory.words(t).partition("（")[0] for t in getattr(item, name)] for name in ("who", "lead")
    }


def _check(item: PlanItem, words: dict[int, dict[str, list[str]]]) -> dict[str, Any]:
    body = [item.body_start, item.body_end] if item.body_start is not None else None
    return {
        **_base(item), "no": item.no or None, "category": item.category or None, "text": item.text,
        "responsible": words[item.pk]["who"], "body_text": item.body_text or None, "body_span": body,
    }  # fmt: skip


def _problem(item: PlanItem, items: list[PlanItem], words: dict[int, dict[str, list[str]]]) -> dict[str, Any]:
    measures = [{"no": m.no or None, "text": m.text, **_base(m)} for m in items if m.parent_id == item.pk]
    more = {"lead": words[item.pk]["lead"], "persons": item.persons, "target": item.target or None}
    return {**_check(item, words), **more, "deadline": item.deadline, "measures": measures}


def _edit(edit: Any) -> dict[str, Any]:
    """One change; people's names stay out of data that leaves the house."""
    return {
        "action": edit.action,
        "at": edit.at.isoformat(),
        "undoes": edit.undoes_id,
        "id": edit.pk,
        "before": edit.before,
        "after": edit.after,
    }
