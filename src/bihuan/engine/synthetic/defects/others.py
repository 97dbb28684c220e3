"""Defects of spells, plans and visits (a household's), and of villages, ledgers and whole groups of households (a village's)."""

from __future__ import annotations

import polars as pl

from bihuan.engine.synthetic.defects.model import ANYWAY, Defect
from bihuan.engine.synthetic.means import PARTS

_NOW = pl.col("working")
_AWAY = _NOW & (pl.col("work_county") != pl.col("county"))
_FIRST = pl.col(
    "turn"
)  # of the village's households of wages and farming that are neither lifted nor monitored, from 0
_MANY = (pl.len().over("unit", "surveyor") >= 32) & (
    pl.col("surveyed") == 1
)  # enough figures to tell, in no other village
_ONE_HAND = (pl.col("surveyor") == pl.col("surveyor").first().over("unit")) & _MANY
_NUMBERS = (*PARTS, "income_per_head")

WORK = (
    Defect("work_of_the_unable", "E", "E0101", "member", pl.col("work_place").is_not_null(), {"labour": "lost"}),
    Defect("student_away_all_year", "E", "E0105", "member", pl.col("schooling").str.contains("college|bachelor"), {"work_months": 10, "work_place": "outside"}),
    Defect("year_of_14_months", "E", "E0128", "member", pl.col("work_place").is_not_null(), {"work_months": 14}),
    Defect("place_without_months", "E", "E0130", "member", pl.col("work_place").is_not_null(), {"work_months": None}),
    Defect("ends_before_it_starts", "E", "E0107", "work", _NOW, {"work_end": pl.col("work_start") - 2}),
    Defect("ended_in_the_future", "E", "E0108", "work", _NOW, {"work_end": pl.col("now") + 3, "working": False}),
    Defect("works_from_next_month", "E", "E0109", "work", _NOW, {"work_start": pl.col("now") + 1, "work_end": None}),
    Defect("wage_of_50", "E", "E0110", "work", _NOW, {"monthly_wage": 50_00}),
    Defect("wage_of_360", "E", "E0111", "work", _NOW, {"monthly_wage": 360_00}),
    Defect("wage_of_45000", "E", "E0112", "work", _NOW, {"monthly_wage": 45_000_00}),
    Defect("no_work_county", "E", "E0113", "work", _NOW, {"work_county": None}),
    Defect("no_employer", "E", "E0115", "work", _NOW, {"employer": None}),
    Defect("no_trade", "E", "E0116", "work", _NOW, {"trade": None}),
    Defect("no_channel", "E", "E0117", "work", _NOW, {"channel": None}),
    Defect("local_post_elsewhere", "E", "E0120", "work", _AWAY, {"channel": "local_post", "point_to_point": False}),
    Defect("sent_but_went_alone", "E", "E0135", "work", _NOW, {"channel": "self", "point_to_point": True}),
    Defect("no_service_need", "E", "E0119", "plan", ANYWAY, {"service_need": None}),
)  # fmt: skip
VISITS = (
    Defect("one_hand_signs", "L", "L0505", "visit", ANYWAY, {"household_signature": pl.col("visitor_signature")}),
    Defect("visit_in_the_future", "L", "L0501", "visit", ANYWAY, {"visit_date": pl.col("day").dt.offset_by("12d")}),
)  # fmt: skip
VILLAGES = (
    Defect("no_paved_road", "K", "K0101", "village", pl.col("exited"), {"paved_road": False}),
    Defect("no_bus", "K", "K0102", "village", pl.col("exited"), {"bus": False}),
    Defect("no_clinic", "K", "K0103", "village", pl.col("exited"), {"clinics": 0}),
    Defect("no_doctor", "K", "K0104", "village", pl.col("exited"), {"doctors": 0}),
    Defect("no_library", "K", "K0107", "village", pl.col("exited"), {"libraries": 0}),
    Defect("no_total", "K", "K0201", "village", ANYWAY, {"households": None}),
    Defect("zero_people", "K", "K0202", "village", ANYWAY, {"people": 0}),
    Defect("part_above_whole", "K", "K0301", "village", ANYWAY, {"unsafe_households": pl.col("households") + 7}),
    Defect("less_land_than_households", "K", "K0401", "village", pl.col("lifted_households") > 3, {"village_farmland": 1_00}),
    Defect("parts_do_not_sum", "L", "L0701", "ledger", pl.col("all_parts") & pl.col("part_of").is_not_null(), {"figure": pl.col("figure") + 4_00}),
    Defect("part_above_total", "L", "L0703", "ledger", ~pl.col("all_parts") & pl.col("part_of").is_not_null(), {"figure": pl.col("figure") + 9_999_00}),
    Defect("identical_incomes", "L", "L0101", "household", (_FIRST < 6) & (pl.col("plain") >= 6), {name: pl.col(f"first_{name}") for name in _NUMBERS}, every=True),
    Defect("copied_from_last_year", "L", "L0201", "household", (_FIRST < 12) & pl.col("last_wage_income").is_not_null(), {name: pl.col(f"last_{name}") for name in _NUMBERS}, every=True),
    Defect("heaped", "L", "L0301", "household", _ONE_HAND, {name: pl.col(name) // 1_000_00 * 1_000_00 for name in PARTS}, every=True),
)  # fmt: skip
