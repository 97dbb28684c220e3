"""From a stored document to items under review."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from bihuan.plans import UnreadableDocument, read_bytes, read_text
from bihuan.web import journal
from bihuan.web.access.scope import Actor
from bihuan.web.campaigns.models import Plan, PlanItem
from bihuan.web.campaigns.who import Directory
from bihuan.web.config import clock, files

Progress = Callable[[int, int, str], None]
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(【]\s*(?:19|20)\d{2}\s*[〕\]）)】]\s*\d{1,4}\s*号")


def read(actor: Actor, plan_id: int, progress: Progress) -> Plan:
    """Reads plan `plan_id` once, under its row lock; a plan read before is returned as it stands."""
    plan = Plan.objects.select_for_update(no_key=True).get(pk=plan_id)
    if plan.state != Plan.State.UPLOADED:
        return plan
    directory = Directory()
    progress(0, 3, "打开文件")
    try:
        reading = _reading(plan, directory)
    except UnreadableDocument as error:
        return _unreadable(actor, plan, str(error))
    progress(1, 3, "读出条目")
    _keep(plan, reading)
    items = Items(plan, directory).make(reading)
    progress(2, 3, f"存下 {len(items)} 项")
    journal.write(actor, "plan.read", plan, count=sum(i.kind != PlanItem.Kind.MEASURE for i in items))
    return plan


def _reading(plan: Plan, directory: Directory) -> dict[str, Any]:
    data = files.path(plan.sha256).read_bytes()
    names = sorted({name for unit in directory.units for name in (unit.name, unit.short_name)})
    if plan.kind == Plan.Kind.TEXT:
        found = read_text(data.decode(), units=names, today=clock.today())
    else:
        found = read_bytes(data, plan.name, units=names, today=clock.today())
    return found.to_json()


def _unreadable(actor: Actor, plan: Plan, why: str) -> Plan:
    plan.state, plan.trouble = Plan.State.UNREADABLE, why
    plan.save(update_fields=["state", "trouble"])
    journal.write(actor, "plan.unreadable", plan, title=plan.title, why=why)
    return plan


def _keep(plan: Plan, reading: dict[str, Any]) -> None:
    """Keeps the reading whole; the text stands in a column of its own."""
    text = reading["text"]
    number = _NUMBER.search(text[:600])
    plan.text = text
    plan.reading = {key: value for key, value in reading.items() if key != "text"}
    plan.title = (reading["title"] or plan.title)[:200]
    plan.issuer = (reading["issuer"] or "")[:80]
    plan.dated = date.fromisoformat(reading["date"]) if reading["date"] else None
    plan.number = re.sub(r"\s", "", number[0]) if number else ""
    plan.state, plan.reader_version = Plan.State.READ, _reader_version()
    plan.save()


def _reader_version() -> str:
    try:
        return version("bihuan")
    except PackageNotFoundError:
        return "checkout"


class Items:
    """Makes the rows of a reading. Every row keeps what was read in `original`."""

    def __init__(self, plan: Plan, directory: Directory) -> None:
        self.plan, self.directory, self.order = plan, directory, 0

    def make(self, reading: dict[str, Any]) -> list[PlanItem]:
        """Inserts and returns the rows, in document order within each kind."""
        rows = [self._problem(each) for each in reading["problems"]]
        rows += [self._check(each) for each in reading["check_items"]]
        rows += [self._phase(each) for each in reading["phases"]]
        rows += [self._report(each) for each in reading["report_obligations"]]
        rows += [self._quota(each) for each in reading["quotas"]]
        made = PlanItem.objects.bulk_create(rows)
        parents = {row.key: row for row in made}
        measures = [self._measure(m, parents[p["id"]]) for p in reading["problems"] for m in p["measures"]]
        return made + PlanItem.objects.bulk_create(measures)

    def _row(self, kind: str, read: dict[str, Any], text: str, **more: Any) -> PlanItem:
        self.order += 10
        start, end = read["span"]
        row = PlanItem(
            plan=self.plan, key=read["id"], kind=kind, order=self.order, text=text, start=start, end=end,
            no=(read.get("no") or "")[:20], confidence=read.get("confidence", 1.0),
            evidence=list(read.get("evidence", [])), **more,
        )  # fmt: skip
        row.original = row.snapshot()
        return row

    def _who(self, read: dict[str, Any]) -> dict[str, Any]:
        start, end = read.get("body_span") or (None, None)
        same = read.get("differs") == "same"
        return {
            "who": self.directory.tokens(read.get("responsible", ())),
            "category": (read.get("category") or "")[:200],
            "body_text": "" if same else read.get("body_text") or "",
            "body_start": start,
            "body_end": end,
            "differs": read.get("differs") or "",
        }

    def _problem(self, read: dict[str, Any]) -> PlanItem:
        return self._row(
            PlanItem.Kind.PROBLEM, read, read["text"], **self._who(read), lead=self.directory.tokens(read["lead"]),
            persons=[name[:60] for name in read["persons"]], target=read["target"] or "", deadline=read["deadline"],
        )  # fmt: skip

    def _measure(self, read: dict[str, Any], problem: PlanItem) -> PlanItem:
        return self._row(PlanItem.Kind.MEASURE, read, read["text"], parent=problem)

    def _check(self, read: dict[str, Any]) -> PlanItem:
        return self._row(PlanItem.Kind.CHECK_ITEM, read, read["text"], **self._who(read))

    def _phase(self, read: dict[str, Any]) -> PlanItem:
        return self._row(
            PlanItem.Kind.PHASE, read, read["name"], data={"start": read["start"], "end": read["end"]}
        )

    def _report(self, read: dict[str, Any]) -> PlanItem:
        return self._row(PlanItem.Kind.REPORT, read, read["text"], data={"due": read["due"]})

    def _quota(self, read: dict[str, Any]) -> PlanItem:
        data = {key: read[key] for key in ("number", "unit", "per", "bound")}
        return self._row(PlanItem.Kind.QUOTA, read, read["what"], data=data)
