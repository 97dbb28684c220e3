"""The examples of the page on draws are executed."""

from __future__ import annotations

import doctest
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "algorithms" / "draws.md"


def test_the_examples_hold() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False)
    assert found.attempted == 14
    assert found.failed == 0
