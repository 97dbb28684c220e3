"""The pages of the checks: the overview's examples are executed, and each check has one page that says the whole of it."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from bihuan.engine.quality.model import SEVERITIES, Check
from bihuan.policy.checks import FAMILIES, checks
from bihuan.policy.parameters import book
from tools.checks import page, pages

DOCS = Path(__file__).parents[3] / "docs"
OVERVIEW = DOCS / "algorithms" / "checks.md"


def test_the_examples_of_the_overview_hold() -> None:
    found = doctest.testfile(str(OVERVIEW), module_relative=False)
    assert found.attempted == 27
    assert found.failed == 0


def test_the_folder_holds_the_pages_and_nothing_else() -> None:
    assert {path.name for path in (DOCS / "reference" / "checks").iterdir()} == set(pages())


@pytest.mark.parametrize("check", checks(), ids=lambda check: check.code)
def test_a_page_says_the_whole_of_its_check(check: Check) -> None:
    text = page(check)
    assert check.label in text
    assert check.remedy in text
    assert SEVERITIES[check.severity] in text
    assert [case.says for case in check.cases if f"| {case.says} |" not in text] == []
    assert [key for key in check.parameters if book()[key].label not in text] == []
    assert "{" not in text


def test_the_list_names_every_check_under_its_family() -> None:
    text = pages()["README.md"]
    sections = {part[0]: part for part in text.split("\n## ")[1:]}
    assert set(sections) == {check.family for check in checks()}
    assert set(sections) <= set(FAMILIES)
    assert [
        check.code for check in checks() if f"[{check.code}]({check.code}.md)" not in sections[check.family]
    ] == []
