"""Seventeen checks of persons in libraries that validate frames: `python _peers.py LIBRARY FILE`, run by a Python that has them.

Each counts the rows that fail each check, without sentences: less than the run gives. Prints seconds, processor seconds, MB and the count.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

c = pl.col
_BY_ID = c("id_type").is_null() | c("id_type").is_in(["resident_id", "household_register"])
_WORKS = c("labour").is_in(["ordinary", "skilled"])
_SENIOR = [
    "senior_1",
    "senior_2",
    "senior_3",
    *(f"{kind}_{n}" for kind in ("vocational", "technical") for n in (1, 2, 3)),
]
_COLLEGE = [f"college_{n}" for n in (1, 2, 3)] + [f"bachelor_{n}" for n in range(1, 6)]
_CERTIFIED = c("id_form") == "certificate"
HITS: dict[str, pl.Expr] = {
    "A0103": (c("id_form") == "length") & _BY_ID,
    "A0106": (c("id_form") == "check_digit") & _BY_ID,
    "A0107": c("id_form") == "resident_15",
    "A0111": c("sex") != c("id_sex"),
    "A0112": c("birth_date") != c("id_birth_date"),
    "A0113": c("age") < 0,
    "A0114": c("age") > 110,
    "A0117": _CERTIFIED & (c("certificate_category") == 4) & c("certificate_grade").is_in([1, 2]) & _WORKS,
    "A0120": _CERTIFIED & ~c("health").str.contains("disabled", literal=True),
    "D0101": (c("age") < 16) & c("labour").is_in(["ordinary", "skilled", "half"]),
    "D0103": (c("age") >= 60) & _WORKS,
    "D0105": (c("schooling") == "primary") & ((c("age") < 6) | (c("age") > 14)),
    "D0107": c("schooling").is_in(_SENIOR) & ((c("age") < 15) | (c("age") > 20)),
    "D0108": c("schooling").is_in(_COLLEGE) & (c("age") < 18),
    "F0101": c("resident_insurance") & c("employee_insurance"),
    "F0103": c("resident_insurance") & ~c("serious_illness_cover"),
    "F0110": c("subsistence").is_in(["rural", "urban"]) & c("destitute").is_in(["rural", "urban"]),
}
OK = {code: ~hit.fill_null(False) for code, hit in HITS.items()}


def pandera(frame: pl.DataFrame) -> int:
    import pandera.polars as pa

    def check(ok: pl.Expr, code: str) -> Any:
        return pa.Check(lambda data: data.lazyframe.select(ok), name=code)

    schema = pa.DataFrameSchema(checks=[check(ok, code) for code, ok in OK.items()])
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as found:
        return int(found.failure_cases.height)
    return 0


def dataframely(frame: pl.DataFrame) -> int:
    import dataframely as dy

    def rule(ok: pl.Expr) -> Any:
        return dy.rule()(lambda cls: ok)

    columns = {name: dy.Any() for name in frame.columns}
    schema: Any = type(
        "Persons", (dy.Schema,), columns | {f"rule_{code}": rule(ok) for code, ok in OK.items()}
    )
    return sum(schema.filter(frame)[1].counts().values())


def pointblank(frame: pl.DataFrame) -> int:
    import pointblank as pb

    asked = pb.Validate(frame)
    for ok in OK.values():
        asked = asked.col_vals_expr(ok)
    return int(sum(asked.interrogate().n_failed().values()))


def most_memory() -> float:
    """Returns the most MB this process has held; `getrusage` would count those of the process that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024


def main(library: str, file: str) -> None:
    """Read the frame, then measure one validation."""
    frame = pl.read_parquet(file)
    libraries: dict[str, Callable[[pl.DataFrame], int]] = {
        "pandera": pandera,
        "dataframely": dataframely,
        "pointblank": pointblank,
    }
    warnings.simplefilter("ignore")
    libraries[library](frame.head(1000))
    started, cpu = time.perf_counter(), time.process_time()
    found = libraries[library](frame)
    taken, worked = time.perf_counter() - started, time.process_time() - cpu
    print(json.dumps({"seconds": taken, "cpu": worked, "mb": most_memory(), "findings": found}))


if __name__ == "__main__":
    main(*sys.argv[1:])
