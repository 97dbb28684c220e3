"""Downloads of a generated county, moved to the villages of the tests' small one; one head's number is mistyped in the first."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from bihuan.engine.synthetic.writing import exports
from bihuan.engine.tables import EXPORTS

FIVE = ("base", "rural", "away", "planned", "village")
VILLAGES = (("柳溪镇", "松湾村"), ("望岭乡", "下洲村"), ("望岭乡", "枫林村"))
HOUSEHOLDS, SEED = 24, 11


def downloads(folder: Path) -> tuple[dict[str, bytes], dict[str, bytes], str]:
    """Returns the five files with a mistyped number, the five in which it is put right, and whose number it is."""
    files = exports(HOUSEHOLDS, SEED, folder, format="csv").files
    tables = {key: pl.read_csv(files[key], infer_schema=False) for key in FIVE}
    homes = {key: _moved(key, table) for key, table in tables.items()}
    base = homes["base"]
    head = base.filter((pl.col("村") == "松湾村") & (pl.col("与户主关系") == "户主")).row(0, named=True)
    right = head["证件号码"]
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    good = {files[key].name: _csv(table) for key, table in homes.items()}
    bad = {name: data.replace(right.encode(), wrong.encode()) for name, data in good.items()}
    return bad, good, head["姓名"]


def _moved(key: str, table: pl.DataFrame) -> pl.DataFrame:
    """The same rows in villages that are there."""
    names = {column: heading for heading, _, column in EXPORTS[key].columns if heading in table.columns}
    township, village = names["township"], names["village"]
    seen = table.select(township, village).unique(maintain_order=True).sort(village).rows()
    there = dict(zip(sorted({name for _, name in seen}), VILLAGES, strict=False))
    moved = table.with_columns(
        pl.col(village).replace_strict({old: new[0] for old, new in there.items()}).alias(township),
        pl.col(village).replace_strict({old: new[1] for old, new in there.items()}),
    )
    code = names.get("area_code")
    return moved.with_columns(pl.lit("").alias(code)) if code else moved


def _csv(table: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    table.write_csv(out)
    return b"\xef\xbb\xbf" + out.getvalue()
