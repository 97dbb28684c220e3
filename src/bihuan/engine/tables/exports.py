"""The five spreadsheets (and two of the office's own), heading by heading in the order they come in."""

from __future__ import annotations

from bihuan.engine.tables.household import HELP, HOUSEHOLD, RISKS
from bihuan.engine.tables.member import MEMBER
from bihuan.engine.tables.model import Export, Table
from bihuan.engine.tables.village import LEDGER, PLAN, VILLAGE, VISIT, WORK


def _of(table: Table, *names: str, **spelled: str) -> tuple[tuple[str, str, str], ...]:
    """(heading, table, column) for the columns, under their label or as `spelled`."""
    return tuple((spelled.get(name, table[name].label), table.name, name) for name in names)


def _rest(table: Table, *without: str) -> tuple[tuple[str, str, str], ...]:
    return _of(table, *(column.name for column in table if column.name not in without))


_OTHER_PLACE = {"county": "县(市、区、旗)", "township": "乡(镇)", "village": "行政村"}
_MONITORING = (
    "monitored_class", "identified", *RISKS, "risk_note", "disaster", "child_out_of_school", "member_uninsured", "eliminated", "eliminated_by",
    "eliminated_month", "house_damaged_after", "water_damaged_after", "out_of_school_after",
)  # fmt: skip
_LIVING = (
    "unsafe_house",
    "safe_water",
    "toilet",
    "toilet_works",
    "electricity",
    "road",
    "house_area",
    "road_distance",
)
_LAND = ("farmland", "forest", "returned_forest", "orchard", "grassland", "water_surface")
_INCOME = (
    "wage_income", "business_income", "property_income", "transfer_income", "business_cost", "income_per_head", "self_payment", "claims",
    "destitute_payment", "travel_subsidy", "income_trend",
)  # fmt: skip
_PLACE = ("county", "township", "village", "area_code")

BASE = Export(
    "base", "自定义基础信息（监测对象信息）", "监测对象信息|基础信息", ("household", "member"),
    (
        *_of(HOUSEHOLD, "county", "township", "village", "area_code", "household_id", "household_type", "household_phone", "no_labour_supported"),
        *_rest(MEMBER, "household_id", "member_id", "development"),
        *_of(HOUSEHOLD, *_LIVING, *_LAND, *_INCOME, *_MONITORING, *HELP),
        *_of(MEMBER, "development"),
        *_of(HOUSEHOLD, "surveyor", "surveyor_phone", "survey_date", "entered_by", "reviewed_by"),
    ),
)  # fmt: skip
RURAL = Export(
    "rural", "乡村建设户信息", "户信息", ("household", "member"),
    (
        *_of(HOUSEHOLD, "county", "township", "village", "area_code", "household_id", "household_type", **_OTHER_PLACE),
        *_of(MEMBER, "name", "sex", "id_type", "id_number", "birth_date", "relation", "schooling", "health", "labour"),
        *_of(HOUSEHOLD, *_LIVING, *_LAND),
    ),
)  # fmt: skip
AWAY = Export(
    "away", "务工月监测：已外出务工", "已外出务工", ("work",),
    (*_of(WORK, *_PLACE, **_OTHER_PLACE), *_rest(WORK, *_PLACE)),
)  # fmt: skip
PLANNED = Export(
    "planned", "计划外出务工", "计划外出", ("plan",),
    (*_of(PLAN, *_PLACE, **_OTHER_PLACE), *_rest(PLAN, *_PLACE)),
)  # fmt: skip
VILLAGES = Export(
    "village", "自定义行政村信息", "行政村信息", ("village",), (*_of(VILLAGE, *_PLACE, **{**_OTHER_PLACE, "county": "县"}), *_rest(VILLAGE, *_PLACE)),
)  # fmt: skip
VISITS = Export("visit", "走访台账", "走访", ("visit",), _rest(VISIT), heading_row=1)
LEDGERS = Export("ledger", "台账合计表", "台账", ("ledger",), _rest(LEDGER), heading_row=1)

EXPORTS = {export.key: export for export in (BASE, RURAL, AWAY, PLANNED, VILLAGES, VISITS, LEDGERS)}
