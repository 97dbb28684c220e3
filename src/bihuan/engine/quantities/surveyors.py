"""One surveyor's figures beside what honest figures look like: too many round ones, and first digits that follow no law.

What is found about a surveyor is said once, at his first household. How it is reckoned: docs/algorithms/round-figures.md and benford.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import narwhals as nw

from bihuan.engine.quantities.across import bounded, bounded_plainly
from bihuan.engine.quantities.household import KINDS, known, total, whole
from bihuan.engine.quantities.model import Asked, Row, quantity

SURVEYOR = ("county", "township", "surveyor")
# figures that honest households rarely know to the round thousand; wages are months times a round wage and prove nothing
ROUNDABLE = ("business_income", "business_cost", "transfer_income")
# Benford's law: how often a figure begins with 1 … 9, in hundred-thousandths
BENFORD = {1: 30103, 2: 17609, 3: 12494, 4: 9691, 5: 7918, 6: 6695, 7: 5799, 8: 5115, 9: 4576}


@quantity(
    table="household",
    of="household",
    by=SURVEYOR,
    label="采集人的户数",
    kind="count",
    unit="户",
    inputs=(),
    least=1,
)
def surveyor_households(asked: Asked) -> nw.Expr:
    """How many households the surveyor collected in the township."""
    return whole(nw.len())


@surveyor_households.plainly
def surveyor_households_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return len(rows)


@quantity(
    table="household",
    of="household",
    by=SURVEYOR,
    label="采集人名下第一户",
    kind="text",
    inputs=("household_id",),
)
def surveyor_first(asked: Asked) -> nw.Expr:
    """The lowest household number of the surveyor: what is found about a surveyor is said once, there."""
    return nw.col("household_id").min()


@surveyor_first.plainly
def surveyor_first_plainly(rows: Sequence[Row], asked: Asked) -> str | None:
    return min((row["household_id"] for row in rows if row["household_id"] is not None), default=None)


@quantity(
    table="household",
    of="household",
    by=SURVEYOR,
    label="采集人填的经营和转移数",
    kind="count",
    unit="个数",
    inputs=ROUNDABLE,
    least=0,
)
def surveyor_figures(asked: Asked) -> nw.Expr:
    """How many figures above nil the surveyor wrote for business income, business costs and transfers."""
    return reduce(
        lambda a, b: a + b,
        (total(nw.col(kind) > 0) for kind in ROUNDABLE),
    )


@surveyor_figures.plainly
def surveyor_figures_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return sum((row[kind] or 0) > 0 for row in rows for kind in ROUNDABLE)


@quantity(
    table="household", of="household", by=SURVEYOR, label="采集人填的整数", kind="count", unit="个数", inputs=ROUNDABLE,
    parameters=("round_figure_step",), least=0,
)  # fmt: skip
def surveyor_round(asked: Asked) -> nw.Expr:
    """How many of those figures are multiples of the step (1000 yuan); unknown where the step is."""
    step = asked.literal("round_figure_step")
    is_round = [(nw.col(kind) > 0) & (nw.col(kind) % step == 0) for kind in ROUNDABLE]
    counted = reduce(lambda a, b: a + b, (total(one) for one in is_round))
    return counted if asked.parameter("round_figure_step") is not None else nw.lit(None, nw.Int64)


@surveyor_round.plainly
def surveyor_round_plainly(rows: Sequence[Row], asked: Asked) -> int | None:
    step = asked.parameter("round_figure_step")
    if step is None:
        return None
    return sum((row[kind] or 0) > 0 and row[kind] % step == 0 for row in rows for kind in ROUNDABLE)


@quantity(
    table="household",
    label="采集人填的数里整数的百分数",
    kind="count",
    unit="%",
    inputs=("surveyor_round", "surveyor_figures"),
    least=0,
    most=100,
)
def surveyor_round_percent(asked: Asked) -> nw.Expr:
    """Round figures per hundred figures of the surveyor, cut down; unknown without a figure."""
    figures = nw.col("surveyor_figures")
    return nw.col("surveyor_round") * 100 // nw.when(figures > 0).then(figures)


@surveyor_round_percent.plainly
def surveyor_round_percent_plainly(row: Row, asked: Asked) -> int | None:
    values = known(row, ("surveyor_round", "surveyor_figures"))
    return None if values is None or not values[1] else values[0] * 100 // values[1]


@quantity(
    table="household",
    label="整数太多的可疑程度",
    kind="count",
    unit="分",
    inputs=("surveyor_round_percent",),
    least=0,
    most=100,
)
def round_score(asked: Asked) -> nw.Expr:
    """Nil at half of the figures round, 100 at all of them."""
    return bounded((nw.col("surveyor_round_percent") - 50) * 2)


@round_score.plainly
def round_score_plainly(row: Row, asked: Asked) -> int | None:
    percent = row["surveyor_round_percent"]
    return None if percent is None else bounded_plainly((percent - 50) * 2)


# --- first digits (Benford's law)


@quantity(table="household", label="收支数的首位数字", kind="text", inputs=KINDS)
def leading_digits(asked: Asked) -> nw.Expr:
    """The first digits of the household's figures above nil, one after the other; empty for none."""
    digits = [nw.when(nw.col(kind) > 0).then(nw.col(kind).cast(nw.String).str.slice(0, 1)) for kind in KINDS]
    return nw.concat_str(*digits, separator="", ignore_nulls=True)


@leading_digits.plainly
def leading_digits_plainly(row: Row, asked: Asked) -> str:
    return "".join(str(row[kind])[0] for kind in KINDS if (row[kind] or 0) > 0)


def _figures() -> nw.Expr:
    return whole(nw.col("leading_digits").str.len_chars()).sum().cast(nw.Int64)


def _beginning_with(digit: int) -> nw.Expr:
    every = nw.col("leading_digits")
    others = every.str.replace_all(str(digit), "", literal=True)
    return (whole(every.str.len_chars()) - whole(others.str.len_chars())).sum().cast(nw.Int64)


def _deviation() -> nw.Expr:
    figures = _figures()
    gaps = [(_beginning_with(digit) * 100_000 - figures * share).abs() for digit, share in BENFORD.items()]
    return nw.when(figures > 0).then(reduce(lambda a, b: a + b, gaps) // (figures * 90))


def _deviation_plainly(rows: Sequence[Row]) -> int | None:
    digits = "".join(row["leading_digits"] for row in rows)
    gaps = (abs(digits.count(str(digit)) * 100_000 - len(digits) * share) for digit, share in BENFORD.items())
    return sum(gaps) // (len(digits) * 90) if digits else None


@quantity(
    table="household",
    of="household",
    by=SURVEYOR,
    label="采集人填的收支数",
    kind="count",
    unit="个数",
    inputs=("leading_digits",),
    least=0,
)
def surveyor_leading(asked: Asked) -> nw.Expr:
    """How many figures of income and cost above nil the surveyor wrote."""
    return _figures()


@surveyor_leading.plainly
def surveyor_leading_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return sum(len(row["leading_digits"]) for row in rows)


@quantity(
    table="household",
    of="household",
    by=SURVEYOR,
    label="采集人首位数字的平均偏差",
    kind="count",
    unit="万分之一",
    inputs=("leading_digits",),
    least=0,
)
def surveyor_deviation(asked: Asked) -> nw.Expr:
    """Mean absolute deviation of the surveyor's first digits from Benford's law, in ten-thousandths, cut down; unknown without a figure.

    Whole numbers throughout: sum over the digits of |count * 100000 - figures * share|, divided by figures * 90.
    """
    return _deviation()


@surveyor_deviation.plainly
def surveyor_deviation_plainly(rows: Sequence[Row], asked: Asked) -> int | None:
    return _deviation_plainly(rows)


@quantity(
    table="household",
    of="household",
    by=("county",),
    label="全县首位数字的平均偏差",
    kind="count",
    unit="万分之一",
    inputs=("leading_digits",),
    least=0,
)
def county_deviation(asked: Asked) -> nw.Expr:
    """The same deviation of all figures of the county: how far honest figures are from the law here."""
    return _deviation()


@county_deviation.plainly
def county_deviation_plainly(rows: Sequence[Row], asked: Asked) -> int | None:
    return _deviation_plainly(rows)


@quantity(
    table="household",
    label="首位数字的可疑程度",
    kind="count",
    unit="分",
    inputs=("surveyor_deviation",),
    least=0,
    most=100,
)
def benford_score(asked: Asked) -> nw.Expr:
    """Nil up to a deviation of 0.015, where Nigrini's table says "nonconformity", 100 from 0.060 on."""
    return bounded((nw.col("surveyor_deviation") - 150) * 2 // 9)


@benford_score.plainly
def benford_score_plainly(row: Row, asked: Asked) -> int | None:
    deviation = row["surveyor_deviation"]
    return None if deviation is None else bounded_plainly((deviation - 150) * 2 // 9)
