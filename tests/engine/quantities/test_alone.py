"""Every quantity of households, villages, ledgers and days gives the same by narwhals on both engines and in plain Python."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.engine.quantities import QUANTITIES
from tests.engine.quantities import alone

NAMES = alone.of_modules(("household", "across", "surveyors", "days", "village", "ledger"))
KNOWN = {
    "near_income_step": 10_000,
    "round_figure_step": 100_000,
    "surveyor_day_most": 20,
    "visitor_day_most": 3,
}


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=10, deadline=None)
@given(data=st.data(), unknown=st.booleans())
def test_the_roads_agree(name: str, data: st.DataObject, unknown: bool) -> None:
    one = QUANTITIES[name]
    rows = data.draw(alone.rows(one))
    asked = alone.parameters(one, dict.fromkeys(KNOWN) if unknown else KNOWN)
    plain = alone.by_plain(one, rows, asked)
    for engine in ("polars", "duckdb"):
        found = [
            int(value) if isinstance(value, Decimal) else value
            for value in alone.by_engine(one, rows, asked, engine)
        ]
        assert found == plain, engine
    if one.least is not None:
        assert all(value is None or value >= one.least for value in plain)
    if one.most is not None:
        assert all(value is None or value <= one.most for value in plain)
