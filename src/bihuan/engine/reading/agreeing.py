"""Whether sheets that were each readable may be taken together: one county, nothing handed in twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from bihuan.engine.reading.merging import Part
from bihuan.engine.reading.model import Fault
from bihuan.engine.reading.rows import ONCE
from bihuan.engine.tables import EXPORTS, TABLES

_OTHERWISE = "请只留最新的一份，再交。"


def faults(parts: Sequence[Part], county: str | None) -> list[Fault]:
    """Returns why the sheets cannot be taken together; empty when they can. `county`: the name rows must bear, where they bear one."""
    return [*_of_another_county(parts, county), *_handed_in_twice(parts)]


def _of_another_county(parts: Sequence[Part], county: str | None) -> Iterator[Fault]:
    for part in parts if county else ():
        if "county" not in part.frame.columns:
            continue
        others = part.frame.filter(pl.col("county").is_not_null() & ~_same(county or ""))
        if others.is_empty():
            continue
        row, name = others.select("row", "county").row(0)
        yield Fault(
            part.file,
            f"有 {others.height} 行写的是“{name}”（如第 {row} 行），不是{county}的。请核对是不是拿错了表，只交{county}的再试。",
            part.sheet,
        )


def _same(county: str) -> pl.Expr:
    """A county's name with or without its last character (县, 区, 市)."""
    bare = county[:-1] if len(county) > 2 else county
    return pl.col("county").is_in([county, bare]) | pl.col("county").str.ends_with(county)


def _handed_in_twice(parts: Sequence[Part]) -> Iterator[Fault]:
    """Two sheets of one export that speak of the same household, spell of work, village …: nobody knows which is the newer."""
    for key, export in EXPORTS.items():
        seen: list[tuple[Part, pl.DataFrame]] = []
        for part in (part for part in parts if part.export == key):
            table = TABLES[export.tables[0]]
            names = [name for name in ONCE.get(key, table.key) if name in part.frame.columns]
            said = [name for name in names if name in table.key]
            keys = part.frame.select(names).drop_nulls(said).unique(maintain_order=True)
            for other, known in seen:
                both = (
                    keys.join(known, on=names, how="semi", nulls_equal=True, maintain_order="left")
                    if known.columns == names
                    else keys.clear()
                )
                if both.height:
                    example = "、".join(str(value) for value in both.row(0))
                    yield Fault(
                        part.file,
                        f"有 {both.height} 个{table.label}（如 {example}）在“{other.file}”{_sheet_of(other, part)}里也有，"
                        f"不知道以哪一份为准。{_OTHERWISE}",
                        part.sheet,
                    )
                    break
            seen.append((part, keys))


def _sheet_of(other: Part, part: Part) -> str:
    return f"的“{other.sheet}”" if other.file == part.file else ""
