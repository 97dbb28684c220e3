"""The examples of the pages on measures, suspicions and ledgers are executed."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "docs" / "algorithms"


@pytest.mark.parametrize(
    ("page", "examples"),
    [("identical-incomes", 23), ("round-figures", 9), ("benford", 18), ("busy-days", 14), ("ledgers", 19), ("measures", 11)],
)  # fmt: skip
def test_the_examples_hold(page: str, examples: int) -> None:
    found = doctest.testfile(str(FOLDER / f"{page}.md"), module_relative=False)
    assert found.attempted == examples
    assert found.failed == 0
