"""What follows from one spell of work."""

from __future__ import annotations

import narwhals as nw

from bihuan.engine.quantities.model import Asked, Row, quantity


@quantity(table="work", label="务工月数", kind="count", unit="个月", inputs=("work_start", "work_end"))
def spell_months(asked: Asked) -> nw.Expr:
    """Months of the spell, the first and the last counted, until the as-of month where it has not ended before; unknown without a start."""
    now = asked.month
    last = nw.when(nw.col("work_end") < now).then(nw.col("work_end")).otherwise(nw.lit(now, nw.Int64))
    return last - nw.col("work_start") + 1


@spell_months.plainly
def spell_months_plainly(row: Row, asked: Asked) -> int | None:
    start, end = row["work_start"], row["work_end"]
    now = asked.month
    return None if start is None else (now if end is None else min(end, now)) - start + 1


@quantity(table="work", label="在本县务工", kind="flag", inputs=("work_county", "county"))
def works_at_home(asked: Asked) -> nw.Expr:
    """Whether the county of work is the home county, written in full (某省某市云溪县), as it is (云溪县) or short (云溪)."""
    there, home = nw.col("work_county"), nw.col("county")
    return there.str.ends_with(home) | home.str.starts_with(there)


@works_at_home.plainly
def works_at_home_plainly(row: Row, asked: Asked) -> bool | None:
    there, home = row["work_county"], row["county"]
    return None if there is None or home is None else there.endswith(home) or home.startswith(there)
