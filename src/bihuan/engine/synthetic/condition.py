"""How persons are: disability and illness, school and education, labour, insurance and pension, each fitting the others."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from bihuan.engine.synthetic.chance import Chance, gather

# code of 在校生状况 by age at the end of June, where everybody of that age is there
AT_SCHOOL = (
    *["preschool_child"] * 3, *["kindergarten"] * 3, *["primary"] * 6, "grade_7", "grade_8", "grade_9", "senior_1",
)  # fmt: skip
EDUCATION = {
    65: {"illiterate": 30, "primary": 52, "junior": 16, "senior": 2},
    45: {"illiterate": 5, "primary": 40, "junior": 46, "senior": 9},
    30: {"primary": 14, "junior": 60, "senior": 15, "technician": 3, "college": 5, "bachelor": 3},
    23: {"junior": 46, "senior": 24, "technician": 6, "college": 15, "bachelor": 9},
    19: {"junior": 55, "senior": 35, "technician": 10},
    0: {"junior": 1},
}
# what pupils have finished, by what they are at
FINISHED = {
    "grade": "primary",
    "senior": "junior",
    "vocational": "junior",
    "college": "senior",
    "bachelor": "senior",
    "postgraduate": "bachelor",
}
NATIONS = {"01": 82, "06": 7, "15": 6, "13": 5}
AGE = pl.col("age")


def by_age(levels: Mapping[int, pl.Expr | float]) -> pl.Expr:
    """Returns the value of the highest age reached; the ages come highest first and end with 0."""
    found: pl.Expr | None = None
    for age, value in sorted(levels.items()):
        least = value if isinstance(value, pl.Expr) else pl.lit(value)
        found = least if found is None else pl.when(age <= AGE).then(least).otherwise(found)
    assert found is not None
    return found


def health(chance: Chance, people: pl.DataFrame) -> pl.DataFrame:
    """Adds illness, disability with category and grade, `health` joined in the catalogue's order, and the certificate's number."""
    people = people.with_columns(
        chronic=chance.below("chronic", by_age({60: 0.3, 40: 0.08, 0: 0.012})),
        serious=chance.below("serious", by_age({60: 0.04, 40: 0.015, 0: 0.004})),
        disabled=chance.below("disabled", by_age({60: 0.08, 16: 0.04, 0: 0.012})),
        category=chance.one("category", {"1": 12, "2": 18, "3": 4, "4": 42, "5": 10, "6": 10, "7": 4}),
        grade=chance.whole("grade", 1, 4),
        nation=Chance(chance.seed, "h").one("nation", NATIONS),
    )
    ill = ("chronic", "serious", "disabled")
    parts = pl.concat_str(
        [pl.when(name).then(pl.lit(name)) for name in ill], separator=",", ignore_nulls=True
    )
    certificate = pl.col("resident") + pl.col("category") + pl.col("grade").cast(pl.String)
    return people.with_columns(
        health=pl.when(pl.any_horizontal(ill)).then(parts).otherwise(pl.lit("healthy")),
        id_type=pl.when("disabled").then(pl.lit("disability_certificate")).otherwise(pl.lit("resident_id")),
        id_number=pl.when("disabled").then(certificate).otherwise("resident"),
    )


def school(chance: Chance, people: pl.DataFrame) -> pl.DataFrame:
    """Adds `schooling`, and in `education` what has been finished: nothing yet below junior school."""
    level = chance.whole("level", 0, 99)
    senior = gather(["senior_2", "senior_3"], (AGE - 16).clip(0, 1))
    vocational = gather(["vocational_1", "vocational_2"], (AGE - 16).clip(0, 1))
    college = gather(["college_1", "college_2", "college_3"], (AGE - 19).clip(0, 2))
    bachelor = gather(["bachelor_1", "bachelor_2", "bachelor_3", "bachelor_4"], (AGE - 19).clip(0, 3))
    later = (
        pl.when(AGE.is_between(16, 17)).then(pl.when(level < 58).then(senior).when(level < 92).then(vocational))
        .when(AGE.is_between(19, 21) & level.is_between(28, 57)).then(college)
        .when(AGE.is_between(19, 22) & (level < 28)).then(bachelor)
        .when(AGE.is_between(23, 25) & (level < 2)).then(pl.lit("postgraduate"))
    )  # fmt: skip
    early = gather(list(AT_SCHOOL), AGE.clip(0, len(AT_SCHOOL) - 1))
    people = people.with_columns(
        schooling=pl.when(len(AT_SCHOOL) > AGE).then(early).otherwise(later.fill_null("none"))
    )
    learnt = by_age({age: chance.one(f"education/{age}", weights) for age, weights in EDUCATION.items()})
    stage = pl.col("schooling").str.extract(r"^([a-z]+)(?:_\d)?$")
    return people.with_columns(
        student=pl.col("schooling") != "none",
        education=pl.when(pl.col("schooling") == "none")
        .then(learnt)
        .otherwise(stage.replace_strict(FINISHED, default=None)),
    )


def labour(chance: Chance, people: pl.DataFrame) -> pl.DataFrame:
    """Adds `labour`: what age, illness and grade of disability leave."""
    luck = chance.whole("labour", 0, 99)
    whole = (
        pl.when((luck < 22) & AGE.is_between(18, 49)).then(pl.lit("skilled")).otherwise(pl.lit("ordinary"))
    )
    weak = pl.when(luck < 60).then(pl.lit("half")).otherwise(pl.lit("lost"))
    grown = (
        pl.when(pl.col("disabled") & (pl.col("grade") <= 2)).then(pl.lit("lost"))
        .when(pl.col("disabled")).then(pl.lit("half")).when("serious").then(weak).otherwise(whole)
    )  # fmt: skip
    aged = (
        pl.when((AGE < 68) & ~pl.col("serious") & (luck < 70)).then(pl.lit("half")).otherwise(pl.lit("lost"))
    )
    aged = pl.when(pl.col("disabled") & (pl.col("grade") <= 2)).then(pl.lit("lost")).otherwise(aged)
    found = (
        pl.when((AGE < 16) | pl.col("student"))
        .then(pl.lit("none"))
        .when(AGE >= 60)
        .then(aged)
        .otherwise(grown)
    )
    people = people.with_columns(labour=found)
    return people.with_columns(
        able=pl.col("labour").is_in(["ordinary", "skilled"]), works=pl.col("labour").is_in(["ordinary", "skilled", "half"])
    )  # fmt: skip


def insured(chance: Chance, people: pl.DataFrame) -> pl.DataFrame:
    """Adds medical insurance and pension: exactly one of each kind, a pension for grown people who are not at school."""
    employed = pl.col("able") & AGE.is_between(20, 55) & chance.below("employed", 0.07)
    grown = (AGE >= 16) & ~pl.col("student")
    return people.with_columns(
        resident_insurance=~employed, employee_insurance=employed, serious_illness_cover=pl.lit(True),
        medical_relief=pl.col("serious") & chance.below("relief", 0.5),
        resident_pension=grown & ~employed, employee_pension=grown & employed,
    )  # fmt: skip
