"""Every check of the product over random rows: DuckDB, Polars and plain Python find the same, to the byte."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest

from bihuan.engine.quality import plain, run
from bihuan.engine.quality.frames import whole
from bihuan.engine.rules.vocabulary import columns_of
from bihuan.engine.tables import TABLES
from bihuan.engine.tables.model import Column
from bihuan.policy.checks import checks
from bihuan.policy.parameters import book

ON = date(2026, 6, 30)
SIZES = {"member": 120, "household": 40, "work": 60, "plan": 30, "village": 8, "visit": 60, "ledger": 20}
TIED = {
    "household_id": [f"户{n:02d}" for n in range(40)],
    "id_key": [f"人{n:03d}" for n in range(90)],
    "county": ["云溪县"],
    "township": ["甲镇", "乙乡"],
    "village": ["一村", "二村", "三村", "四村"],
    "surveyor": ["张三", "李四"],
    "ledger": ["甲", "乙"],
    "item": ["一", "二", "三"],
    "part_of": ["一", "二"],
}


def cell(column: Column, chance: random.Random) -> Any:
    """A value as a frame may hold it; null one time in four."""
    if chance.random() < 0.25:
        return None
    if column.name in TIED:
        return chance.choice(TIED[column.name])
    if column.codes is not None:
        keys = [code.key for code in column.codes]
        return (
            chance.choice(keys)
            if column.kind == "code"
            else ",".join(sorted({chance.choice(keys), chance.choice(keys)}, key=keys.index))
        )
    made = {
        "flag": lambda: chance.random() < 0.5,
        "count": lambda: chance.choice([-1, 0, 1, 2, 3, 6, 11, 13, 60]),
        "fen": lambda: chance.choice([-100, 0, 100, 50_000, 600_000, 1_234_500, 9_000_000]),
        "hundredths": lambda: chance.choice([-100, 0, 1, 500, 30_000]),
        "month": lambda: chance.randint(2020 * 12, 2026 * 12 + 7),
        "date": lambda: date(1940, 1, 1) + timedelta(days=chance.randint(0, 31_600)),
    }
    return made.get(column.kind, lambda: chance.choice(["甲", "乙，丙", "13900001234", '"引"\\号', "x\ty"]))()


def frames(seed: int, without: tuple[str, ...] = ()) -> dict[str, pa.Table | None]:
    chance, found = random.Random(seed), dict[str, pa.Table | None]()
    for table, rows in SIZES.items():
        some = [{name: cell(of, chance) for name, of in columns_of(table).items()} for _ in range(rows)]
        if table == "household":
            for place, row in enumerate(some):
                row["household_id"] = TIED["household_id"][place] if place else TIED["household_id"][1]
        made = whole(
            {table: pa.Table.from_pylist([{**row, "row": n, "source": "表"} for n, row in enumerate(some)])}
        )
        found[table] = None if table in without else made[table]
    return found


@pytest.mark.parametrize(
    ("seed", "without"), [(1, ()), (2, ()), (3, ("work", "visit", "plan")), (4, ("household",))]
)
def test_every_check_finds_the_same_on_every_road(seed: int, without: tuple[str, ...]) -> None:
    given = frames(seed, without)
    assert set(given) == set(TABLES)
    truth = plain.run(given, checks(), ON, book(), 990101000000)
    for backend in ("duckdb", "polars"):
        found = run(given, checks(), ON, book(), 990101000000, backend)
        differing = [
            (ours["check"], ours, theirs)
            for ours, theirs in zip(found.findings.to_pylist(), truth.findings.to_pylist(), strict=False)
            if ours != theirs
        ]
        assert differing[:1] == []
        assert found.counts == truth.counts
        assert found.unknowns.to_pylist() == truth.unknowns.to_pylist()
        assert found.findings.equals(truth.findings)
