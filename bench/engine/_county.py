"""The persons that the benchmarks of checks are asked of: a made-up county with cells changed here and there, as Parquet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet

from bihuan.engine import identity
from bihuan.engine.synthetic.county import county
from bihuan.engine.synthetic.frames import frames
from bihuan.engine.tables import TABLES

ON = dt.date(2026, 6, 30)
PERSONS_A_HOUSEHOLD = 3.58
# cells changed in one row of a hundred each: column -> what stands there then
SPOILT: dict[str, dict[str, pl.Expr]] = {
    "member": {
        "labour": pl.lit("skilled"), "sex": pl.lit("female"), "schooling": pl.lit("senior_1"), "employee_insurance": pl.lit(True),
        "serious_illness_cover": pl.lit(False), "subsistence": pl.lit("rural"), "destitute": pl.lit("rural"), "relation": pl.lit("son"),
        "birth_date": pl.lit(dt.date(2027, 1, 1)), "id_number": pl.col("id_number").str.head(17), "health": pl.lit("healthy"),
    },
    "household": {
        "farmland": pl.lit(99_999), "forest": pl.lit(99_999), "household_phone": pl.lit("15400000000"),
        "household_type": pl.lit("subsistence"),
    },
}  # fmt: skip


def made(folder: Path, persons: int) -> None:
    """Write the frames of about so many persons, one file a table."""
    found = frames(county(round(persons / PERSONS_A_HOUSEHOLD), 1, ON))
    for name, frame in found.items():
        _write(folder, name, _whole(name, frame))


def repeated(folder: Path, source: Path, times: int) -> None:
    """Write the frames of a folder several times over, each time as other townships with other people."""
    for path in source.glob("*.parquet"):
        frame = pl.read_parquet(path)
        keys = [name for name in ("household_id", "id_key", "township") if name in frame.columns]
        phones = [column.name for column in TABLES[path.stem] if column.kind == "phone"]
        copies = [frame.with_columns(pl.col(keys) + f"·{n}", *_others(phones, n)) for n in range(times)]
        _write(folder, path.stem, pl.concat(copies))


def _others(phones: list[str], nth: int) -> list[pl.Expr]:
    """Phones of other people with the same first three digits."""
    digits = [pl.col(name).str.slice(3).cast(pl.Int64, strict=False) for name in phones]
    moved = [((one + nth * 19_999_999) % 10**8).cast(pl.String).str.zfill(8) for one in digits]
    return [
        pl.coalesce(pl.col(name).str.slice(0, 3) + other, name).alias(name)
        for name, other in zip(phones, moved, strict=True)
    ]


def read(folder: Path) -> dict[str, pa.Table]:
    """Returns the frames, each in one piece, as reading gives them."""
    return {
        path.stem: pa.parquet.read_table(path).combine_chunks() for path in sorted(folder.glob("*.parquet"))
    }


def _write(folder: Path, name: str, frame: pl.DataFrame) -> None:
    frame.write_parquet(folder / f"{name}.parquet", compression="lz4")


def _whole(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    place = pl.int_range(pl.len())
    changes = enumerate(SPOILT.get(name, {}).items())
    frame = frame.with_columns(
        pl.when(place % 100 == 7 * n).then(value).otherwise(pl.col(column)).alias(column)
        for n, (column, value) in changes
    )
    if "id_number" in frame.columns:
        frame = frame.hstack(identity.derived(frame["id_number"]))
    return frame.with_columns(row=place + 4, source=pl.lit(f"{name}.xlsx"))
