"""The examples of the page on days are executed."""

from __future__ import annotations

import doctest
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "days.md"


def test_the_examples_hold() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False)
    assert found.attempted == 17
    assert found.failed == 0
