"""What only shows across rows: households of a village with the same figures.

Every group lies within one county; a household without the columns that make the group belongs to none, and the value is unknown.
How each suspicion is reckoned, with examples that are executed: docs/algorithms/identical-incomes.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import narwhals as nw

from bihuan.engine.quantities.household import KINDS, known, whole
from bihuan.engine.quantities.model import Asked, Row, quantity

VILLAGE = ("county", "township", "village")


def bounded(score: nw.Expr) -> nw.Expr:
    """Returns a score kept between 0 and 100; unknown stays."""
    low = nw.when(score < 0).then(nw.lit(0, nw.Int64)).otherwise(score)
    return nw.when(score > 100).then(nw.lit(100, nw.Int64)).otherwise(low)


def bounded_plainly(score: int) -> int:
    return min(100, max(0, score))


# --- the same figures in several households of a village


@quantity(
    table="household",
    of="household",
    by=(*VILLAGE, *KINDS),
    label="本村收支完全相同的户数",
    kind="count",
    unit="户",
    inputs=(),
    least=1,
)
def same_income_households(asked: Asked) -> nw.Expr:
    """How many households of the village, this one among them, have the same five figures of income and cost."""
    return whole(nw.len())


@same_income_households.plainly
def same_income_households_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return len(rows)


@quantity(
    table="household", label="收支取整后的样子", kind="text", inputs=KINDS, parameters=("near_income_step",)
)
def near_income(asked: Asked) -> nw.Expr:
    """The five figures, each as its nearest multiple of the step, as one text; unknown where one is unknown or negative."""
    step = asked.literal("near_income_step")
    steps = [((nw.col(kind) * 2 + step) // (step * 2)).cast(nw.String) for kind in KINDS]
    usable = reduce(lambda a, b: a & b, (nw.col(kind) >= 0 for kind in KINDS))
    return nw.when(usable & ~step.is_null()).then(nw.concat_str(*steps, separator="|"))


@near_income.plainly
def near_income_plainly(row: Row, asked: Asked) -> str | None:
    values, step = known(row, KINDS), asked.parameter("near_income_step")
    if values is None or step is None or min(values) < 0:
        return None
    return "|".join(str((value * 2 + step) // (step * 2)) for value in values)


@quantity(
    table="household",
    of="household",
    by=(*VILLAGE, "near_income"),
    label="本村收支几乎相同的户数",
    kind="count",
    unit="户",
    inputs=(),
    least=1,
)
def near_income_households(asked: Asked) -> nw.Expr:
    """How many households of the village, this one among them, have the same five figures after rounding to the step."""
    return whole(nw.len())


@near_income_households.plainly
def near_income_households_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return len(rows)


@quantity(
    table="household",
    of="household",
    by=(*VILLAGE, "income_per_head"),
    label="本村人均纯收入相同的户数",
    kind="count",
    unit="户",
    inputs=(),
    least=1,
)
def same_per_head_households(asked: Asked) -> nw.Expr:
    """How many households of the village, this one among them, have the same income per head to the fen."""
    return whole(nw.len())


@same_per_head_households.plainly
def same_per_head_households_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return len(rows)


@quantity(
    table="household",
    label="收支相同的可疑程度",
    kind="count",
    unit="分",
    inputs=("same_income_households", "income_figures"),
    least=0,
    most=100,
)
def identical_score(asked: Asked) -> nw.Expr:
    """40, and 15 for each household after the second, and 10 for each figure that is not nil after the second; at most 100."""
    return bounded((nw.col("same_income_households") - 2) * 15 + (nw.col("income_figures") - 2) * 10 + 40)


@identical_score.plainly
def identical_score_plainly(row: Row, asked: Asked) -> int | None:
    values = known(row, ("same_income_households", "income_figures"))
    return None if values is None else bounded_plainly((values[0] - 2) * 15 + (values[1] - 2) * 10 + 40)


@quantity(
    table="household",
    label="收支几乎相同的可疑程度",
    kind="count",
    unit="分",
    inputs=("near_income_households", "income_figures"),
    least=0,
    most=100,
)
def near_score(asked: Asked) -> nw.Expr:
    """20, and 15 for each household after the second, and 10 for each figure that is not nil after the second; at most 100."""
    return bounded((nw.col("near_income_households") - 2) * 15 + (nw.col("income_figures") - 2) * 10 + 20)


@near_score.plainly
def near_score_plainly(row: Row, asked: Asked) -> int | None:
    values = known(row, ("near_income_households", "income_figures"))
    return None if values is None else bounded_plainly((values[0] - 2) * 15 + (values[1] - 2) * 10 + 20)


@quantity(
    table="household",
    label="人均相同的可疑程度",
    kind="count",
    unit="分",
    inputs=("same_per_head_households",),
    least=0,
    most=100,
)
def per_head_score(asked: Asked) -> nw.Expr:
    """10 for each household with the same income per head; at most 100."""
    return bounded(nw.col("same_per_head_households") * 10)


@per_head_score.plainly
def per_head_score_plainly(row: Row, asked: Asked) -> int | None:
    households = row["same_per_head_households"]
    return None if households is None else bounded_plainly(households * 10)


@quantity(
    table="household",
    label="照抄上年的可疑程度",
    kind="count",
    unit="分",
    inputs=("income_figures",),
    least=0,
    most=100,
)
def copied_score(asked: Asked) -> nw.Expr:
    """50 and 10 for each figure that is not nil."""
    return nw.col("income_figures") * 10 + 50


@copied_score.plainly
def copied_score_plainly(row: Row, asked: Asked) -> int | None:
    figures = row["income_figures"]
    return None if figures is None else figures * 10 + 50
