"""Defects of a household's row: completeness, protection, land, monitoring, measures, elimination (families C, F to J, L)."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from bihuan.engine.synthetic.defects.model import (
    CLOSED,
    HELPED,
    OPEN,
    OTHERS,
    OURS,
    Defect,
    Value,
    has,
    unhelped,
)

_IDENTIFIED, _WORKS = pl.col("identified"), pl.col("workers") > 0
_EARNS = pl.any_horizontal(
    pl.col("industry_help", "job_help", "finance_help").is_not_null()
)  # some other measure is left
_NO_MONITORED_RISK = OPEN & ~pl.col("risk_1").is_in(["housing", "water", "disaster"])
_SHORT = pl.col("size") * 3_500_00  # fen: a year's income of a household far below every line
_POOR: dict[str, Value] = {
    "wage_income": 0, "business_income": 0, "property_income": 0, "business_cost": 0, "transfer_income": _SHORT, "income_per_head": 3_500_00,
    "destitute_payment": 0,
}  # fmt: skip


def _of(family: str, *rows: tuple[str, str, pl.Expr, Mapping[str, Value]]) -> tuple[Defect, ...]:
    return tuple(
        Defect(kind, family, check, "household", where, change) for kind, check, where, change in rows
    )


GAPS = _of(
    "C",
    *((f"no_{name}", check, OURS, {name: None}) for name, check in (
        ("safe_water", "C0107"), ("toilet", "C0108"), ("electricity", "C0109"), ("road", "C0110"), ("house_area", "C0111"), ("unsafe_house", "C0112"),
        ("farmland", "C0113"), ("forest", "C0114"), ("orchard", "C0116"), ("household_phone", "C0119"), ("income_per_head", "C0131"),
        ("business_income", "C0132"),
    )),
    *((f"no_{name}", check, CLOSED, {name: None}) for name, check in (
        ("surveyor_phone", "C0121"), ("house_damaged_after", "C0123"), ("water_damaged_after", "C0124"), ("out_of_school_after", "C0125"),
        ("eliminated_month", "C0127"), ("eliminated_by", "C0128"),
    )),
    ("no_risk", "C0122", OPEN, {"risk_1": None, "risk_2": None}),
    ("no_identified", "C0126", OPEN, {"identified": None}),
    ("no_household_type", "C0133", OTHERS, {"household_type": None}),
)  # fmt: skip
PROTECTION = _of(
    "F",
    ("relief_without_measure", "F0104", HELPED & pl.col("relieved") & has("protection_help", "subsistence"), {"protection_help": "temporary"}),
    ("measure_without_relief", "F0105", OURS & ~pl.col("relieved"), {"protection_help": "subsistence"}),
    ("destitute_measure_only", "F0107", OURS & ~pl.col("kept"), {"protection_help": "destitute"}),
    ("kept_without_payment", "F0115", pl.col("kept"), {"destitute_payment": 0}),
    ("payment_without_kept", "F0116", ~pl.col("kept"), {"destitute_payment": 9_360_00}),
    ("says_uninsured", "F0120", pl.lit(True), {"member_uninsured": True}),
    ("no_relief_type", "F0117", OTHERS & ~pl.col("relieved"), {"household_type": "subsistence"}),
)  # fmt: skip
RANGES = _of(
    "G",
    ("farmland_too_large", "G0201", pl.lit(True), {"farmland": 812_00}),
    ("forest_too_large", "G0202", pl.lit(True), {"forest": 2_400_00}),
    ("farmland_negative", "G0101", pl.lit(True), {"farmland": -3_00}),
    ("far_from_road", "G0301", pl.lit(True), {"road_distance": 46_00}),
)  # fmt: skip
MONITORING = _of(
    "H",
    ("unsafe_house_unmonitored", "H0101", OTHERS, {"unsafe_house": True}),
    ("unsafe_water_unmonitored", "H0102", OTHERS, {"safe_water": False}),
    ("poor_unmonitored", "H0201", OTHERS & ~pl.col("kept"), _POOR),
    ("no_measure_at_all", "H0301", OPEN & ~pl.col("relieved") & ~pl.col("kept"), unhelped()),
    ("illness_of_nobody", "H0401", OPEN & ~pl.col("ill"), {"risk_1": "illness"}),
    ("disability_of_nobody", "H0403", OPEN & ~pl.col("disabled"), {"risk_1": "disability"}),
    ("labour_lacks_nobody", "H0405", OPEN & (pl.col("able") * 2 >= pl.col("size")) & (pl.col("able") < pl.col("size")) & (pl.col("size") >= 4), {"risk_1": "labour"}),
    ("other_without_note", "H0409", OPEN, {"risk_1": "other", "risk_note": None}),
    ("disaster_without_kind", "H0410", OPEN, {"risk_1": "disaster", "disaster": None}),
    ("water_without_risk", "H0501", _NO_MONITORED_RISK, {"safe_water": False}),
    ("lifted_class_of_others", "H0601", OPEN & (pl.col("household_type") == "ordinary"), {"monitored_class": "relapse_risk"}),
    ("identified_in_the_future", "H0603", OPEN, {"identified": pl.col("now") + 2}),
    ("house_without_risk", "H0502", _NO_MONITORED_RISK, {"unsafe_house": True}),
)  # fmt: skip
MEASURES = _of(
    "I",
    ("illness_unanswered", "I0101", OPEN & _EARNS & (pl.col("risk_1") == "illness"), {"health_help": None, "social_help": None}),
    ("schooling_unanswered", "I0102", OPEN & _EARNS & (pl.col("risk_2") == "schooling"), {"education_help": None, "compulsory_help": None}),
    ("disability_unanswered", "I0103", OPEN & (pl.col("risk_1") == "disability") & ~pl.col("relieved"), {"protection_help": None, "social_help": None}),
    ("housing_unanswered", "I0104", OPEN & (pl.col("risk_1") == "housing"), {"housing_help": None, "relocation_help": None}),
    ("water_unanswered", "I0105", OPEN & (pl.col("risk_1") == "water"), {"water_help": None}),
    ("only_protection", "I0201", OPEN & (pl.col("able") > 0) & has("protection_help", "temporary", "subsistence", "disability"), unhelped("protection_help")),
    ("subsidy_of_nobody_away", "I0301", HELPED & (pl.col("away") == 0), {"job_help": "travel_subsidy"}),
    ("subsidy_of_nothing", "I0302", HELPED & has("job_help", "travel_subsidy"), {"travel_subsidy": 0}),
    ("grant_without_student", "I0401", HELPED & ~pl.col("vocational") & ~pl.col("learnt"), {"education_help": "rain_dew"}),
    ("student_without_grant", "I0402", HELPED & pl.col("vocational"), {"education_help": None}),
)  # fmt: skip
ELIMINATION = _of(
    "J",
    ("eliminated_unsafe_house", "J0101", CLOSED, {"unsafe_house": True}),
    ("eliminated_unsafe_water", "J0102", CLOSED, {"safe_water": False}),
    ("eliminated_next_month", "J0301", CLOSED, {"eliminated_month": _IDENTIFIED + 1}),
    ("eliminated_too_soon", "J0302", CLOSED, {"eliminated_month": _IDENTIFIED + 3}),
    ("eliminated_before_identified", "J0303", CLOSED, {"eliminated_month": _IDENTIFIED - 3}),
    ("eliminated_in_the_future", "J0304", CLOSED, {"eliminated_month": pl.col("now") + 2}),
    ("eliminated_unhelped", "J0201", CLOSED & ~pl.col("relieved"), unhelped()),
    ("eliminated_poor", "J0203", CLOSED, _POOR),
    ("eliminated_idle", "J0401", OPEN & ~_WORKS & (pl.col("now") - 14 > _IDENTIFIED),
     {"eliminated": True, "eliminated_by": "assistance", "eliminated_month": pl.col("now") - 1, "house_damaged_after": False,
      "water_damaged_after": False, "out_of_school_after": False}),
)  # fmt: skip
WHOLE = _of(
    "L",
    ("no_surveyor", "L0401", OURS, {"surveyor": None}),
    ("no_survey_date", "L0402", OURS, {"survey_date": None}),
    ("surveyed_tomorrow", "L0403", pl.lit(True), {"survey_date": pl.col("day").dt.offset_by("9d")}),
    ("falling_called_rising", "L0601", pl.col("income_trend") == "falling", {"income_trend": "rising"}),
    ("reviews_himself", "L0408", pl.lit(True), {"reviewed_by": pl.col("surveyor")}),
    ("per_head_of_nothing", "L0603", pl.lit(True), {"income_per_head": pl.col("income_per_head") + 1_500_00}),
    ("only_money", "L0801", HELPED & ~pl.col("relieved") & ~pl.col("kept"), {**unhelped("social_help"), "social_help": "money,goods"}),
)  # fmt: skip
HOMES = (*GAPS, *PROTECTION, *RANGES, *MONITORING, *MEASURES, *ELIMINATION, *WHOLE)
