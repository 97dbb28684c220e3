"""A ledger's figures beside each other: parts and wholes, percentages and averages. Nothing is divided."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from bihuan.engine.quantities.household import known, whole
from bihuan.engine.quantities.model import Asked, Row, quantity


@quantity(table="ledger", label="哪一本台账", kind="text", inputs=("county", "township", "village", "ledger"))
def ledger_of(asked: Asked) -> nw.Expr:
    """The place and name of the ledger as one text; a county's ledger names no township, a township's no village."""
    place = [nw.col(name).fill_null("") for name in ("county", "township", "village")]
    return nw.when(~nw.col("ledger").is_null()).then(
        nw.concat_str(*place, nw.col("ledger").fill_null(""), separator="|")
    )


@ledger_of.plainly
def ledger_of_plainly(row: Row, asked: Asked) -> str | None:
    if row["ledger"] is None:
        return None
    return "|".join(row[name] or "" for name in ("county", "township", "village", "ledger"))


@quantity(
    table="ledger",
    of="ledger",
    by=("ledger_of", "item"),
    theirs=("ledger_of", "part_of"),
    label="分项个数",
    kind="count",
    unit="项",
    inputs=(),
    empty=0,
    least=0,
)
def parts(asked: Asked) -> nw.Expr:
    """How many rows of the ledger are part of this item."""
    return whole(nw.len())


@parts.plainly
def parts_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return len(rows)


@quantity(
    table="ledger",
    of="ledger",
    by=("ledger_of", "item"),
    theirs=("ledger_of", "part_of"),
    label="分项之和",
    kind="hundredths",
    inputs=("figure",),
)
def parts_sum(asked: Asked) -> nw.Expr:
    """The sum of the item's parts, in hundredths; unknown without a part or as soon as one figure is."""
    return nw.when(nw.col("figure").count() == nw.len()).then(whole(nw.col("figure").sum()))


@parts_sum.plainly
def parts_sum_plainly(rows: Sequence[Row], asked: Asked) -> int | None:
    figures = [row["figure"] for row in rows]
    return None if None in figures else sum(figures)


def _figure() -> nw.Expr:
    return nw.when(nw.len() == 1).then(nw.col("figure").max())


def _figure_plainly(rows: Sequence[Row]) -> int | None:
    return rows[0]["figure"] if len(rows) == 1 else None


@quantity(
    table="ledger",
    of="ledger",
    by=("ledger_of", "part_of"),
    theirs=("ledger_of", "item"),
    label="所属合计项的数字",
    kind="hundredths",
    inputs=("figure",),
)
def whole_figure(asked: Asked) -> nw.Expr:
    """The figure of the item this row is part of; unknown where the ledger has no such item or several."""
    return _figure()


@whole_figure.plainly
def whole_figure_plainly(rows: Sequence[Row], asked: Asked) -> int | None:
    return _figure_plainly(rows)


@quantity(
    table="ledger",
    of="ledger",
    by=("ledger_of", "part_of"),
    theirs=("ledger_of", "item"),
    label="所属合计项的行数",
    kind="count",
    unit="行",
    inputs=(),
    empty=0,
    least=0,
)
def wholes(asked: Asked) -> nw.Expr:
    """How many rows of the ledger bear the name of the item this row is part of."""
    return whole(nw.len())


@wholes.plainly
def wholes_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return len(rows)


@quantity(
    table="ledger",
    of="ledger",
    by=("ledger_of", "ratio_of"),
    theirs=("ledger_of", "item"),
    label="分子项的数字",
    kind="hundredths",
    inputs=("figure",),
)
def numerator(asked: Asked) -> nw.Expr:
    """The figure of the item that is divided; unknown where there is none or several."""
    return _figure()


@numerator.plainly
def numerator_plainly(rows: Sequence[Row], asked: Asked) -> int | None:
    return _figure_plainly(rows)


@quantity(
    table="ledger",
    of="ledger",
    by=("ledger_of", "ratio_to"),
    theirs=("ledger_of", "item"),
    label="分母项的数字",
    kind="hundredths",
    inputs=("figure",),
)
def denominator(asked: Asked) -> nw.Expr:
    """The figure of the item that divides; unknown where there is none or several."""
    return _figure()


@denominator.plainly
def denominator_plainly(rows: Sequence[Row], asked: Asked) -> int | None:
    return _figure_plainly(rows)


@quantity(
    table="ledger",
    label="百分数差多少",
    kind="hundredths",
    inputs=("figure", "numerator", "denominator"),
    least=0,
)
def percent_gap(asked: Asked) -> nw.Expr:
    """How far the figure is from 100 × numerator / denominator, times the denominator: |figure × denominator - numerator × 10000|.

    It is compared with half a last digit × denominator. Unknown for a nil denominator.
    """
    base = nw.col("denominator")
    return nw.when(base > 0).then((nw.col("figure") * base - nw.col("numerator") * 10_000).abs())


@percent_gap.plainly
def percent_gap_plainly(row: Row, asked: Asked) -> int | None:
    values = known(row, ("figure", "numerator", "denominator"))
    return None if values is None or values[2] <= 0 else abs(values[0] * values[2] - values[1] * 10_000)


@quantity(
    table="ledger",
    label="平均数差多少",
    kind="hundredths",
    inputs=("figure", "numerator", "denominator"),
    least=0,
)
def average_gap(asked: Asked) -> nw.Expr:
    """The same for an average: |figure × denominator - numerator × 100|; unknown for a nil denominator."""
    base = nw.col("denominator")
    return nw.when(base > 0).then((nw.col("figure") * base - nw.col("numerator") * 100).abs())


@average_gap.plainly
def average_gap_plainly(row: Row, asked: Asked) -> int | None:
    values = known(row, ("figure", "numerator", "denominator"))
    return None if values is None or values[2] <= 0 else abs(values[0] * values[2] - values[1] * 100)


@quantity(
    table="ledger", label="平均数多写了多少", kind="hundredths", inputs=("figure", "numerator", "denominator")
)
def average_surplus(asked: Asked) -> nw.Expr:
    """By how much the figure is over the average, times the denominator: figure × denominator - numerator × 100.

    Unknown for a nil denominator.
    """
    base = nw.col("denominator")
    return nw.when(base > 0).then(nw.col("figure") * base - nw.col("numerator") * 100)


@average_surplus.plainly
def average_surplus_plainly(row: Row, asked: Asked) -> int | None:
    values = known(row, ("figure", "numerator", "denominator"))
    return None if values is None or values[2] <= 0 else values[0] * values[2] - values[1] * 100


@quantity(
    table="ledger",
    of="ledger",
    by=("ledger_of", "item"),
    label="同名的行数",
    kind="count",
    unit="行",
    inputs=(),
    least=1,
)
def item_rows(asked: Asked) -> nw.Expr:
    """How many rows of the ledger bear the item's name, this one among them."""
    return whole(nw.len())


@item_rows.plainly
def item_rows_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return len(rows)


@quantity(
    table="ledger",
    of="ledger",
    by=("ledger_of", "item"),
    theirs=("ledger_of", "part_of"),
    label="最大的分项",
    kind="hundredths",
    inputs=("figure",),
)
def parts_most(asked: Asked) -> nw.Expr:
    """The largest of the item's parts as far as they are filled, in hundredths; unknown without one."""
    return nw.col("figure").max()


@parts_most.plainly
def parts_most_plainly(rows: Sequence[Row], asked: Asked) -> int | None:
    return max((row["figure"] for row in rows if row["figure"] is not None), default=None)
