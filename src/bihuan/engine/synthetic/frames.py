"""The county as frames: the catalogue's columns in their kinds, in the order rows stand on the sheets."""

from __future__ import annotations

import polars as pl

from bihuan.engine.synthetic.county import County
from bihuan.engine.tables import EXPORTS, TABLES, Table
from bihuan.engine.tables.model import Kind

TYPES: dict[Kind, pl.DataType] = {
    "text": pl.String(), "code": pl.String(), "codes": pl.String(), "id": pl.String(), "phone": pl.String(), "flag": pl.Boolean(),
    "count": pl.Int64(), "fen": pl.Int64(), "hundredths": pl.Int64(), "month": pl.Int64(), "date": pl.Date(),
}  # fmt: skip
Frames = dict[str, pl.DataFrame]
SHOWN = {
    (table, name) for export in EXPORTS.values() for table in export.tables for _, _, name in export.columns
}


def frames(county: County) -> Frames:
    """Returns the seven frames of the catalogue; what no sheet has a place for is unknown, but for the year before (`last_…`)."""
    homes = county.homes.sort("v", "k").with_columns(place=pl.int_range(pl.len()))
    where = homes.select("place", "county", "township", "village", "area_code", h="k")
    people, spells, plans = (
        frame.join(where, on="h", how="inner").sort(
            "place", "k", *(["work_start"] if "work_start" in frame.columns else [])
        )
        for frame in (county.people, county.spells, county.plans)
    )
    return {
        name: _shaped(TABLES[name], frame)
        for name, frame in (
            ("household", homes), ("member", people), ("work", spells), ("plan", plans),
            ("village", county.village), ("visit", county.visits), ("ledger", county.ledger),
        )
    }  # fmt: skip


def _shaped(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    def column(name: str, kind: Kind) -> pl.Expr:
        known = name in frame.columns and ((table.name, name) in SHOWN or name.startswith("last_"))
        value = pl.col(name) if known else pl.lit(None)
        return value.cast(TYPES[kind]).alias(name)

    return frame.select(column(column_.name, column_.kind) for column_ in table)
