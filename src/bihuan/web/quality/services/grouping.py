"""Findings of one check in one township -> one problem that people must put right, by a person's press."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count

from bihuan.web import journal
from bihuan.web.access import Actor, Refused, require
from bihuan.web.areas.models import Area, Unit
from bihuan.web.problems import services as problems
from bihuan.web.problems.models import Finding as Grouped
from bihuan.web.problems.models import Problem
from bihuan.web.quality import checks
from bihuan.web.quality.models import Finding
from bihuan.web.quality.models.finding import NO_SUSPICION, Findings
from bihuan.web.registry.imports.places import county_code

SOURCE = Grouped.Source.QUALITY
NAMED = 20  # findings that the problem's text names; all of them stand behind it
TARGET = "{count} 条逐条核实：属实的在系统改正，下一次导入后比对不再出现；数据无误的说明理由、申请豁免。"


@dataclass(frozen=True)
class Group:
    """A check in a township with its standing findings that no problem stands for yet."""

    check_code: str
    township_code: int
    count: int

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return f"{self.check_code}:{self.township_code}"

    @property
    def label(self) -> str:
        """The check's short title."""
        return checks.label(self.check_code)

    @property
    def severity(self) -> str:
        """错误, 提醒."""
        check = checks.by_code().get(self.check_code)
        return dict(Finding.SEVERITIES)[check.severity] if check else ""


@dataclass(frozen=True)
class Raised:
    """What a press did: new problems, and problems that further findings joined."""

    problems: list[Problem]
    joined: list[Problem]
    findings: int


def groups(suspicions: bool = False) -> list[Group]:
    """Returns what may be raised, the largest first. Suspicions are grounds to look, not faults, and are left out unless asked for."""
    rows = _loose() if suspicions else _loose().filter(NO_SUSPICION)
    counted = rows.order_by().values_list("check_code", "township_code").annotate(n=Count("pk"))
    found = [Group(code, township or county_code(), count) for code, township, count in counted]
    return sorted(found, key=lambda group: (-group.count, group.check_code, group.township_code))


def _loose() -> Findings:
    """Standing, not held to be right, behind no problem."""
    return Finding.objects.not_right().filter(problem=None)


@transaction.atomic
def raise_groups(actor: Actor, keys: Iterable[str], due: date, assign: bool = True) -> Raised:
    """Raises one problem of the profile "data" a group, and dispatches it to the township's unit when `assign`; all of them or none.

    Where an open problem stands for the same check in the same township, the new findings join it. Refused says what is wrong.
    """
    require(actor, "quality.run")
    made = Raised([], [], 0)
    count = 0
    for group in _wanted(keys):
        taken, findings = _raise(actor, group, due, assign)
        (made.problems if taken.new else made.joined).append(taken.problem)
        count += findings
    journal.write(actor, "quality.raised", None, findings=count, problems=len(made.problems))
    return Raised(made.problems, made.joined, count)


def _wanted(keys: Iterable[str]) -> list[Group]:
    there = {group.key: group for group in groups(suspicions=True)}
    chosen = list(dict.fromkeys(keys))
    if not chosen:
        raise Refused("还没有勾选。请勾选要登记成问题的检查和乡镇。")
    missing = [key for key in chosen if key not in there]
    if missing:
        raise Refused(
            f"勾选的 {len(missing)} 组里已经没有要登记的疑点（可能刚有人登记、豁免，或又核查过一次）。请刷新页面再选，这次没有登记。"
        )
    return sorted((there[key] for key in chosen), key=lambda group: group.key)


def _raise(actor: Actor, group: Group, due: date, assign: bool) -> tuple[problems.Taken, int]:
    place = Area.objects.get(code=group.township_code, valid_to=None)
    found = _loose().in_place(place).filter(check_code=group.check_code)
    rows = list(found.order_by("area_code", "household_no", "pk"))
    standing = _standing(group, place)
    reports = [problems.Report(row.key, f"{row.place} {row.who}：{row.sentence}") for row in rows]
    target = TARGET.format(count=len(rows))
    taken = problems.raise_from(
        actor,
        SOURCE,
        [*standing, *reports],
        title=f"{place}：{checks.label(group.check_code)}（{len(rows)} 条）"[:120],
        text=_text(group, rows),
        area_code=group.township_code,
        source=Problem.Source.RULE,
        found_by="数据核查",
        category="数据质量",
        profile_key="data",
        discovered_on=max(row.last_on for row in rows),
        target=target,
        due=due,
    )
    Finding.objects.filter(pk__in=[row.pk for row in rows]).update(problem=taken.problem)
    if taken.new and assign:
        problems.assign(actor, taken.problem, _unit(place), due=due, target=target)
    return taken, len(rows)


def _standing(group: Group, place: Area) -> Sequence[problems.Report]:
    """One finding of the open problem that stands for the group already, so that the new ones join it; none where there is none."""
    rows = Finding.objects.in_place(place).filter(check_code=group.check_code)
    open_ = rows.exclude(problem=None).exclude(problem__state__in=("closed", "routine", "merged"))
    first = open_.order_by("-problem_id").first()
    return [problems.Report(first.key)] if first else []


def _text(group: Group, rows: list[Finding]) -> str:
    check = checks.by_code()[group.check_code]
    named = "；".join(f"{row.place} {row.who}" for row in rows[:NAMED])
    more = f"；等 {len(rows)} 条" if len(rows) > NAMED else ""
    return f"核查 {check.code} {check.label}。{named}{more}。怎么改：{check.remedy}。逐条见“数据核查”。"


def _unit(place: Area) -> Unit:
    """The township's own unit, the office for what is the county's."""
    kind = "office" if place.level == "county" else "township"
    unit = Unit.objects.filter(area=place, kind=kind, closed_on=None).order_by("pk").first()
    if unit is None:
        raise Refused(f"{place}没有可以交办的单位。请去掉“同时交办”，登记后再手工交办。")
    return unit
