"""By what the lists of problems are narrowed. Each filter is one condition on an indexed column or one Exists over children.

Choices are read once a page: places, units, items and campaigns, four queries however many problems there are.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from bihuan.web.access import Actor
from bihuan.web.access.request import Request
from bihuan.web.access.roles import ROLES, Reach
from bihuan.web.accounts.models import Person
from bihuan.web.areas.models import Area, Unit
from bihuan.web.campaigns.models import Campaign, CheckItem
from bihuan.web.campaigns.models.campaign import PROFILES
from bihuan.web.config.parameters import amount
from bihuan.web.database.built import built_once
from bihuan.web.problems.forms.raising import item_words
from bihuan.web.problems.lines import Item
from bihuan.web.problems.models import Assignment, Extension, Problem
from bihuan.web.problems.states import STATES
from bihuan.web.problems.states.derive import WAITS
from bihuan.web.problems.states.marks import HANDED_IN
from bihuan.web.ui.tables import Filter

Rows = QuerySet[Any]
YES = [("yes", "是"), ("no", "否")]
LATENESS = [
    ("now", "现在逾期"),
    ("near", "近期到期"),
    ("handed", "晚交过"),
    ("extended", "延过期"),
    ("asked", "延期待批"),
]
STAGES = [
    ("dispatched", "已交办"),
    ("put_right", "报了完成"),
    ("verified", "核验过整改到位"),
    ("closed", "已销号"),
]
MARKED = [("returned", "退回过"), ("fell_back", "回头看又发现")]
SMALL = (Unit.Kind.VILLAGE, Unit.Kind.TEAM)


def filters_of(request: Request) -> tuple[Filter, ...]:
    """Returns the filters of a list, the common ones first, the others behind 更多条件."""
    offer = _Offer(request)
    return (
        Filter("township", "乡镇", choices=offer.townships, apply=_in_township, phone=True),
        *([Filter("village", "村", choices=offer.villages, apply="area_code")] if offer.asks_village else []),
        Filter("unit", "责任单位", choices=offer.units, apply="lead_unit", many=True),
        Filter("item", "排查项目", choices=offer.items, apply="check_item"),
        Filter("state", "状态", choices=list(STATES.items()), phone=True),
        Filter("severity", "程度", choices=Problem.Severity.choices),
        Filter("time", "时间情况", choices=LATENESS, apply=_lateness),
        *_more(offer),
    )


def _more(offer: _Offer) -> tuple[Filter, ...]:
    return (*_whose(offer), *_whence(offer), *_where_it_stands(), *_days_of())


def _whose(offer: _Offer) -> tuple[Filter, ...]:
    behind = partial(Filter, more=True, group="谁在办")
    return (
        behind("under", "责任单位连村", choices=offer.bodies, apply=under),
        behind("assist", "配合单位", choices=offer.units, apply=_with_part("assist")),
        behind("any_unit", "参加的单位", choices=offer.units, apply=_with_part("")),
        behind("waits_unit", "在等谁", choices=offer.units, apply="waiting_unit"),
        behind("owner", "责任人", kind="text", apply=_owned_by),
    )


def _whence(offer: _Offer) -> tuple[Filter, ...]:
    behind = partial(Filter, more=True, group="从哪来")
    return (
        behind("campaign", "专项行动", choices=offer.campaigns, apply="campaign"),
        behind("source", "来源", choices=Problem.Source.choices),
        behind("higher", "上级交办", choices=YES, apply=_yes("higher_level")),
        behind("category", "类别", kind="text", apply="category"),
        behind("tag", "标签", kind="text", apply=_tagged),
    )


def _where_it_stands() -> tuple[Filter, ...]:
    behind = partial(Filter, more=True, group="办到哪")
    return (
        behind("stage", "走到哪步", choices=STAGES, apply=_at_stage),
        behind("waits", "在等什么", choices=_steps(), apply="waiting_for"),
        behind("profile", "销号方式", choices=list(PROFILES.items())),
        behind("kind", "时限类型", choices=Problem.DeadlineKind.choices, apply="deadline_kind"),
        behind("again", "重新打开过", choices=YES, apply=_again),
        behind("repeated", "标为重复的", choices=YES, apply=_repeated),
        behind("marked", "退回、反弹", choices=MARKED, apply=_marked),
    )


def _days_of() -> tuple[Filter, ...]:
    return (
        *_days("due", "时限", "due"),
        *_days("first", "首次时限", "first_due"),
        *_days("found", "发现日期", "discovered_on"),
        *_days("closed", "销号日期", "closed_at__date"),
    )


def _days(key: str, label: str, column: str) -> tuple[Filter, Filter]:
    behind = partial(Filter, kind="date", more=True, group="哪几天")
    return (
        behind(f"{key}_from", f"{label}从", apply=f"{column}__gte"),
        behind(f"{key}_to", "到", apply=f"{column}__lte"),
    )


def _steps() -> list[tuple[str, str]]:
    return [(key, words) for key, words in WAITS.items() if key]


class _Offer:
    """What there is to choose from, for this reader; every list is read at most once."""

    def __init__(self, request: Request) -> None:
        self.actor: Actor = request.actor
        self.township = request.GET.get("township", "")
        self.village = request.GET.get("village", "")

    @property
    def asks_village(self) -> bool:
        """Villages are offered within one township: the one chosen, or the reader's own."""
        return self.township.isdecimal() or bool(self.village) or self._home is not None

    @cached_property
    def _home(self) -> int | None:
        role = ROLES.get(self.actor.role)
        if role is None or role.key != "township" or role.reads is not Reach.AREA:
            return None
        return Unit.objects.values_list("area__code", flat=True).get(pk=self.actor.unit_id)

    def townships(self) -> list[tuple[int, str]]:
        return [*_townships(), (settings.COUNTY_CODE * 10**6, "全县性的")]

    def villages(self) -> list[tuple[int, str]]:
        chosen = self.township if self.township.isdecimal() else self.village
        code = int(chosen) // 1000 * 1000 if chosen.isdecimal() else self._home or 0
        own = [(code, "不分村的")] if code else []
        return [*_villages(code), *own]

    def units(self) -> list[tuple[int, str]]:
        return [(pk, name) for pk, name, _ in self._units]

    def bodies(self) -> list[tuple[int, str]]:
        """Units that answer for themselves; townships also for their villages."""
        return [(pk, name) for pk, name, kind in self._units if kind not in SMALL]

    @cached_property
    def _units(self) -> list[tuple[int, str, str]]:
        return _units()

    def items(self) -> list[tuple[int, str]]:
        return [(pk, item_words(Item(no, category, text))) for pk, no, category, text in _items()]

    def campaigns(self) -> list[tuple[int, str]]:
        return _campaigns()


# what is offered


@built_once
def _townships() -> Rows:
    areas = Area.objects.filter(level=Area.Level.TOWNSHIP, valid_to=None)
    return areas.order_by("pinyin").values_list("code", "name")


@built_once
def _villages(code: int) -> Rows:
    areas = Area.objects.filter(level=Area.Level.VILLAGE, valid_to=None, code__gte=code, code__lt=code + 1000)
    return areas.order_by("pinyin").values_list("code", "name")


@built_once
def _units() -> Rows:
    """(id, name, kind) of what leads something the reader sees, and of county units and townships, which may have any other part."""
    leads = Problem.objects.exclude(lead_unit=None).order_by().values("lead_unit")
    rows = Unit.objects.filter(Q(pk__in=leads) | (~Q(kind__in=SMALL) & Q(closed_on=None)))
    return rows.order_by("pinyin", "pk").values_list("pk", "short_name", "kind")


@built_once
def _items() -> Rows:
    used = Problem.objects.exclude(check_item=None).order_by().values("check_item")
    items = CheckItem.objects.filter(pk__in=used).order_by("order")
    return items.values_list("pk", "no", "category", "text")


@built_once
def _campaigns() -> Rows:
    return Campaign.objects.order_by("-pk").values_list("pk", "title")


# what a filter does


def _in_township(rows: Rows, value: str) -> Rows:
    return rows.filter(area_code__gte=int(value), area_code__lt=int(value) + 1000)


def under(rows: Rows, value: str) -> Rows:
    """Returns the rows led by the unit, or, where it is a township, by one of its villages or teams."""
    led = Q(lead_unit=int(value))
    if Unit.objects.filter(pk=int(value), kind=Unit.Kind.TOWNSHIP).exists():
        led |= Q(lead_unit__in=Unit.objects.filter(kind__in=SMALL, chain__contains=[int(value)]).values("pk"))
    return rows.filter(led)


def _at_stage(rows: Rows, value: str) -> Rows:
    """That came so far; what came further counts too."""
    reached = {
        "dispatched": ~Q(state="unassigned"),
        "put_right": Q(state__in=HANDED_IN),
        "verified": Q(verified=True),
        "closed": Q(state__in=("closed", "routine")),
    }
    return rows.filter(reached[value])


def _marked(rows: Rows, value: str) -> Rows:
    return rows.filter(**{f"{value}__gt": 0})


def _with_part(role: str) -> Any:
    def narrow(rows: Rows, value: str) -> Rows:
        parts = Assignment.objects.filter(problem=OuterRef("pk"), unit=int(value), round=OuterRef("rounds"))
        return rows.filter(
            Exists(parts.exclude(state="withdrawn").filter(**({"role": role} if role else {})))
        )

    return narrow


def _owned_by(rows: Rows, value: str) -> Rows:
    """By name: whoever has the problem or a part of it in hand."""
    people = list(Person.objects.filter(name=value).values_list("pk", flat=True)[:50])
    parts = Assignment.objects.filter(problem=OuterRef("pk"), owner__in=people, round=OuterRef("rounds"))
    return rows.filter(Q(owner__in=people) | Exists(parts.exclude(state="withdrawn")))


def _tagged(rows: Rows, value: str) -> Rows:
    return rows.filter(tags__contains=[value])


def _yes(column: str) -> Any:
    return lambda rows, value: rows.filter(**{column: value == "yes"})


def _again(rows: Rows, value: str) -> Rows:
    return rows.filter(rounds__gt=0) if value == "yes" else rows.filter(rounds=0)


def _repeated(rows: Rows, value: str) -> Rows:
    return rows.filter(repeat_of__isnull=value != "yes")


def _lateness(rows: Rows, value: str) -> Rows:
    from bihuan.web.problems.tables import late, soon

    if value in ("now", "near"):
        return rows.filter(late() if value == "now" else soon(days=amount("due_ahead_days")))
    if value == "handed":
        return rows.filter(handed_late=True)
    state = Extension.State.APPROVED if value == "extended" else Extension.State.ASKED
    return rows.filter(Exists(Extension.objects.filter(problem=OuterRef("pk"), state=state)))
