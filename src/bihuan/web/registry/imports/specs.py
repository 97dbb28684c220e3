"""What an import keeps in which table: one line a table, from which staging, comparing, writing and undoing derive."""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.engine.tables import HOUSEHOLD, LEDGER, MEMBER, PLAN, VILLAGE, VISIT, WORK, Column, Table
from bihuan.web.registry import columns


@dataclass(frozen=True)
class Spec:
    """A version table of the registry.

    `frame`: the frame it is filled from; `owner`: the column of its parent (empty where it stands on its own); `keys`: what, with the parent,
    tells its rows apart. `extra`: columns beside the catalogue's, with their SQL types. `dated`: a change leaves what held before as a row of
    its own; off where a row is corrected and not succeeded. `vanishes`: a row that the export no longer has is closed.
    """

    key: str
    label: str
    counter: str
    table: str
    frame: str
    source: Table
    columns: tuple[Column, ...]
    owner: str = "home_id"
    keys: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    dated: bool = True
    vanishes: bool = True

    @property
    def stage(self) -> str:
        return f"stage_{self.key}"

    @property
    def diff(self) -> str:
        return f"diff_{self.key}"

    @property
    def sealed(self) -> list[str]:
        return columns.sealed(self.columns)

    @property
    def stored(self) -> list[tuple[str, str]]:
        """Every column of the table that the export fills, sealed text aside."""
        return [*columns.stored(self.columns), *self.extra]

    @property
    def compared(self) -> list[str]:
        """The columns that tell a changed row."""
        return columns.compared(self.columns)


_WHO = (("who", "text"), ("nth", "integer"))
HOUSEHOLDS = Spec(
    "household", "农户", "户", "registry_householdversion", "household", HOUSEHOLD, columns.HOUSEHOLD_COLUMNS, extra=(("place_code", "bigint"),)
)  # fmt: skip
INCOMES = Spec(
    "income", "收入", "户", "registry_householdincome", "household", HOUSEHOLD, columns.INCOME_KINDS, keys=("year",),
    extra=(("year", "integer"), ("window_from", "date"), ("window_to", "date"), ("place_code", "bigint")), dated=False, vanishes=False,
)  # fmt: skip
MEMBERS = Spec(
    "member", "家庭成员", "人", "registry_memberversion", "member", MEMBER, columns.MEMBER_COLUMNS, owner="of_id",
    extra=(("last4", "text"), ("collected_by", "text"), ("entered_by", "text"), ("reviewed_by", "text")),
)  # fmt: skip
HEALTH = Spec(
    "health",
    "健康状况",
    "人",
    "registry_memberhealth",
    "member",
    MEMBER,
    (),
    owner="of_id",
    extra=(("health", "text"),),
)
SPELLS = Spec(
    "work",
    "务工",
    "段",
    "registry_workspell",
    "work",
    WORK,
    columns.WORK_COLUMNS,
    keys=("who", "nth"),
    extra=_WHO,
)
PLANS = Spec(
    "plan",
    "计划外出",
    "人",
    "registry_workplan",
    "plan",
    PLAN,
    columns.PLAN_COLUMNS,
    keys=("who", "nth"),
    extra=_WHO,
)
VISITS = Spec(
    "visit", "走访", "次", "registry_visit", "visit", VISIT, columns.VISIT_COLUMNS, keys=("who", "nth"), extra=_WHO, dated=False, vanishes=False
)  # fmt: skip
VILLAGES = Spec(
    "village", "行政村", "村", "registry_villagefacts", "village", VILLAGE, columns.VILLAGE_COLUMNS, owner="", keys=("area_code", "who", "nth"),
    extra=(("area_code", "bigint"), *_WHO), vanishes=False,
)  # fmt: skip
LEDGERS = Spec(
    "ledger", "台账数字", "个", "registry_ledgerfigure", "ledger", LEDGER, columns.LEDGER_COLUMNS, owner="", keys=("area_code", "who", "nth"),
    extra=(("area_code", "bigint"), *_WHO), vanishes=False,
)  # fmt: skip
# In the order they are written: a member needs its household, health its member.
SPECS = (HOUSEHOLDS, INCOMES, MEMBERS, HEALTH, SPELLS, PLANS, VISITS, VILLAGES, LEDGERS)
BY_KEY = {spec.key: spec for spec in SPECS}
FACTS = (SPELLS, PLANS, VISITS)
PLACES = (VILLAGES, LEDGERS)
