"""Raising a problem, and giving it a target."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import ProgrammingError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from bihuan.web import journal
from bihuan.web.access import Actor, Refused, require
from bihuan.web.access.roles import ROLES, Reach
from bihuan.web.areas.models import Area, Unit
from bihuan.web.campaigns.models import Campaign, CheckItem
from bihuan.web.campaigns.models.campaign import GATES
from bihuan.web.config import clock
from bihuan.web.config.parameters import amount
from bihuan.web.problems import tags as tagging
from bihuan.web.problems.models import Gate, Problem
from bihuan.web.problems.profiles import DEFAULT_GATES, profile
from bihuan.web.problems.services.base import NotNow, change, store, wanted
from bihuan.web.problems.services.clocks import name_event
from bihuan.web.problems.snapshot import case_of, with_children


@transaction.atomic
def raise_problem(
    actor: Actor,
    *,
    title: str,
    area_code: int,
    text: str = "",
    source: str = Problem.Source.SELF,
    found_by: str = "",
    severity: str = Problem.Severity.NORMAL,
    severity_reason: str = "",
    category: str = "",
    project: str = "",
    tags: Sequence[str] = (),
    remark: str = "",
    higher_level: bool = False,
    profile_key: str = "",
    discovered_on: date | None = None,
    target: str = "",
    deadline: str = "",
    deadline_kind: str = Problem.DeadlineKind.DATED,
    event: str = "",
    event_days: int | None = None,
    event_day_kind: str = "calendar",
    due: date | None = None,
    campaign: Campaign | None = None,
    check_item: CheckItem | None = None,
    origin: Problem | None = None,
    repeat_of: Problem | None = None,
    household_id: int | None = None,
    sweep_asked: bool = False,
) -> Problem:
    """Registers a problem at a place and returns it, numbered, waiting to be dispatched.

    Gates, profile and look-back days come from the campaign, else the defaults. NotNow says what is wrong in the words given.
    """
    require(actor, "problem.raise")
    _at_home(actor, area_code)
    problem = _new(
        actor,
        title=title,
        area_code=area_code,
        discovered_on=discovered_on,
        due=due,
        campaign=campaign,
        profile_key=profile_key,
    )
    given: dict[str, Any] = {
        "text": text.strip(),
        "source": source,
        "found_by": found_by.strip() or f"{actor.unit_name} {actor.name}",
        "severity": severity,
        "severity_reason": severity_reason.strip(),
        "severity_by_id": actor.person_id or None,
        "severity_unit_id": actor.unit_id or None,
        "category": (category.strip() or (check_item.category if check_item else ""))[:40],
        "project": project.strip(),
        "tags": fit_tags(tags),
        "remark": remark.strip(),
        "higher_level": higher_level,
        "target": target.strip(),
        "deadline": deadline.strip(),
        "deadline_kind": deadline_kind,
        "check_item": check_item,
        "origin": origin,
        "repeat_of": repeat_of,
        "household_id": household_id,
        "sweep_asked": sweep_asked,
    }
    for name, value in given.items():
        setattr(problem, name, value)
    if deadline_kind == Problem.DeadlineKind.EVENT:
        name_event(problem, event or deadline, event_days, event_day_kind)
    try:
        with transaction.atomic():
            save_new(problem)
    except ProgrammingError as refused:
        if isinstance(refused.__cause__, InsufficientPrivilege):
            raise Refused(f"{problem.place}的问题不归您登记。请告诉当地的村或乡镇。") from refused
        raise
    journal.write(
        actor, "problem.raised", problem, title=problem.title, **({"origin": origin.number} if origin else {})
    )
    propose_repeats(problem)
    return problem


def fit_tags(tags: Sequence[str]) -> list[str]:
    """The tags, each once; NotNow says what is wrong with them."""
    given = list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
    wrong = tagging.faults(given)
    if wrong:
        raise NotNow(wrong)
    return given


def _at_home(actor: Actor, area_code: int) -> None:
    """Villages, teams and townships register what is at their place; the database would also take it elsewhere, as their unit's own."""
    role = ROLES.get(actor.role)
    if role is None or role.writes is not Reach.AREA:
        return
    home = Unit.objects.select_related("area").get(pk=actor.unit_id).area
    if not home.lo <= area_code < home.hi:
        raise Refused(f"{actor.unit_name}登记{home}的问题。别处的请告诉当地的村或乡镇。")


def _new(
    actor: Actor,
    *,
    title: str,
    area_code: int,
    discovered_on: date | None,
    due: date | None,
    campaign: Campaign | None,
    profile_key: str,
) -> Problem:
    today = clock.today()
    found = discovered_on or today
    if found > today:
        raise NotNow(f"发现日期 {found} 还没有到，请填实际发现的日子。")
    if due and due < found:
        raise NotNow(f"时限 {due} 早于发现日期 {found}，请核对。")
    key = profile_key or (campaign.profile if campaign else "general")
    profile(key)
    return Problem(
        number=next_number(),
        title=wanted(title, "是什么问题"),
        area_code=area_code,
        place=place_words(area_code),
        units=[actor.unit_id],
        profile=key,
        campaign=campaign,
        **_look_backs(campaign),
        discovered_on=found,
        first_due=due,
        due=due,
        raised_by_id=actor.person_id or None,
        raised_unit_id=actor.unit_id,
        raised_at=clock.now(),
        version=0,
    )


def _look_backs(campaign: Campaign | None) -> dict[str, Any]:
    """The campaign's rule of looking back, kept on the problem as it was when it was raised."""
    if campaign is None:
        return {"look_back_days": amount("look_back_days"), "look_back_count": amount("look_back_quarters")}
    return {
        "look_back_rule": campaign.lookback_rule,
        "look_back_days": campaign.lookback_days,
        "look_back_count": campaign.lookback_count,
        "look_back_severe": campaign.lookback_severe,
        "look_back_reason": campaign.lookback_reason,
    }


def propose_repeats(problem: Problem) -> int:
    """Asks the door what the problem just registered may be the same as; how many proposals it wrote. Nothing else changes by it."""
    with connection.cursor() as cursor:
        cursor.execute("select door_propose_repeats(%s, %s)", [problem.pk, amount("look_back_year_days")])
        return int(cursor.fetchone()[0])


def save_new(problem: Problem) -> None:
    """Saves a new problem with its gates and derives its state."""
    problem.save()
    gates = problem.campaign.gates if problem.campaign and problem.campaign.gates else DEFAULT_GATES
    for kind in sorted(gates, key=list(GATES).index):
        words = problem.campaign.gate_words.get(kind, "") if problem.campaign else ""
        Gate.objects.create(problem=problem, kind=kind, order=list(GATES).index(kind), words=words)
    store(problem, case_of(with_children(Problem.objects.all()).get(pk=problem.pk)))


def next_number() -> str:
    """The next number of this year, 2026-0415; gaps are allowed."""
    year = clock.today().year
    with connection.cursor() as cursor:
        cursor.execute("select door_next_number(%s)", [f"problem_{year}"])
        return f"{year}-{cursor.fetchone()[0]:04d}"


def place_words(area_code: int) -> str:
    """望岭乡 石坳口村, 望岭乡, or 全县; NotNow for a code that is no area of today."""
    area = Area.objects.select_related("parent").filter(code=area_code, valid_to=None).first()
    if area is None:
        raise NotNow(f"没有代码为 {area_code} 的地方，请从列出的乡镇和村里选。")
    if area.level == Area.Level.COUNTY:
        return "全县"
    return f"{area.parent} {area}" if area.level == Area.Level.VILLAGE and area.parent else str(area)


@transaction.atomic
def set_target(actor: Actor, problem: Problem | int, target: str, *, version: int | None = None) -> Problem:
    """Sets what must be reached; allowed until the gate "up to standard" was decided."""
    work = change(actor, problem, "problem.assign", version)
    gate = work.case.gate("up_to_standard")
    if gate and gate.done:
        raise NotNow("“成效达标”一关已经核验，目标不能再改。")
    work.problem.target = wanted(target, "成效目标")
    return work.done("problem.target_set", target=work.problem.target)
