"""Each role has a page of the guide that names, in words, every right it has and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bihuan.web.access.roles import ROLES, VERBS

FOLDER = Path(__file__).parents[2] / "docs" / "guide" / "roles"
HEADS = ["先看到什么", "一天怎么办", "能做的", "不能做的，找谁"]


def sections(role: str) -> dict[str, str]:
    """Heading -> text of a role's page; the title stands under ''."""
    parts = re.split(r"^## (.+)$", (FOLDER / f"{role}.md").read_text(), flags=re.MULTILINE)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def test_there_is_a_page_for_each_role_and_no_other() -> None:
    assert {file.stem for file in FOLDER.glob("*.md")} == {*ROLES, "README"}
    listed = re.findall(r"\((\w+)\.md\)", (FOLDER / "README.md").read_text())
    assert listed == list(ROLES)


@pytest.mark.parametrize("role", ROLES)
def test_a_page_says_what_comes_first_what_to_press_and_whom_to_ask(role: str) -> None:
    page = sections(role)
    assert page[""].startswith(f"# {ROLES[role].label}\n")
    assert list(page)[1:] == HEADS
    assert all(len(page[head].strip()) > 20 for head in HEADS)
    assert re.search(r"^1\. ", page["一天怎么办"], flags=re.MULTILINE)


@pytest.mark.parametrize("role", ROLES)
def test_every_right_is_named_with_how_and_no_other(role: str) -> None:
    told = dict(re.findall(r"^- \*\*(.+?)\*\*：(.*)$", sections(role)["能做的"], flags=re.MULTILINE))
    held = {VERBS[verb] for verb in ROLES[role].verbs}
    assert set(told) == held, f"docs/guide/roles/{role}.md 的“能做的”与 roles.py 不一致"
    assert all(len(how) > 8 for how in told.values())
