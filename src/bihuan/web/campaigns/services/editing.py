"""The frame of every change to a plan's items: lock, check, change, keep what was before and after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bihuan.web import journal
from bihuan.web.access import Conflict, Refused, require
from bihuan.web.access.scope import Actor
from bihuan.web.campaigns.models import Plan, PlanEdit, PlanItem
from bihuan.web.config import clock

State, Kind = PlanItem.State, PlanItem.Kind
ACTIONS = {
    "confirm": "确认",
    "confirm_all": "一并确认",
    "change": "修改",
    "split": "拆开",
    "merge": "并入",
    "add": "添加",
    "drop": "不要",
    "restore": "要回来",
    "body": "改用正文",
    "map": "对上单位",
    "undo": "撤销",
}


class Editing:
    """One change in the making: `take` items to change, `put` new ones; saved and recorded at the end."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.before: dict[int, dict[str, Any]] = {}
        self.taken: dict[int, PlanItem] = {}
        self.made: list[PlanItem] = []

    def take(self, pk: int, version: int | None = None) -> PlanItem:
        """Returns the item for change. Conflict where it is newer than `version`; Refused where it is not there."""
        if pk in self.taken:
            return self.taken[pk]
        item = PlanItem.objects.filter(plan=self.plan, pk=pk).first()
        if item is None:
            raise Refused("这一条不在这份方案里。请刷新页面再看。")
        if version is not None and item.version != version:
            raise Conflict("这一条刚被别的同志改过，您的改动没有存。请刷新页面，看过新的内容再改。")
        return self.keep(item)

    def keep(self, item: PlanItem) -> PlanItem:
        """Registers an item already read from the database for change."""
        self.before[item.pk] = item.snapshot()
        self.taken[item.pk] = item
        return item

    def put(self, item: PlanItem) -> PlanItem:
        """Inserts a new item."""
        item.plan = self.plan
        item.save(force_insert=True)
        self.made.append(item)
        return item

    def save(self) -> None:
        """Writes the taken items; an item differs from its reading when any of what people may change does."""
        for item in self.taken.values():
            item.version += 1
            item.edited = differs(item)
        PlanItem.objects.bulk_update(self.taken.values(), [*_COLUMNS, "version"], batch_size=500)

    def record(self, actor: Actor, action: str, undoes: PlanEdit | None = None) -> PlanEdit:
        """Keeps what was before and after."""
        after = {item.pk: item.snapshot() for item in (*self.taken.values(), *self.made)}
        edit = PlanEdit(
            plan=self.plan, action=action, undoes=undoes, before=_keys(self.before), after=_keys(after),
            person_id=actor.person_id, person_name=actor.name, at=clock.now(),
        )  # fmt: skip
        edit.save(force_insert=True)
        journal.write(actor, "plan.edited", self.plan, action=ACTIONS[action], count=len(after))
        return edit


# Columns of the snapshot under the names bulk_update wants.
_COLUMNS = [name.removesuffix("_id") for name in PlanItem.FIELDS]
_REVIEW = ("state", "edited", "order")


def differs(item: PlanItem) -> bool:
    """Whether the item says something else than was read (its review state aside)."""
    now = item.snapshot()
    return any(now[name] != item.original.get(name) for name in now if name not in _REVIEW)


def _keys(rows: dict[int, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {str(pk): row for pk, row in rows.items()}


def lock(actor: Actor, plan_id: int) -> Plan:
    """Returns the plan locked for change; Refused when it is published, unread, or not the actor's to review."""
    require(actor, "plan.review")
    plan = Plan.objects.select_for_update(no_key=True).filter(pk=plan_id).first()
    if plan is None:
        raise Refused("这份方案不在了，或不归您核对。")
    if plan.state == Plan.State.PUBLISHED:
        raise Refused("这份方案已经发布，条目不能再改。要改请在专项行动里发补充通知。")
    if plan.state != Plan.State.READ:
        raise Refused("这份方案还没有读完。请等读完再核对。")
    return plan


@contextmanager
def editing(actor: Actor, plan_id: int, action: str) -> Iterator[Editing]:
    """Locks the plan, yields the change, then saves and records it."""
    change = Editing(lock(actor, plan_id))
    yield change
    if change.taken or change.made:
        change.save()
        change.record(actor, action)
