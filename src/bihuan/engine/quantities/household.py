"""What follows from one household's row and its members: its size, its income, its risks, its measures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_
from typing import Any

import narwhals as nw

from bihuan.engine.quantities.model import Asked, Row, quantity
from bihuan.engine.tables import HELP, HOUSEHOLD, RISKS, codes
from bihuan.engine.tables.model import Code, CodeList

# the five kinds of which net income is made, the costs last
KINDS = ("wage_income", "business_income", "property_income", "transfer_income", "business_cost")
LAST = tuple(f"last_{kind}" for kind in KINDS)
MEASURES = CodeList(
    "measure_group",
    "帮扶措施的类",
    codes.EXPORTS,
    tuple(Code(name, HOUSEHOLD[name].label) for name in HELP),
)
ABLE = ("ordinary", "skilled")


def whole(expression: nw.Expr) -> nw.Expr:
    """Returns a flag or a number as a whole number of 64 bits."""
    return expression.cast(nw.Int64)


def total(counted: nw.Expr) -> nw.Expr:
    """Returns how often a condition holds in the group; what is unknown is not counted."""
    return whole(whole(counted.fill_null(False)).sum())


def joined(parts: Sequence[nw.Expr]) -> nw.Expr:
    """Returns the parts that are known joined by commas; an empty text where none is."""
    return nw.concat_str(*parts, separator=",", ignore_nulls=True)


def known(row: Row, names: Sequence[str]) -> list[Any] | None:
    """Returns the values of a row, None as soon as one is unknown."""
    values = [row[name] for name in names]
    return None if None in values else values


def net(names: Sequence[str]) -> nw.Expr:
    """Returns wage + business + property + transfer - costs, null as soon as one is."""
    *gains, cost = (nw.col(name) for name in names)
    return sum(gains[1:], gains[0]) - cost


def net_plainly(row: Row, names: Sequence[str]) -> int | None:
    values = known(row, names)
    return None if values is None else sum(values[:-1]) - values[-1]


@quantity(
    table="household",
    of="member",
    by=("household_id",),
    label="家庭人口",
    kind="count",
    unit="人",
    inputs=(),
    least=1,
)
def heads(asked: Asked) -> nw.Expr:
    """How many members the household has in the data."""
    return whole(nw.len())


@heads.plainly
def heads_plainly(rows: Sequence[Row], asked: Asked) -> int:
    return len(rows)


@quantity(table="household", label="家庭纯收入", kind="fen", unit="元", inputs=KINDS)
def net_income(asked: Asked) -> nw.Expr:
    """Net income of the year by the formula of the county's papers: wage + business + property + transfer - business costs, in fen."""
    return net(KINDS)


@net_income.plainly
def net_income_plainly(row: Row, asked: Asked) -> int | None:
    return net_plainly(row, KINDS)


@quantity(table="household", label="上年家庭纯收入", kind="fen", unit="元", inputs=LAST)
def last_net_income(asked: Asked) -> nw.Expr:
    """Net income of the year before, in fen."""
    return net(LAST)


@last_net_income.plainly
def last_net_income_plainly(row: Row, asked: Asked) -> int | None:
    return net_plainly(row, LAST)


@quantity(table="household", label="不是零的收支数", kind="count", unit="个数", inputs=KINDS, least=0, most=5)
def income_figures(asked: Asked) -> nw.Expr:
    """How many of the five figures of income and cost are not nil; unknown as soon as one is."""
    return reduce(lambda a, b: a + b, (whole(nw.col(kind) != 0) for kind in KINDS))


@income_figures.plainly
def income_figures_plainly(row: Row, asked: Asked) -> int | None:
    values = known(row, KINDS)
    return None if values is None else sum(value != 0 for value in values)


@quantity(table="household", label="收支同上年完全一样", kind="flag", inputs=(*KINDS, *LAST))
def same_as_last_year(asked: Asked) -> nw.Expr:
    """Whether all five figures equal those of the year before. No as soon as one differs, unknown when none differs and one is unknown."""
    return reduce(and_, (nw.col(now) == nw.col(then) for now, then in zip(KINDS, LAST, strict=True)))


@same_as_last_year.plainly
def same_as_last_year_plainly(row: Row, asked: Asked) -> bool | None:
    pairs = [(row[now], row[then]) for now, then in zip(KINDS, LAST, strict=True)]
    if any(now is not None and then is not None and now != then for now, then in pairs):
        return False
    return None if any(None in pair for pair in pairs) else True


@quantity(table="household", label="登记的风险", kind="codes", codes=codes.RISK, inputs=RISKS)
def risks(asked: Asked) -> nw.Expr:
    """The risks registered, in the order of their columns. Blank cells after a filled one mean no more risks; five blanks mean unknown."""
    every = joined([nw.col(risk) for risk in RISKS])
    return nw.when(every != "").then(every)


@risks.plainly
def risks_plainly(row: Row, asked: Asked) -> str | None:
    return ",".join(row[risk] for risk in RISKS if row[risk] is not None) or None


@quantity(table="household", label="重复的风险", kind="count", unit="个数", inputs=RISKS, least=0, most=4)
def risk_repeats(asked: Asked) -> nw.Expr:
    """How many risks repeat one in an earlier column; unknown where no risk is registered."""
    repeats = [_again(place) for place in range(1, len(RISKS))]
    none = reduce(and_, (nw.col(risk).is_null() for risk in RISKS))
    return nw.when(~none).then(reduce(lambda a, b: a + b, repeats))


def _again(place: int) -> nw.Expr:
    same = [(nw.col(RISKS[place]) == nw.col(earlier)).fill_null(False) for earlier in RISKS[:place]]
    return whole(reduce(lambda a, b: a | b, same))


@risk_repeats.plainly
def risk_repeats_plainly(row: Row, asked: Asked) -> int | None:
    found = [row[risk] for risk in RISKS if row[risk] is not None]
    return len(found) - len(set(found)) if found else None


@quantity(table="household", label="识别到现在的月数", kind="count", unit="月", inputs=("identified",))
def months_since_identified(asked: Asked) -> nw.Expr:
    """Months from the month of identification to that of the as-of date; negative for one to come."""
    return nw.lit(asked.month, nw.Int64) - nw.col("identified")


@months_since_identified.plainly
def months_since_identified_plainly(row: Row, asked: Asked) -> int | None:
    identified = row["identified"]
    return None if identified is None else asked.month - identified


@quantity(
    table="household",
    label="识别到消除的月数",
    kind="count",
    unit="月",
    inputs=("identified", "eliminated_month"),
)
def months_to_elimination(asked: Asked) -> nw.Expr:
    """Months from identification to elimination of the risk; negative when they stand the wrong way round."""
    return nw.col("eliminated_month") - nw.col("identified")


@months_to_elimination.plainly
def months_to_elimination_plainly(row: Row, asked: Asked) -> int | None:
    values = known(row, ("eliminated_month", "identified"))
    return None if values is None else values[0] - values[1]


@quantity(
    table="household",
    label="正在监测",
    kind="flag",
    inputs=("monitored_class", "eliminated", "monitored_class_kept"),
)
def under_monitoring(asked: Asked) -> nw.Expr:
    """Whether the household is monitored and its risk not eliminated; unknown where the data hold no class of anybody."""
    classed = ~nw.col("monitored_class").is_null()
    return (
        nw.when(classed)
        .then(~nw.col("eliminated").fill_null(False))
        .otherwise(nw.when(nw.col("monitored_class_kept")).then(nw.lit(False)))
    )


@under_monitoring.plainly
def under_monitoring_plainly(row: Row, asked: Asked) -> bool | None:
    if row["monitored_class"] is not None:
        return row["eliminated"] is not True
    return False if row["monitored_class_kept"] else None


@quantity(table="household", of="household", by=("county",), label="表里有帮扶措施", kind="flag", inputs=HELP)
def measures_kept(asked: Asked) -> nw.Expr:
    """Whether any measure of anybody is filled in the county's data: only then does a blank mean "no measure"."""
    return reduce(lambda a, b: a + b, (nw.col(name).count() for name in HELP)) > 0


@measures_kept.plainly
def measures_kept_plainly(rows: Sequence[Row], asked: Asked) -> bool:
    return any(row[name] is not None for row in rows for name in HELP)


@quantity(
    table="household", label="有措施的类", kind="codes", codes=MEASURES, inputs=(*HELP, "measures_kept")
)
def measures(asked: Asked) -> nw.Expr:
    """The groups in which a measure is registered; empty for none, unknown where the data hold no measures of anybody."""
    groups = joined([nw.when(~nw.col(name).is_null()).then(nw.lit(name)) for name in HELP])
    return nw.when(nw.col("measures_kept")).then(groups)


@measures.plainly
def measures_plainly(row: Row, asked: Asked) -> str | None:
    return ",".join(name for name in HELP if row[name] is not None) if row["measures_kept"] else None


@quantity(
    table="household",
    label="有措施的类数",
    kind="count",
    unit="类",
    inputs=(*HELP, "measures_kept"),
    least=0,
    most=len(HELP),
)
def measure_groups(asked: Asked) -> nw.Expr:
    """In how many groups a measure is registered; unknown where the data hold no measures of anybody."""
    filled = reduce(lambda a, b: a + b, (whole(~nw.col(name).is_null()) for name in HELP))
    return nw.when(nw.col("measures_kept")).then(filled)


@measure_groups.plainly
def measure_groups_plainly(row: Row, asked: Asked) -> int | None:
    return sum(row[name] is not None for name in HELP) if row["measures_kept"] else None


@quantity(
    table="household",
    of="member",
    by=("household_id",),
    label="普通和技能劳动力",
    kind="count",
    unit="人",
    inputs=("labour",),
    least=0,
)
def able_members(asked: Asked) -> nw.Expr:
    """How many members are ordinary or skilled labour; unknown as soon as one member's labour is."""
    able = whole(nw.col("labour").is_in(ABLE)).sum()
    return nw.when(nw.col("labour").count() == nw.len()).then(whole(able))


@able_members.plainly
def able_members_plainly(rows: Sequence[Row], asked: Asked) -> int | None:
    found = [row["labour"] for row in rows]
    return None if None in found else sum(labour in ABLE for labour in found)


@quantity(
    table="household",
    label="劳动力占家庭人口的百分数",
    kind="count",
    unit="%",
    inputs=("able_members", "heads"),
    least=0,
    most=100,
)
def able_percent(asked: Asked) -> nw.Expr:
    """Ordinary and skilled labour per hundred members, cut down: bounds of a quarter and a half are exact up to 25 members."""
    return nw.col("able_members") * 100 // nw.col("heads")


@able_percent.plainly
def able_percent_plainly(row: Row, asked: Asked) -> int | None:
    values = known(row, ("able_members", "heads"))
    return None if values is None else values[0] * 100 // values[1]


@quantity(
    table="household",
    label="人均纯收入差多少",
    kind="fen",
    unit="元",
    inputs=("net_income", "income_per_head", "heads"),
    least=0,
)
def per_head_gap(asked: Asked) -> nw.Expr:
    """How far net income is from the registered income per head times the members, in fen."""
    return (nw.col("net_income") - nw.col("income_per_head") * nw.col("heads")).abs()


@per_head_gap.plainly
def per_head_gap_plainly(row: Row, asked: Asked) -> int | None:
    values = known(row, ("net_income", "income_per_head", "heads"))
    return None if values is None else abs(values[0] - values[1] * values[2])
