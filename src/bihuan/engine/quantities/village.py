"""A village's figures beside what its households and people say."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from bihuan.engine.quantities.across import VILLAGE
from bihuan.engine.quantities.household import known, total, whole
from bihuan.engine.quantities.model import Asked, Row, quantity

SUPPORTED = ("rural", "urban")


@quantity(
    table="village",
    of="household",
    by=VILLAGE,
    label="农户表里的户数",
    kind="count",
    unit="户",
    inputs=(),
    empty=0,
    least=0,
)
def listed_households(asked: Asked) -> nw.Expr:
    """How many households of the village the household table holds."""
    return whole(nw.len())


@listed_households.plainly
def listed_households_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return len(rows)


@quantity(
    table="village",
    of="member",
    by=VILLAGE,
    label="成员表里的人数",
    kind="count",
    unit="人",
    inputs=(),
    empty=0,
    least=0,
)
def listed_people(asked: Asked) -> nw.Expr:
    """How many people of the village the member table holds."""
    return whole(nw.len())


@listed_people.plainly
def listed_people_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return len(rows)


@quantity(
    table="village",
    of="household",
    by=VILLAGE,
    label="农户表里的危房户数",
    kind="count",
    unit="户",
    inputs=("unsafe_house",),
    empty=0,
    least=0,
)
def listed_unsafe(asked: Asked) -> nw.Expr:
    """How many households of the village are registered as living in unsafe houses."""
    return total(nw.col("unsafe_house"))


@listed_unsafe.plainly
def listed_unsafe_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return sum(row["unsafe_house"] is True for row in rows)


@quantity(
    table="village",
    of="household",
    by=VILLAGE,
    label="农户表里饮水不安全的户数",
    kind="count",
    unit="户",
    inputs=("safe_water",),
    empty=0,
    least=0,
)
def listed_unsafe_water(asked: Asked) -> nw.Expr:
    """How many households of the village are registered as without safe water."""
    return total(~nw.col("safe_water"))


@listed_unsafe_water.plainly
def listed_unsafe_water_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return sum(row["safe_water"] is False for row in rows)


@quantity(
    table="village",
    of="member",
    by=VILLAGE,
    label="成员表里享受低保的人数",
    kind="count",
    unit="人",
    inputs=("subsistence",),
    empty=0,
    least=0,
)
def listed_subsistence(asked: Asked) -> nw.Expr:
    """How many people of the village are registered as receiving the subsistence allowance."""
    return total(nw.col("subsistence").is_in(SUPPORTED))


@listed_subsistence.plainly
def listed_subsistence_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return sum(row["subsistence"] in SUPPORTED for row in rows)


@quantity(
    table="village",
    of="household",
    by=VILLAGE,
    label="脱贫户耕地合计",
    kind="hundredths",
    unit="亩",
    inputs=("household_type", "farmland"),
    empty=0,
)
def lifted_farmland(asked: Asked) -> nw.Expr:
    """Farmland of the village's lifted households as far as it is filled, in hundredths of a mu."""
    return _lifted("farmland")


@lifted_farmland.plainly
def lifted_farmland_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return _lifted_plainly(rows, "farmland")


@quantity(
    table="village",
    of="household",
    by=VILLAGE,
    label="脱贫户林地合计",
    kind="hundredths",
    unit="亩",
    inputs=("household_type", "forest"),
    empty=0,
)
def lifted_forest(asked: Asked) -> nw.Expr:
    """Forest of the village's lifted households as far as it is filled, in hundredths of a mu."""
    return _lifted("forest")


@lifted_forest.plainly
def lifted_forest_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return _lifted_plainly(rows, "forest")


def _lifted(column: str) -> nw.Expr:
    lifted = nw.when(nw.col("household_type") == "lifted").then(nw.col(column))
    return whole(lifted.fill_null(0).sum())


def _lifted_plainly(rows: Sequence[Row], column: str) -> int:
    return sum(row[column] or 0 for row in rows if row["household_type"] == "lifted")


@quantity(
    table="village", of="household", by=VILLAGE, label="能同上年比的户数", kind="count", unit="户",
    inputs=("same_as_last_year", "income_figures"), empty=0, least=0,
)  # fmt: skip
def compared_households(asked: Asked) -> nw.Expr:
    """How many households of the village have a figure that is not nil and can be compared with last year's."""
    return total((nw.col("income_figures") > 0) & ~nw.col("same_as_last_year").is_null())


@compared_households.plainly
def compared_households_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return sum((row["income_figures"] or 0) > 0 and row["same_as_last_year"] is not None for row in rows)


@quantity(
    table="village", of="household", by=VILLAGE, label="收支同上年完全一样的户数", kind="count", unit="户",
    inputs=("same_as_last_year", "income_figures"), empty=0, least=0,
)  # fmt: skip
def copied_households(asked: Asked) -> nw.Expr:
    """How many of them have all five figures as they were last year."""
    return total((nw.col("income_figures") > 0) & nw.col("same_as_last_year"))


@copied_households.plainly
def copied_households_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return sum((row["income_figures"] or 0) > 0 and row["same_as_last_year"] is True for row in rows)


@quantity(
    table="village", label="收支同上年一样的百分数", kind="count", unit="%", inputs=("copied_households", "compared_households"),
    least=0, most=100,
)  # fmt: skip
def copied_percent(asked: Asked) -> nw.Expr:
    """Copied households per hundred compared ones, cut down; unknown where none can be compared."""
    compared = nw.col("compared_households")
    return nw.col("copied_households") * 100 // nw.when(compared > 0).then(compared)


@copied_percent.plainly
def copied_percent_plainly(row: Row, asked: Asked) -> int | None:
    values = known(row, ("copied_households", "compared_households"))
    return None if values is None or not values[1] else values[0] * 100 // values[1]
