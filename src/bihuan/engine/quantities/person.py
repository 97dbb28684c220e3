"""What follows from one person's row."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from bihuan.engine.quantities.model import Asked, Row, quantity


@quantity(
    table="member",
    label="年龄",
    kind="count",
    unit="周岁",
    inputs=("birth_date", "id_birth_date"),
    sensitivity="personal",
)
def age(asked: Asked) -> nw.Expr:
    """Whole years on the as-of date, by the date of birth as registered, else by the identity number; negative before birth.
    On the birthday one is a year older."""
    born = nw.coalesce(nw.col("birth_date"), nw.col("id_birth_date"))
    day = born.dt.month().cast(nw.Int64) * 100 + born.dt.day().cast(nw.Int64)
    later = nw.when(day > asked.on.month * 100 + asked.on.day).then(nw.lit(1)).otherwise(nw.lit(0))
    return nw.lit(asked.on.year) - born.dt.year().cast(nw.Int64) - later.cast(nw.Int64)


@age.plainly
def age_plainly(row: Row, asked: Asked) -> int | None:
    born = row["birth_date"] or row["id_birth_date"]
    if born is None:
        return None
    return asked.on.year - born.year - ((born.month, born.day) > (asked.on.month, asked.on.day))


@quantity(
    table="member", label="月龄", kind="count", unit="个月", inputs=("birth_date", "id_birth_date"),
    sensitivity="personal",
)  # fmt: skip
def age_months(asked: Asked) -> nw.Expr:
    """Whole months since birth on the as-of date, by the same date as `age`; a month is full on the day of the birth's number
    (who was born on the 31st has it on the first of the month after a shorter one)."""
    born = nw.coalesce(nw.col("birth_date"), nw.col("id_birth_date"))
    later = nw.when(born.dt.day().cast(nw.Int64) > asked.on.day).then(nw.lit(1)).otherwise(nw.lit(0))
    months = born.dt.year().cast(nw.Int64) * 12 + born.dt.month().cast(nw.Int64)
    return nw.lit(asked.on.year * 12 + asked.on.month) - months - later.cast(nw.Int64)


@age_months.plainly
def age_months_plainly(row: Row, asked: Asked) -> int | None:
    born = row["birth_date"] or row["id_birth_date"]
    if born is None:
        return None
    return (asked.on.year - born.year) * 12 + asked.on.month - born.month - (born.day > asked.on.day)


# what 在校生状况 holds for people who do not go to school
NOT_STUDENTS = ("none", "preschool_child", "kindergarten")


@quantity(table="member", label="在校生", kind="flag", inputs=("schooling", "education"))
def student(asked: Asked) -> nw.Expr:
    """Whether the person goes to school, primary school or above. Exports fill one of the two columns: 在校生状况 of students,
    文化程度 of everybody else, so somebody with the second only is no student; unknown where both are empty."""
    schooling, outside = nw.col("schooling"), nw.when(~nw.col("education").is_null()).then(nw.lit(False))
    return nw.when(~schooling.is_null()).then(~schooling.is_in(NOT_STUDENTS)).otherwise(outside)


@student.plainly
def student_plainly(row: Row, asked: Asked) -> bool | None:
    if row["schooling"] is not None:
        return row["schooling"] not in NOT_STUDENTS
    return None if row["education"] is None else False


@quantity(
    table="member", of="member", by=("household_id",), label="户主年龄", kind="count", unit="周岁",
    inputs=("relation", "age"), sensitivity="personal",
)  # fmt: skip
def head_age(asked: Asked) -> nw.Expr:
    """The age of the household's head, of the youngest where several are registered; unknown without one whose age is known."""
    return nw.when(nw.col("relation") == "head").then(nw.col("age")).min()


@head_age.plainly
def head_age_plainly(rows: Sequence[Row], asked: Asked) -> int | None:
    return min(
        (row["age"] for row in rows if row["relation"] == "head" and row["age"] is not None), default=None
    )
