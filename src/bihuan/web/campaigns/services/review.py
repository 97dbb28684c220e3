"""What people do to a plan's items: confirm, change, split, merge, add, drop, use the body's words, map units, undo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bihuan.web.access import Conflict, Refused
from bihuan.web.access.scope import Actor
from bihuan.web.campaigns.models import PlanEdit, PlanItem
from bihuan.web.campaigns.services.editing import ACTIONS, Editing, Kind, State, differs, editing, lock
from bihuan.web.campaigns.who import Directory

__all__ = [
    "ACTIONS",
    "add",
    "change",
    "confirm",
    "confirm_all",
    "drop",
    "map_name",
    "merge",
    "restore",
    "split",
    "undo",
    "use_body",
]
_TEXTS = ("text", "no", "category", "target")
_REVIEWED = (State.CONFIRMED, State.CHANGED, State.ADDED)
DEADLINES = {"immediate": "立行立改", "dated": "限期", "standing": "长期坚持", "event": "事件"}


def confirm(
    actor: Actor, plan_id: int, pk: int, version: int, fields: dict[str, Any] | None = None
) -> PlanItem:
    """Confirms an item, with what was changed in its form; its measures are confirmed with it."""
    with editing(actor, plan_id, "confirm") as change:
        item = change.take(pk, version)
        _write(change, item, fields or {})
        _settle(change, [item])
    return item


def confirm_all(actor: Actor, plan_id: int, above: float) -> int:
    """Confirms every waiting item read with at least this confidence whose units are all known; returns how many."""
    directory = Directory()
    with editing(actor, plan_id, "confirm_all") as change:
        waiting = list(
            change.plan.items.filter(state=State.PENDING, confidence__gte=above).exclude(kind=Kind.MEASURE)
        )
        ready = [item for item in waiting if all(map(directory.known, item.who)) and item.differs != "wholly"]
        _settle(change, [change.keep(item) for item in ready])
    return len(ready)


def change(actor: Actor, plan_id: int, pk: int, version: int, fields: dict[str, Any]) -> PlanItem:
    """Changes an item without confirming it; a confirmed one counts as changed."""
    with editing(actor, plan_id, "change") as edit:
        item = edit.take(pk, version)
        _write(edit, item, fields)
        if item.state in (State.CONFIRMED, State.CHANGED):
            _settle(edit, [item])
    return item


def drop(actor: Actor, plan_id: int, pk: int, version: int) -> PlanItem:
    """Leaves an item out of the campaign; it stays in the list of what was changed."""
    with editing(actor, plan_id, "drop") as edit:
        item = edit.take(pk, version)
        item.state = State.DROPPED
    return item


def restore(actor: Actor, plan_id: int, pk: int, version: int) -> PlanItem:
    """Takes a dropped item back, to be looked at again."""
    with editing(actor, plan_id, "restore") as edit:
        item = edit.take(pk, version)
        item.state = State.PENDING if item.key else State.ADDED
    return item


def use_body(actor: Actor, plan_id: int, pk: int, version: int) -> PlanItem:
    """Makes the body's words the item and keeps the annex row beside them; twice is back again."""
    with editing(actor, plan_id, "body") as edit:
        item = edit.take(pk, version)
        if not item.body_text:
            raise Refused("这一条在正文里没有另一种说法。")
        item.text, item.body_text = item.body_text, item.text
        item.start, item.end, item.body_start, item.body_end = (
            item.body_start,
            item.body_end,
            item.start,
            item.end,
        )
    return item


def split(actor: Actor, plan_id: int, pk: int, version: int, at: int) -> PlanItem:
    """Cuts the item's text after `at` characters; the second part is a new item after it, with the same units."""
    with editing(actor, plan_id, "split") as edit:
        item = edit.take(pk, version)
        first, second = item.text[:at].rstrip("；;，,、 \n"), item.text[at:].lstrip("；;，,、 \n")
        if not first or not second:
            raise Refused("拆开的地方要在文字中间。请把光标放到要拆开的字前面，再按“拆成两条”。")
        made = PlanItem(
            kind=item.kind, parent=item.parent, order=item.order + 1, state=State.ADDED, text=second
        )
        for name in ("category", "no", "persons", "target", "deadline", "data", "confidence", "evidence"):
            setattr(made, name, getattr(item, name))
        made.who, made.lead = list(item.who), list(item.lead)
        made.start, made.end, item.end = _halves(edit.plan.text, item, first, second)
        item.text = first
        edit.put(made)
    return made


def merge(actor: Actor, plan_id: int, pk: int, version: int) -> PlanItem:
    """Joins the item to the one of its kind before it, which is returned; its units are added there."""
    with editing(actor, plan_id, "merge") as edit:
        item = edit.take(pk, version)
        before = _previous(edit, item)
        before.text = (
            f"{before.text.rstrip('；;，,')}；{item.text}"
            if before.text[-1:] not in "。！？"
            else before.text + item.text
        )
        before.who = list(dict.fromkeys([*before.who, *item.who]))
        before.lead = list(dict.fromkeys([*before.lead, *item.lead]))
        before.persons = list(dict.fromkeys([*before.persons, *item.persons]))
        before.end = _joined_end(before, item)
        for measure in list(PlanItem.objects.filter(parent=item)):
            edit.keep(measure).parent = before
        item.state = State.WITHDRAWN
    return before


def add(actor: Actor, plan_id: int, kind: str, start: int, end: int) -> PlanItem:
    """Adds what was selected in the document as an item, before the first that stands after it."""
    with editing(actor, plan_id, "add") as edit:
        words = edit.plan.text[start:end]
        lead = len(words) - len(words.lstrip())
        words = words.strip()
        if kind not in Kind.values or kind == Kind.MEASURE or not 2 <= len(words) <= 4000:
            raise Refused("请先在左边原文里选中 2 到 4000 个字，再按“添为条目”。")
        order = _order_at(edit, kind, start)
        item = PlanItem(
            kind=kind,
            text=words,
            start=start + lead,
            end=start + lead + len(words),
            state=State.ADDED,
            order=order,
        )
        item.data = _EMPTY.get(kind, {})
        edit.put(item)
    return item


def map_name(actor: Actor, plan_id: int, name: str, tokens: Sequence[str]) -> int:
    """Puts the units `tokens` in place of an unknown name wherever it stands; no tokens removes it. Returns how many items."""
    directory, old = Directory(), f"name:{name}"
    if not all(map(directory.known, tokens)):
        raise Refused("选的单位不在单位名录里。请从列出的单位里选。")
    with editing(actor, plan_id, "map") as edit:
        items = [i for i in edit.plan.items.all() if old in i.who or old in i.lead]
        for item in items:
            edit.keep(item)
            item.who, item.lead = _mapped(item.who, old, tokens), _mapped(item.lead, old, tokens)
    return len(items)


def undo(actor: Actor, plan_id: int) -> PlanEdit | None:
    """Undoes the actor's last change that still stands; None when there is none. Conflict where others went on from it."""
    plan = lock(actor, plan_id)
    last = plan.edits.filter(person_id=actor.person_id, undone_by=None, undoes=None).first()
    if last is None:
        return None
    edit = Editing(plan)
    for key, after in last.after.items():
        item = edit.take(int(key))
        if {**item.snapshot(), "edited": None} != {**after, "edited": None}:
            raise Conflict("这一条后来又被改过，不能撤销到从前。请直接修改。")
        for name, value in last.before.get(key, {"state": State.WITHDRAWN}).items():
            setattr(item, name, value)
    edit.save()
    return edit.record(actor, "undo", undoes=last)


def _settle(change: Editing, items: Sequence[PlanItem]) -> None:
    """Marks items as reviewed, and the measures below them."""
    below = PlanItem.objects.filter(parent__in=items, state=State.PENDING).exclude(pk__in=change.taken)
    for item in [*items, *[change.keep(measure) for measure in below]]:
        if item.state != State.ADDED:
            item.state = State.CHANGED if differs(item) else State.CONFIRMED


def _write(change: Editing, item: PlanItem, fields: dict[str, Any]) -> None:
    """Puts the form's values into the item: texts, units, deadline, data, and the words of measures (`measures`)."""
    for name in _TEXTS:
        if name in fields:
            setattr(item, name, str(fields[name]).strip())
    if not item.text:
        raise Refused("内容不能空着。不要这条的话，请按“不要这条”。")
    for name in ("who", "lead", "persons"):
        if name in fields:
            setattr(item, name, [str(each) for each in fields[name]])
    if "kind" in fields and fields["kind"] != item.kind:
        _become(item, fields["kind"])
    if "deadline" in fields:
        item.deadline = _deadline(fields["deadline"])
    if "data" in fields:
        item.data = {**item.data, **fields["data"]}
    _write_measures(change, item, fields.get("measures", {}))


def _write_measures(change: Editing, item: PlanItem, words: dict[str, str]) -> None:
    """Puts changed words into the problem's measures; a measure left empty is dropped."""
    for measure in PlanItem.objects.filter(parent=item, pk__in=words):
        said = words[str(measure.pk)].strip()
        if said != measure.text:
            change.keep(measure)
            measure.text, measure.state = (said, measure.state) if said else (measure.text, State.DROPPED)


_EMPTY: dict[str, dict[str, Any]] = {
    Kind.PHASE: {"start": None, "end": None},
    Kind.REPORT: {"due": {"text": "", "rule": None, "day": None, "date": None}},
    Kind.QUOTA: {"number": 1, "unit": "", "per": "once", "bound": "min"},
}


def _become(item: PlanItem, kind: str) -> None:
    if kind not in Kind.values or Kind.MEASURE in (kind, item.kind):
        raise Refused("不能改成这一种。")
    item.kind = kind
    item.data = {**_EMPTY.get(kind, {}), **item.data}


def _deadline(given: dict[str, Any] | None) -> dict[str, Any] | None:
    """A deadline as the reader writes it; nothing when no words and no day are given."""
    if not given or not (given.get("text") or given.get("date") or given.get("kind")):
        return None
    if given["kind"] not in DEADLINES:
        raise Refused("整改时限要选一种：立行立改、限期、长期坚持或等事件。")
    day = date.fromisoformat(given["date"]).isoformat() if given.get("date") else None
    if given["kind"] == "dated" and not day and not given.get("text"):
        raise Refused("限期整改要写明日期。")
    return {"days": None, "day_kind": None, **given, "date": day}


def _mapped(tokens: list[str], old: str, new: Sequence[str]) -> list[str]:
    found = [each for token in tokens for each in (new if token == old else [token])]
    return list(dict.fromkeys(found))


def _previous(edit: Editing, item: PlanItem) -> PlanItem:
    gone = (State.DROPPED, State.WITHDRAWN)
    rows = edit.plan.items.filter(kind=item.kind, parent=item.parent, order__lte=item.order).exclude(
        pk=item.pk
    )
    found = (
        rows.exclude(state__in=gone)
        .exclude(order=item.order, pk__gt=item.pk)
        .order_by("-order", "-id")
        .first()
    )
    if found is None:
        raise Refused("前面没有同类的条目可以并入。")
    return edit.keep(found)


def _order_at(edit: Editing, kind: str, start: int) -> int:
    rows = edit.plan.items.filter(kind=kind)
    before = rows.filter(start__lt=start).order_by("-start").first()
    if before is not None:
        return before.order + 1
    first = rows.order_by("order").first() or edit.plan.items.order_by("-order").first()
    return (first.order - 1 if first.kind == kind else first.order + 10) if first else 10


def _joined_end(before: PlanItem, item: PlanItem) -> int | None:
    """The end of both together where the second follows the first at once, else of the first alone."""
    if before.end is None or item.start is None or item.end is None or not 0 <= item.start - before.end <= 12:
        return before.end
    return item.end


def _halves(text: str, item: PlanItem, first: str, second: str) -> tuple[int | None, int | None, int | None]:
    """Spans of the second part and the new end of the first, found in the document; None where the words were changed."""
    if item.start is None or item.end is None:
        return None, None, None
    at = text.find(second, item.start, item.end)
    if at < 0:
        return None, None, item.end
    return at, at + len(second), item.start + len(text[item.start : at].rstrip("；;，,、 \n"))
