"""The examples of the pages on measures, suspicions and ledgers are executed."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from bihuan.policy.checks import checks

FOLDER = Path(__file__).parents[3] / "docs" / "algorithms"


@pytest.mark.parametrize(
    ("page", "examples"),
    [("identical-incomes", 23), ("round-figures", 9), ("benford", 18), ("busy-days", 14), ("ledgers", 19), ("measures", 11)],
)  # fmt: skip
def test_the_examples_hold(page: str, examples: int) -> None:
    found = doctest.testfile(str(FOLDER / f"{page}.md"), module_relative=False)
    assert found.attempted == examples
    assert found.failed == 0


def test_a_suspicion_says_that_it_is_one_and_how_strong() -> None:
    suspicions = [check for check in checks() if check.severity == "suspicion"]
    assert {check.family for check in suspicions} == {"L"}
    assert [check.code for check in suspicions if not check.sentence.startswith("疑似")] == []
    assert [check.code for check in suspicions if f"{{{check.score}}}" not in check.sentence] == []
