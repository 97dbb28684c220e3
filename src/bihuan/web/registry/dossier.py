"""Everything of one household in one place, for the page and for paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bihuan.engine.tables import HELP, HOUSEHOLD, MEMBER, RISKS, WORK, codes
from bihuan.web.access.models import HouseholdGrant
from bihuan.web.areas.models import Area
from bihuan.web.config import clock
from bihuan.web.config.parameters import all_parameters
from bihuan.web.journal.services import about
from bihuan.web.problems.models import Problem
from bihuan.web.registry import income, papers
from bihuan.web.registry.models import (
    Household,
    HouseholdEvent,
    HouseholdIncome,
    HouseholdVersion,
    Member,
    MemberHealth,
    Visit,
    WorkPlan,
    WorkSpell,
)
from bihuan.web.registry.tables import age, label
from bihuan.web.registry.words import day, decimal, said
from bihuan.web.ui.words import mask_id, mask_phone

LIVING = (
    "unsafe_house",
    "house_area",
    "safe_water",
    "toilet",
    "toilet_works",
    "electricity",
    "road",
    "road_distance",
)
LAND = ("farmland", "forest", "returned_forest", "orchard", "grassland", "water_surface")
INSURED = (
    "resident_insurance",
    "employee_insurance",
    "resident_pension",
    "employee_pension",
    "subsistence",
    "destitute",
)
YEARS, VISITS, CLOSED = 5, 5, ("closed", "merged", "routine")
# Which way a flag is trouble: said in words and marked, so that nobody reads a grey “否”.
TROUBLE = {
    "unsafe_house": True,
    "safe_water": False,
    "toilet": False,
    "toilet_works": False,
    "electricity": False,
    "road": False,
}


@dataclass(frozen=True)
class Line:
    """One person of the household as the page shows it."""

    member: Member
    relation: str
    sex: str
    age: int | None
    number: str
    phone: str
    labour: str
    doing: str
    health: str | None
    insured: str


@dataclass(frozen=True)
class Year:
    """The income of a year in fen. `net` is None when a part of the formula is unknown; `line` is the monitoring line times the heads."""

    year: int
    window: str
    amounts: HouseholdIncome
    net: int | None
    business: int | None
    line: int | None

    @property
    def below(self) -> int | None:
        """Returns by how much the household is under the line, in fen; None when it is not, or nobody knows."""
        if self.net is None or self.line is None or self.net >= self.line:
            return None
        return self.line - self.net


@dataclass
class Dossier:
    """One household."""

    home: Household
    version: HouseholdVersion | None
    place: list[str]
    people: list[Line]
    years: list[Year]
    living: list[tuple[str, str, bool]]
    land: list[tuple[str, str]]
    risks: list[str]
    help: list[tuple[str, str]]
    visits: list[Visit]
    visit_count: int
    problems: list[Problem]
    open_problems: int
    wanted: list[papers.Wanted]
    events: list[HouseholdEvent]
    proposals: list[HouseholdEvent]
    helpers: list[str]
    history: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def kept(self) -> int:
        return sum(each.settled for each in self.wanted)

    @property
    def latest(self) -> Year | None:
        return self.years[-1] if self.years else None


def gather(home: Household, *, whole: bool = False) -> Dossier:
    """Returns the household's dossier as the current scope sees it; `whole`: numbers unmasked, which `unmask` has to allow first."""
    version = (
        home.current
        or HouseholdVersion.objects.filter(home=home, recorded_to=None).order_by("-valid_from").first()
    )
    people = _people(home, whole)
    visits = Visit.objects.filter(home=home, recorded_to=None).order_by("-visit_date", "-pk")
    problems = list(Problem.objects.filter(household_id=home.pk).order_by("-pk"))
    events = list(
        HouseholdEvent.objects.filter(home=home).exclude(state="undone").select_related("member", "other")
    )
    found = Dossier(
        home=home,
        version=version,
        place=_place(home.area_code),
        people=people,
        years=_years(home, len(people)),
        living=_living(version),
        land=[
            (HOUSEHOLD[n].label, said(HOUSEHOLD[n], getattr(version, n)))
            for n in LAND
            if version and getattr(version, n) is not None
        ],
        risks=[label(codes.RISK, getattr(version, n)) for n in RISKS if version and getattr(version, n)],
        help=[
            (HOUSEHOLD[n].label, said(HOUSEHOLD[n], getattr(version, n)))
            for n in HELP
            if version and getattr(version, n)
        ],
        visits=list(visits[:VISITS]),
        visit_count=visits.count(),
        problems=problems,
        open_problems=sum(p.state not in CLOSED for p in problems),
        wanted=papers.wanted(home, version),
        events=[e for e in events if e.state != HouseholdEvent.State.PROPOSED],
        proposals=[e for e in events if e.state == HouseholdEvent.State.PROPOSED],
        helpers=_helpers(home),
    )
    found.history = _history(found)
    return found


def _place(code: int) -> list[str]:
    """Township and village."""
    area = Area.objects.select_related("parent").filter(code=code).first()
    if area is None:
        return []
    return [area.parent.name, area.name] if area.parent else [area.name]


def _people(home: Household, whole: bool) -> list[Line]:
    members = list(Member.objects.filter(home=home).exclude(current=None).select_related("current"))
    members.sort(
        key=lambda m: (
            m.current.relation != "head",
            m.current.relation != "spouse",
            m.current.birth_date or date.max,
            m.pk,
        )
    )
    health = dict(MemberHealth.objects.current().filter(of__in=members).values_list("of_id", "health"))
    spells: dict[str, WorkSpell] = {}
    for spell in WorkSpell.objects.current().filter(home=home).order_by("work_start"):
        spells[spell.id_key or spell.name or ""] = spell
    planned = set(
        WorkPlan.objects.current().filter(home=home, plans_work=True).values_list("id_key", flat=True)
    )
    return [_line(member, health, spells, planned, whole) for member in members]


def _line(
    member: Member,
    health: dict[int, str],
    spells: dict[str, WorkSpell],
    planned: set[str | None],
    whole: bool,
) -> Line:
    now = member.current
    key = now.id_key or now.name or ""
    return Line(
        member=member,
        relation=label(codes.RELATION, now.relation),
        sex=label(codes.SEX, now.sex),
        age=age(member),
        number=now.id_number if whole else mask_id(now.id_number),
        phone=now.phone if whole else mask_phone(now.phone),
        labour=label(codes.LABOUR, now.labour),
        doing=_doing(now, spells.get(key), key in planned),
        health=said(MEMBER["health"], health[member.pk]) if member.pk in health else None,
        insured="；".join(
            f"{MEMBER[n].label}：{said(MEMBER[n], getattr(now, n))}"
            for n in INSURED
            if getattr(now, n) is not None
        ),
    )


def _doing(now: Any, spell: WorkSpell | None, plans: bool) -> str:
    """At school, working where and for how much, planning to go."""
    if now.schooling and now.schooling != "none":
        return label(codes.SCHOOLING, now.schooling)
    if spell is not None and spell.working is not False and spell.work_end is None:
        wage = f"，每月 {decimal(spell.monthly_wage)} 元" if spell.monthly_wage is not None else ""
        return f"{spell.work_county or '外出'}务工{wage}"
    if now.post:
        return f"公益性岗位（{label(codes.POST, now.post)}）"
    if now.work_place:
        return f"{label(codes.WORK_PLACE, now.work_place)}务工"
    if spell is not None and spell.work_end is not None:
        return f"务工到 {said(WORK['work_end'], spell.work_end)}"
    return "计划外出" if plans else ""


def _years(home: Household, heads: int) -> list[Year]:
    rows = HouseholdIncome.objects.current().filter(home=home).order_by("-year")[:YEARS]
    return [_year(row, heads) for row in reversed(rows)]


def _year(row: HouseholdIncome, heads: int) -> Year:
    amounts = {name: getattr(row, name) for name in (*income.PARTS, income.COST)}
    earned, cost = amounts["business_income"], amounts[income.COST]
    value = (
        all_parameters().at("monitoring_line", row.area_code, row.window_to)
        if "monitoring_line" in all_parameters().parameters
        else None
    )
    return Year(
        year=row.year,
        window=f"{day(row.window_from)}到{day(row.window_to)}",
        amounts=row,
        net=income.net(amounts),
        business=earned - cost if earned is not None and cost is not None else None,
        line=value.amount * heads if value is not None and heads else None,
    )


def _living(version: HouseholdVersion | None) -> list[tuple[str, str, bool]]:
    """(label, words, whether it is trouble)."""
    if version is None:
        return []
    return [
        (
            HOUSEHOLD[n].label,
            said(HOUSEHOLD[n], getattr(version, n)),
            n in TROUBLE and getattr(version, n) is TROUBLE[n],
        )
        for n in LIVING
    ]


def _helpers(home: Household) -> list[str]:
    """Who is paired with the household, for those who may see pairings."""
    today = clock.today()
    held = HouseholdGrant.objects.filter(household_id=home.pk, valid_from__lte=today).exclude(
        valid_to__lt=today
    )
    rows = held.select_related("person__unit").defer("person__phone")
    return [f"{grant.person.name} {grant.person.unit.short_name}" for grant in rows]


def _history(found: Dossier) -> list[tuple[str, str, str]]:
    """(when, what, more), newest first: events, what exports changed, what people did."""
    lines: list[tuple[date, str, str]] = [(e.on, _event_words(e), e.text) for e in found.events]
    versions = (
        HouseholdVersion.objects.filter(home=found.home, recorded_to=None)
        .order_by("valid_from")
        .values_list("valid_from", "batch_id", "valid_to")
    )
    for at, batch, _ in versions:
        lines.append((at, "情况按导出更新" if batch else "情况更正", f"第 {batch} 次导入" if batch else ""))
    for line in about(found.home)[:30]:
        if line.code != "household.event":
            lines.append((line.at.astimezone(clock.ZONE).date(), line.text, line.who))
    lines.sort(key=lambda each: each[0], reverse=True)
    return [(f"{at:%Y-%m-%d}", what, more) for at, what, more in lines]


def _event_words(event: HouseholdEvent) -> str:
    who = f"{event.member.name} " if event.member else ""
    other = f"（{event.other} {event.other.number}）" if event.other else ""
    tail = "：不是变动" if event.state == HouseholdEvent.State.DISMISSED else ""
    return f"{who}{event.get_kind_display()}{other}{tail}"
