"""Who was where on which day: surveys and visits that one person can hardly have made, and who signed for whom."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from bihuan.engine.quantities.across import bounded, bounded_plainly
from bihuan.engine.quantities.household import total, whole
from bihuan.engine.quantities.model import Asked, Row, quantity
from bihuan.engine.quantities.surveyors import SURVEYOR

SURVEY_DAY = (*SURVEYOR, "survey_date")
VISIT_DAY = ("county", "township", "visitor", "visit_date")


def month_of(day: nw.Expr) -> nw.Expr:
    """Returns year * 12 + month - 1."""
    return whole(day.dt.year()) * 12 + whole(day.dt.month()) - 1


@quantity(table="household", label="信息采集月份", kind="month", inputs=("survey_date",))
def survey_month(asked: Asked) -> nw.Expr:
    """The month in which the household was surveyed."""
    return month_of(nw.col("survey_date"))


@survey_month.plainly
def survey_month_plainly(row: Row, asked: Asked) -> int | None:
    day = row["survey_date"]
    return None if day is None else day.year * 12 + day.month - 1


@quantity(
    table="household",
    of="household",
    by=SURVEY_DAY,
    label="采集人当天的户数",
    kind="count",
    unit="户",
    inputs=(),
    least=1,
)
def surveyor_day_households(asked: Asked) -> nw.Expr:
    """How many households the surveyor is said to have surveyed on that day."""
    return whole(nw.len())


@surveyor_day_households.plainly
def surveyor_day_households_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return len(rows)


@quantity(
    table="household",
    of="household",
    by=SURVEY_DAY,
    label="采集人当天的第一户",
    kind="text",
    inputs=("household_id",),
)
def surveyor_day_first(asked: Asked) -> nw.Expr:
    """The lowest household number of that day: what is found about a day is said once, there."""
    return nw.col("household_id").min()


@surveyor_day_first.plainly
def surveyor_day_first_plainly(rows: Sequence[Row], asked: Asked) -> str | None:
    return min((row["household_id"] for row in rows if row["household_id"] is not None), default=None)


@quantity(
    table="household", label="一天采集太多的可疑程度", kind="count", unit="分", inputs=("surveyor_day_households",),
    parameters=("surveyor_day_most",), least=0, most=100,
)  # fmt: skip
def surveyor_day_score(asked: Asked) -> nw.Expr:
    """50, and 2 for each household over the most that a day holds; at most 100."""
    return bounded((nw.col("surveyor_day_households") - asked.literal("surveyor_day_most")) * 2 + 50)


@surveyor_day_score.plainly
def surveyor_day_score_plainly(row: Row, asked: Asked) -> int | None:
    return _over(row["surveyor_day_households"], asked.parameter("surveyor_day_most"))


def _over(count: int | None, most: int | None) -> int | None:
    return None if count is None or most is None else bounded_plainly((count - most) * 2 + 50)


@quantity(
    table="household",
    of="member",
    by=("household_id",),
    label="与采集人同名的家人",
    kind="count",
    unit="人",
    inputs=("name", "surveyor"),
    least=0,
)
def surveyor_namesakes(asked: Asked) -> nw.Expr:
    """How many members of the household bear the surveyor's name; none where no surveyor is filled."""
    return total(nw.col("name") == nw.col("surveyor"))


@surveyor_namesakes.plainly
def surveyor_namesakes_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return sum(row["name"] is not None and row["name"] == row["surveyor"] for row in rows)


@quantity(table="visit", label="走访月份", kind="month", inputs=("visit_date",))
def visit_month(asked: Asked) -> nw.Expr:
    """The month of the visit."""
    return month_of(nw.col("visit_date"))


@visit_month.plainly
def visit_month_plainly(row: Row, asked: Asked) -> int | None:
    day = row["visit_date"]
    return None if day is None else day.year * 12 + day.month - 1


@quantity(
    table="visit",
    of="visit",
    by=VISIT_DAY,
    label="走访人当天入户的户数",
    kind="count",
    unit="户",
    inputs=("visit_way",),
    least=0,
)
def visitor_day_homes(asked: Asked) -> nw.Expr:
    """How many visits at home the visitor is said to have made on that day; calls and visits without a way are not counted."""
    return total(nw.col("visit_way") == "home")


@visitor_day_homes.plainly
def visitor_day_homes_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return sum(row["visit_way"] == "home" for row in rows)


@quantity(
    table="visit",
    of="visit",
    by=VISIT_DAY,
    label="走访人当天入户的第一户",
    kind="text",
    inputs=("visit_way", "household_id"),
)
def visitor_day_first(asked: Asked) -> nw.Expr:
    """The lowest number of a household visited at home on that day; unknown without one."""
    return nw.when(nw.col("visit_way") == "home").then(nw.col("household_id")).min()


@visitor_day_first.plainly
def visitor_day_first_plainly(rows: Sequence[Row], asked: Asked) -> str | None:
    homes = (row["household_id"] for row in rows if row["visit_way"] == "home")
    return min((home for home in homes if home is not None), default=None)


@quantity(
    table="visit", label="一天走访太多的可疑程度", kind="count", unit="分", inputs=("visitor_day_homes",),
    parameters=("visitor_day_most",), least=0, most=100,
)  # fmt: skip
def visitor_day_score(asked: Asked) -> nw.Expr:
    """50, and 2 for each household over the most that a day holds; at most 100."""
    return bounded((nw.col("visitor_day_homes") - asked.literal("visitor_day_most")) * 2 + 50)


@visitor_day_score.plainly
def visitor_day_score_plainly(row: Row, asked: Asked) -> int | None:
    return _over(row["visitor_day_homes"], asked.parameter("visitor_day_most"))


@quantity(
    table="visit",
    of="member",
    by=("household_id", "household_signature"),
    theirs=("household_id", "name"),
    label="家里叫这个名字的人",
    kind="count",
    unit="人",
    inputs=(),
    empty=0,
    least=0,
)
def signers(asked: Asked) -> nw.Expr:
    """How many members of the household bear the name that signed for it."""
    return whole(nw.len())


@signers.plainly
def signers_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return len(rows)


@quantity(
    table="visit",
    of="visit",
    by=("county",),
    label="台账里有签字",
    kind="flag",
    inputs=("household_signature", "visitor_signature"),
)
def signatures_kept(asked: Asked) -> nw.Expr:
    """Whether any visit of the county has a signature; unknown where the visits are kept without."""
    return nw.when(nw.col("household_signature").count() + nw.col("visitor_signature").count() > 0).then(
        nw.lit(True)
    )


@signatures_kept.plainly
def signatures_kept_plainly(rows: Sequence[Row], asked: Asked) -> bool | None:
    return (
        any(row[name] is not None for row in rows for name in ("household_signature", "visitor_signature"))
        or None
    )
