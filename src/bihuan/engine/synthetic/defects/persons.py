"""Defects of a person's row: identity, household structure, completeness, age (families A to D)."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from bihuan.engine.identity.columns import check_digits
from bihuan.engine.synthetic.defects.model import CLOSED, OTHERS, OURS, Defect, Value

_ID, _AGE, _RELATION = pl.col("id_number"), pl.col("age"), pl.col("relation")
_RESIDENT = (pl.col("id_type") == "resident_id") & (_AGE >= 2)
_CARD = pl.col("id_type") == "disability_certificate"
_CATEGORY, _GRADE = _ID.str.slice(18, 1), _ID.str.slice(19, 1)
_BODY = pl.lit("990199") + _ID.str.slice(6, 11)
_WRONG = _ID.str.slice(17, 1).replace(dict(zip("0123456789X", "23456789X01", strict=True)))
_OUT = pl.col("schooling") == "none"
_GROWN = _AGE.is_between(20, 55) & _OUT


def _of(family: str, *rows: tuple[str, str, pl.Expr, Mapping[str, Value]]) -> tuple[Defect, ...]:
    return tuple(Defect(kind, family, check, "member", where, change) for kind, check, where, change in rows)


IDENTITY = _of(
    "A",
    ("no_id", "A0101", _RESIDENT, {"id_number": None}),
    ("placeholder_id", "A0102", _RESIDENT, {"id_number": pl.lit("999999") + _ID.str.slice(6)}),
    ("short_id", "A0103", _RESIDENT, {"id_number": _ID.str.slice(0, 17)}),
    ("letter_in_id", "A0104", _RESIDENT, {"id_number": _ID.str.slice(0, 14) + "O" + _ID.str.slice(15)}),
    ("no_such_day", "A0105", _RESIDENT, {"id_number": _ID.str.slice(0, 10) + "13" + _ID.str.slice(12)}),
    ("check_digit", "A0106", _RESIDENT, {"id_number": _ID.str.slice(0, 17) + _WRONG}),
    ("unknown_place", "A0108", _RESIDENT, {"id_number": _BODY + check_digits(_BODY.cast(pl.Int64, strict=False))}),
    ("id_twice_in_household", "A0109", (_RELATION == "spouse") & _RESIDENT & (pl.col("head_id").str.len_chars() == 18), {"id_number": pl.col("head_id")}),
    ("id_in_two_households", "A0110", (_RELATION == "head") & _RESIDENT & (pl.col("stranger").str.len_chars() == 18), {"id_number": pl.col("stranger")}),
    ("sex_against_id", "A0111", _RELATION.is_in(["son", "grandson"]), {"sex": "female"}),
    ("birth_against_id", "A0112", _GROWN, {"birth_date": pl.col("birth_date").dt.offset_by("-10d")}),
    ("broken_certificate", "A0115", _CARD, {"id_number": _ID.str.slice(0, 19) + "7"}),
    ("able_in_spite_of_grade", "A0117", _CARD & (_CATEGORY == "4") & _GRADE.is_in(["1", "2"]) & _GROWN, {"labour": "ordinary"}),
    ("disabled_without_certificate", "A0119", _CARD, {"id_type": "resident_id", "id_number": _ID.str.slice(0, 18)}),
    ("certificate_of_the_healthy", "A0120", _CARD, {"health": "healthy"}),
    ("healthy_and_ill", "A0121", pl.col("health") == "chronic", {"health": "healthy,chronic"}),
)  # fmt: skip
STRUCTURE = _of(
    "B",
    ("no_head", "B0101", _RELATION == "head", {"relation": "other"}),
    ("two_heads", "B0102", _RELATION == "spouse", {"relation": "head"}),
    ("spouse_of_same_sex", "B0103", _RELATION == "spouse", {"sex": pl.col("head_sex")}),
    ("daughter_who_is_male", "B0106", _RELATION == "son", {"relation": "daughter"}),
    ("son_who_is_female", "B0105", _RELATION == "daughter", {"relation": "son"}),
    ("no_relation", "B0107", _RELATION != "head", {"relation": None}),
    ("son_of_his_wife", "B0108", (_RELATION == "spouse") & (pl.col("sex") == "male"), {"relation": "son"}),
    ("no_sex", "B0112", _RELATION != "head", {"sex": None}),
)  # fmt: skip
GAPS = _of(
    "C",
    ("no_nation", "C0101", OURS, {"nation": None}),
    ("no_health", "C0102", OURS, {"health": None}),
    ("no_labour", "C0103", OURS & _GROWN, {"labour": None}),
    ("no_school", "C0104", OURS, {"education": None, "schooling": None}),
    ("no_insurance_answer", "C0105", OURS & (_AGE >= 2), {"resident_insurance": None, "employee_insurance": None}),
    ("no_pension_answer", "C0106", OURS & _GROWN, {"resident_pension": None, "employee_pension": None}),
    ("no_birth_date", "C0130", OURS & (_AGE >= 2), {"birth_date": None}),
    ("no_subsistence_answer", "C0134", OURS & (pl.col("subsistence") == "none"), {"subsistence": None}),
)  # fmt: skip
AGES = _of(
    "D",
    ("child_with_labour", "D0101", _AGE.is_between(4, 14), {"labour": "ordinary"}),
    ("healthy_without_labour", "D0102", _GROWN & (pl.col("health") == "healthy"), {"labour": "half"}),
    ("old_with_labour", "D0103", _AGE >= 62, {"labour": "ordinary"}),
    ("kindergarten_too_old", "D0104", _AGE.is_between(8, 12), {"schooling": "kindergarten"}),
    ("primary_too_young", "D0105", _AGE.is_between(1, 4), {"schooling": "primary"}),
    ("junior_too_young", "D0106", _AGE.is_between(7, 9), {"schooling": "grade_7"}),
    ("senior_too_young", "D0107", _AGE.is_between(10, 12), {"schooling": "senior_1"}),
    ("college_too_young", "D0108", _AGE.is_between(13, 15), {"schooling": "college_1"}),
    ("postgraduate_too_young", "D0109", _AGE.is_between(17, 18) & ~_OUT, {"schooling": "postgraduate"}),
    ("young_with_primary", "D0110", _AGE.is_between(18, 21) & _OUT & ~_CARD, {"education": "primary"}),
    ("child_not_at_school", "D0111", _AGE.is_between(8, 14), {"schooling": "none"}),
    ("out_of_school_ill_and_healthy", "D0112", _AGE.is_between(8, 14) & (pl.col("health") == "healthy"), {"schooling": "none", "not_at_school": "illness"}),
    ("post_too_old", "D0114", (_AGE >= 72) & OURS, {"post": "cleaner", "post_months": 12}),
)  # fmt: skip
PROTECTION = _of(
    "F",
    ("both_insurances", "F0101", _AGE >= 2, {"resident_insurance": True, "employee_insurance": True}),
    ("no_insurance", "F0102", (_AGE >= 2) & pl.col("resident_insurance"), {"resident_insurance": False}),
    ("no_serious_cover", "F0103", pl.col("resident_insurance"), {"serious_illness_cover": False}),
    ("destitute_and_able", "F0108", _GROWN & (pl.col("health") == "healthy"), {"destitute": "rural"}),
    ("both_pensions", "F0111", _GROWN, {"resident_pension": True, "employee_pension": True}),
    ("no_pension", "F0112", OURS & _AGE.is_between(20, 55) & _OUT, {"resident_pension": False, "employee_pension": False}),
    ("child_with_pension", "F0114", _AGE.is_between(4, 14), {"resident_pension": True}),
    ("urban_relief", "F0122", OTHERS & (pl.col("subsistence") == "rural"), {"subsistence": "urban"}),
)  # fmt: skip
POSTS = _of(
    "I",
    ("post_without_months", "I0503", pl.col("post").is_not_null(), {"post_months": None}),
    ("months_without_post", "I0504", OURS & pl.col("post").is_null() & _GROWN, {"post_months": 6}),
    ("post_without_labour", "I0505", pl.col("post").is_not_null(), {"labour": "lost"}),
    ("development_not_yet", "I0202", (pl.col("development") == "done") & ~CLOSED, {"development": "not_yet"}),
)  # fmt: skip
PERSONS = (*IDENTITY, *STRUCTURE, *GAPS, *AGES, *PROTECTION, *POSTS)
