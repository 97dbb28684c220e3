"""Random trees over random rows: DuckDB, Polars and plain Python find the same, to the byte."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.engine.quality import Check, Population, plain
from bihuan.engine.quality.running import run
from tests.engine.rules import trees

ON = date(2026, 6, 30)
TABLES = ("member", "household", "work", "visit", "plan")
SENTENCES = {
    "member": "{name}{age}岁{sex}{health}{wage_income}{small}",
    "household": "{household_id}：{wage_income}，{job_help}，{unknown}",
    "work": "{age}{work_start}{working}",
    "visit": "{visit_date}",
    "plan": "{id_key}{labour}",
}
SHOWS = {
    "member": ("age", "birth_date", "farmland"), "household": ("survey_date",), "work": ("age", "monthly_wage"), "visit": (), "plan": ("sex",),
}  # fmt: skip


class Book:
    """The parameters of the random trees, everywhere and always."""

    def at(self, key: str, area_code: int, on: date) -> Any:
        amount = trees.PARAMETERS[key]
        return None if amount is None else SimpleNamespace(amount=amount)

    def __getitem__(self, key: str) -> Any:
        return SimpleNamespace(unit="fen" if key == "small" else "count")


@st.composite
def checks(draw: st.DrawFn) -> list[Check]:
    """Some checks about some tables; some for populations."""
    found = []
    for number in range(draw(st.integers(1, 5))):
        table = draw(st.sampled_from(TABLES))
        of = draw(st.lists(trees.tree("household", counting=False, depth=1), max_size=2))
        found.append(
            Check(
                code=f"A{number:04d}", label="", table=table, severity="error", sentence=SENTENCES[table], remedy="", source="", clause="",
                since=date(2020, 1, 1), when=draw(trees.tree(table)), shows=SHOWS[table],
                populations=tuple(Population(f"p{number}{n}", "", one) for n, one in enumerate(of)),
            )
        )  # fmt: skip
    return found


def assert_same(asked: list[Check], frames: dict[str, pa.Table | None], backend: str) -> None:
    truth = plain.run(frames, asked, ON, Book(), 990101000000)
    found = run(frames, asked, ON, Book(), 990101000000, backend)
    assert found.findings.to_pylist() == truth.findings.to_pylist()
    assert found.findings.equals(truth.findings)
    assert found.unknowns.equals(truth.unknowns), (found.unknowns.to_pylist(), truth.unknowns.to_pylist())
    assert (found.ran, found.skipped, found.fingerprint) == (truth.ran, truth.skipped, truth.fingerprint)


@pytest.mark.parametrize("backend", ["duckdb", "polars"])
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(asked=checks(), frames=trees.frames())
def test_an_engine_finds_what_plain_python_finds(
    backend: str, asked: list[Check], frames: dict[str, pa.Table | None]
) -> None:
    assert_same(asked, frames, backend)
