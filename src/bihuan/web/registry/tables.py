"""The lists of households and of members, and how words find them: a number, a whole ID, its last four, the beginning of a name."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from bihuan.engine.identity import of as said_by
from bihuan.engine.identity.plain import VALID, clean
from bihuan.engine.tables import codes
from bihuan.web.access.request import Request
from bihuan.web.accounts.crypto import digest
from bihuan.web.areas.models import Area
from bihuan.web.config import clock
from bihuan.web.registry.models import Household, HouseholdEvent, Member
from bihuan.web.registry.words import EMPTY
from bihuan.web.ui.tables import Column, Filter, Saved, Table
from bihuan.web.ui.words import cn_date

MONITORED = Q(current__monitored_class__isnull=False) & ~Q(current__eliminated=True)
HERE = Q(current__isnull=False)
SEARCH = "户编号、姓名、证件号或后四位"
_LAST4 = re.compile(r"\d{3}[\dXx]")


def places() -> dict[int, str]:
    """Returns code -> 柳溪镇 松湾村 for every village."""
    rows = Area.objects.filter(level="village").select_related("parent")
    return {area.code: f"{area.parent.name if area.parent else ''} {area.name}".strip() for area in rows}


def label(values: Any, key: str | None) -> str:
    """Returns the label of a code, empty for none."""
    return values.label_of(key) if key else ""


def find_members(words: str) -> QuerySet[Member]:
    """Returns the members the words mean: a whole ID (also of 15 figures), its last four, or the beginning of a name."""
    number = clean(words) or ""
    told = said_by(number)
    if told.form in VALID and told.key:
        return Member.objects.filter(Q(id_hash=digest(number)) | Q(who=digest(told.key)))
    if _LAST4.fullmatch(number):
        return Member.objects.filter(last4=digest(number))
    return Member.objects.filter(name__begins=words)


def search_households(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Returns the households the words mean: by number, or by whoever lives in them."""
    if words.isdecimal() and 4 < len(words) < 15:
        return rows.filter(number__begins=words)
    found = Q(pk__in=find_members(words).values("home_id")) | Q(number=words)
    return rows.filter(found)


def _members(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    return rows.filter(pk__in=find_members(words).values("pk"))


def _townships() -> list[tuple[int, str]]:
    return [(a.code, a.name) for a in Area.objects.filter(level="township").order_by("code")]


def _village(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    return rows.filter(area_code=int(code))


def _at_risk(rows: QuerySet[Any], key: str) -> QuerySet[Any]:
    return rows.filter(risks__contains=[key])


def _township(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    return rows.filter(area_code__gte=int(code), area_code__lt=int(code) + 1000)


def standing(home: Household) -> str:
    """What kind of household it is in a few words: 监测对象 突发严重困难户; 脱贫户."""
    version = home.current
    if version is None:
        return home.get_ending_display()
    kind = label(codes.HOUSEHOLD_TYPE, version.household_type)
    monitored = label(codes.MONITORED_CLASS, version.monitored_class)
    if monitored:
        return f"{monitored}{'（风险已消除）' if version.eliminated else ''}"
    return kind or EMPTY


def households(request: Request) -> Table:
    """Households in the reader's reach."""
    names = places()
    open_ = HouseholdEvent.objects.filter(state=HouseholdEvent.State.PROPOSED).values("home_id")
    return Table(
        request,
        Household.objects.select_related("current").defer("current__household_phone", "current__surveyor_phone"),
        (
            Column("head", "户主", value=lambda h: h.head_name or "（没有户主）", sort="head_name", phone="left"),
            Column("number", "户编号", sort="number", phone="right", nowrap=True),
            Column("village", "村", value=lambda h: names.get(h.area_code, ""), sort="area_code"),
            Column("standing", "类别", value=standing, sort="current__monitored_class"),
            Column("risks", "风险", value=lambda h: "、".join(label(codes.RISK, r) for r in h.risks), phone="hide"),
            Column("people", "人口", align="right", sort="people", phone="hide"),
            Column("workers", "劳动力", align="right", sort="workers", phone="hide"),
            Column(
                "since", "情况截至", value=lambda h: cn_date(h.known_to) if h.known_to else "", export="known_to",
                sort="seen_on", phone="hide", nowrap=True,
            ),
        ),
        [
            Filter("township", "乡镇", choices=_townships, apply=_township, phone=True),
            Filter("village", "村", choices=lambda: _villages(request), apply=_village, phone=True),
            Filter("type", "户类型", choices=[(c.key, c.label) for c in codes.HOUSEHOLD_TYPE], apply="current__household_type"),
            Filter("class", "监测类别", choices=[(c.key, c.label) for c in codes.MONITORED_CLASS], apply="current__monitored_class"),
            Filter("risk", "风险", choices=[(c.key, c.label) for c in codes.RISK], apply=_at_risk),
        ],
        [
            Saved("here", "在册", HERE),
            Saved("monitored", "监测对象", HERE & MONITORED),
            Saved("lifted", "脱贫户", HERE & Q(current__household_type="lifted")),
            Saved("open", "有变动待核实", Q(pk__in=open_)),
            Saved("ended", "不在册", Q(current=None) & ~Q(ending="undone")),
        ],
        default_sort="village",
        default_saved="here",
        export_name="户档案",
        search=search_households,
        search_label=SEARCH,
        noun="户",
        row_url=lambda home: reverse("registry:household", args=[home.pk]),
    )  # fmt: skip


def _villages(request: Request) -> list[tuple[int, str]]:
    """The villages of the chosen township, or of the reader's own; a county's list is too long to choose from."""
    rows = Area.objects.filter(level="village").order_by("code")
    chosen = request.GET.get("township", "")
    if chosen.isdecimal() and len(chosen) <= 12:
        return [(a.code, a.name) for a in rows.filter(code__gte=int(chosen), code__lt=int(chosen) + 1000)]
    span = request.scope.reads
    if span.lo is not None and span.hi is not None and span.hi - span.lo <= 1000:
        return [(a.code, a.name) for a in rows.filter(code__gte=span.lo, code__lt=span.hi)]
    asked = request.GET.get("village", "")
    return (
        [(a.code, a.name) for a in rows.filter(code=int(asked))]
        if asked.isdecimal() and len(asked) <= 12
        else []
    )


def age(member: Member) -> int | None:
    """Returns how old somebody is today, by the birth date on record or in the ID; None when neither is known."""
    born = member.current.birth_date or member.current.id_birth_date if member.current else None
    if born is None:
        return None
    today = clock.today()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def members(request: Request) -> Table:
    """People in the households of the reader's reach. IDs and phones are in no list."""
    names = places()
    return Table(
        request,
        Member.objects.select_related("current", "home").defer("current__id_number", "current__phone"),
        (
            Column("name", "姓名", sort="name", phone="left"),
            Column("relation", "与户主关系", value=lambda m: label(codes.RELATION, m.current.relation) if m.current else "", phone="right"),
            Column("sex", "性别", value=lambda m: label(codes.SEX, m.current.sex) if m.current else "", phone="hide"),
            Column("age", "年龄", value=age, align="right", sort="-current__birth_date", phone="hide"),
            Column("labour", "劳动技能", value=lambda m: label(codes.LABOUR, m.current.labour) if m.current else "", phone="hide"),
            Column("schooling", "在校", value=lambda m: label(codes.SCHOOLING, m.current.schooling) if m.current else "", phone="hide"),
            Column("home", "户主", value=lambda m: m.home.head_name, phone="hide"),
            Column("number", "户编号", value="home.number", sort="home__number", nowrap=True, phone="hide"),
            Column("village", "村", value=lambda m: names.get(m.area_code, ""), sort="area_code"),
        ),
        [
            Filter("township", "乡镇", choices=_townships, apply=_township, phone=True),
            Filter("village", "村", choices=lambda: _villages(request), apply=_village),
            Filter("labour", "劳动技能", choices=[(c.key, c.label) for c in codes.LABOUR], apply="current__labour"),
            Filter("schooling", "在校", choices=[(c.key, c.label) for c in codes.SCHOOLING], apply="current__schooling"),
        ],
        [Saved("here", "在册", HERE), Saved("ended", "不在册", Q(current=None))],
        default_sort="village",
        default_saved="here",
        export_name="家庭成员",
        search=_members,
        search_label="姓名、证件号或后四位",
        noun="人",
        row_url=lambda member: reverse("registry:household", args=[member.home_id]),
    )  # fmt: skip


def changes(request: Request) -> Table:
    """Changes seen in exports or recorded by people."""
    names = places()
    State = HouseholdEvent.State
    return Table(
        request,
        HouseholdEvent.objects.select_related("home", "member", "other"),
        (
            Column("kind", "变动", render="registry/cells/change.html", value=lambda e: e.get_kind_display(), sort="kind", phone="left"),
            Column("on", "日期", value=lambda e: cn_date(e.on), export="on", sort="on", phone="right", nowrap=True),
            Column("member", "谁", value=lambda e: e.member.name if e.member else "全户"),
            Column("home", "哪一户", value=lambda e: f"{e.home}　{names.get(e.area_code, '')}"),
            Column("text", "说明", value=_told, phone="hide"),
            Column("state", "状态", value=lambda e: e.get_state_display(), sort="state", phone="hide", nowrap=True),
        ),
        [
            Filter("township", "乡镇", choices=_townships, apply=_township, phone=True),
            Filter("kind", "变动", choices=[(k.value, k.label) for k in HouseholdEvent.Kind], apply="kind"),
        ],
        [Saved("open", "待核实", Q(state=State.PROPOSED)), Saved("recorded", "已记", Q(state=State.RECORDED)), Saved("all", "全部")],
        default_sort="-on",
        default_saved="open",
        export_name="户的变动",
        search=("member__name__begins", "home__number__begins", "home__head_name__begins"),
        search_label="姓名、户主、户编号",
        noun="条",
        row_url=lambda event: reverse("registry:judge", args=[event.pk]),
    )  # fmt: skip


def _told(event: HouseholdEvent) -> str:
    other = f"另一户：{event.other}（{event.other.number}）" if event.other else ""
    return "　".join(part for part in (event.text, other) if part) or "—"
