"""The run: all checks asked of all tables, on an engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pyarrow as pa

from bihuan.engine.backends import Engine, engine
from bihuan.engine.quality.asking import Pass
from bihuan.engine.quality.findings import Hits
from bihuan.engine.quality.frames import Given, Tables
from bihuan.engine.quality.model import Check
from bihuan.engine.quality.outcome import FINDINGS, UNKNOWNS, Numbers, Outcome, Question, question
from bihuan.engine.quality.views import Views


def run(
    frames: Mapping[str, Given | None],
    checks: Sequence[Check],
    on: date,
    book: Numbers,
    area_code: int,
    backend: str = "duckdb",
    inputs: Mapping[str, str] | None = None,
) -> Outcome:
    """Returns the findings of the checks in force on `on`, sorted, and what was not known.

    `frames`: table -> Arrow (or `Stored`, the Parquet file in which it stays) with the catalogue's columns and what reading derives
    (columns that are not there are unknown); a table that was not handed in is None or left out, and checks that need it are
    skipped with the reason. `book`: the dated parameters, of which those that hold at `area_code` (12 digits) are used.
    `backend`: one of `backends.ENGINES`. `inputs`: file -> digest, for the fingerprint. The same arguments give the same bytes on
    every engine, and what `plain.run` gives.
    ValueError (Chinese) for a column of another kind.
    """
    asking = question(frames, checks, on, book, area_code, inputs or {})
    with engine(backend) as opened:
        found = _asked(opened, frames, asking)
    return asking.outcome(*found)


def _asked(opened: Engine, frames: Mapping[str, Given | None], asking: Question) -> tuple[pa.Table, pa.Table]:
    """1. Note everything that is needed. 2. Ask one table after the other. 3. Put the findings in the order of the checks."""
    given = {name for name, table in frames.items() if table is not None}
    views = Views(opened, Tables(frames), given, asking.asked)
    passes = [
        Pass(table, _about(asking, table), views)
        for table in sorted({check.table for check in asking.checks})
        if views.tables.rows(table)
    ]
    for one in passes:
        one.demanded()
    tables, open_ = dict[str, pa.Table](), list[dict[str, object]]()
    for one in passes:
        answers = one.answered()
        hits = Hits(one, asking, answers.rows)
        tables |= {check.code: found for check in one.checks if (found := hits.found(check)) is not None}
        open_ += [
            {"check": check, "input": name, "rows": rows} for (check, name), rows in answers.open.items()
        ]
    open_.sort(key=lambda row: (row["check"], row["input"]))
    findings = pa.concat_tables([FINDINGS.empty_table(), *(tables[code] for code in sorted(tables))])
    return findings.combine_chunks(), pa.Table.from_pylist(open_, UNKNOWNS)


def _about(asking: Question, table: str) -> tuple[Check, ...]:
    return tuple(check for check in asking.checks if check.table == table)
