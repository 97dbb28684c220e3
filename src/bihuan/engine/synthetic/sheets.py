"""Frames written as offices' spreadsheets have them: every cell text, the household's fields on each member's row, empty for unknown."""

from __future__ import annotations

import polars as pl

from bihuan.engine.synthetic.frames import Frames
from bihuan.engine.tables import EXPORTS, TABLES, Code, Column, Export


def sheet(export: Export, frames: Frames) -> pl.DataFrame:
    """Returns one text column a heading, in the export's order; one row a member where the export has households and members."""
    main = export.tables[-1]
    rows = spelled(main, frames[main], [name for _, table, name in export.columns if table == main])
    if "household" in export.tables:
        names = [name for _, table, name in export.columns if table == "household"]
        homes = spelled("household", frames["household"], list(dict.fromkeys(["household_id", *names])))
        homes = homes.rename({name: f"household.{name}" for name in homes.columns})
        key = frames[main].select(key="household_id")
        rows = pl.concat([key, rows], how="horizontal")
        rows = rows.join(
            homes.with_columns(key="household.household_id"), on="key", how="left", maintain_order="left"
        )
    return rows.select(
        pl.col(name if table == main else f"{table}.{name}").alias(heading)
        for heading, table, name in export.columns
    )


def sheets(frames: Frames) -> dict[str, pl.DataFrame]:
    """Returns the seven sheets by the key of their export."""
    return {key: sheet(export, frames) for key, export in EXPORTS.items()}


def spelled(table: str, frame: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Returns these columns of the frame as the text a sheet has."""
    return frame.select(_spelling(TABLES[table][name]).alias(name) for name in names)


def _spelling(column: Column) -> pl.Expr:
    value = pl.col(column.name)
    match column.kind:
        case "code":
            return value.replace(_labels(column))
        case "codes":
            labels = _labels(column)
            return value.str.split(",").list.eval(pl.element().replace(labels)).list.join(",")
        case "flag":
            return pl.when(value).then(pl.lit("是")).when(~value).then(pl.lit("否"))
        case "date":
            return value.dt.strftime("%Y%m%d")
        case "month":
            return (value // 12 * 100 + value % 12 + 1).cast(pl.String)
        case "fen":
            return _decimal(value, 6 if column.unit == "万元" else 2)
        case "hundredths":
            return _decimal(value, 2)
        case _:
            return value.cast(pl.String)


def _labels(column: Column) -> dict[str, str]:
    assert column.codes is not None
    codes: tuple[Code, ...] = column.codes.codes
    return {code.key: code.label for code in codes}


def _decimal(value: pl.Expr, places: int) -> pl.Expr:
    """The integer with its point put in, without trailing zeros: 12050 of two places is 120.5."""
    size = value.abs()
    rest = (size % 10**places).cast(pl.String).str.zfill(places).str.strip_chars_end("0")
    point = pl.when(rest == "").then(pl.lit("")).otherwise(pl.lit("."))
    sign = pl.when(value < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return sign + (size // 10**places).cast(pl.String) + point + rest
