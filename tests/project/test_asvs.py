"""The table of security requirements: every line is whole, and every test it names is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs/reference/asvs.md"
STATES = {"做到", "部分", "部署", "不适用"}


def rows() -> list[list[str]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [[c.strip() for c in line.strip("|").split("|")] for line in lines if re.match(r"\| \d", line)]


def test_every_line_has_its_level_a_state_and_how() -> None:
    numbers = [row[0] for row in rows()]
    assert len(numbers) == len(set(numbers)) > 150
    for number, level, asked, state, how, _test in rows():
        assert re.fullmatch(r"\d+\.\d+\.\d+", number)
        assert level in {"1", "2"}, number
        assert state in STATES, number
        assert min(len(asked), len(how)) > 1, number


def test_every_test_named_is_there() -> None:
    there = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))
    }
    named = {name for row in rows() for name in re.findall(r"test_\w+", row[5])}
    assert named - there == set()
    assert len(named) > 60
