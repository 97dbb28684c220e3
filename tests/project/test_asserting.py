"""Every test can fail: it asserts something itself, or calls a helper whose name says that it does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
# Names that say so: `pytest.raises`, playwright's `expect`, and helpers named for it.
SAYING = ("assert_", "check_")
ALSO = {"raises", "warns", "expect", "fail"}
# Helpers of ours that are words of the story they are told in; the last test looks that each asserts.
TELLING = {
    **dict.fromkeys(("life", "turn", "waits", "refused"), "web/spine/story.py"),
    "nothing_left": "web/test_supervisor.py",
}


def asserts(function: ast.AST) -> bool:
    """Whether a statement of the function (one inside it included) can make it fail."""
    return any(isinstance(node, ast.Assert) or _says(node) for node in ast.walk(function))


def _says(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in ALSO or name in TELLING or "assert_" in name or name.lstrip("_").startswith(SAYING)


def silent(path: Path) -> Iterator[str]:
    """Names of a file's tests that assert nothing."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        test = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
        if test and not asserts(node):
            yield f"{path.relative_to(TESTS)}:{node.lineno} {node.name}"  # type: ignore[attr-defined]


def test_every_test_asserts_something() -> None:
    found = [each for path in sorted(TESTS.rglob("test_*.py")) for each in silent(path)]
    assert found == [], "assert what must hold, or name the helper that does assert_… or check_…"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("assert x", True),
        ("with pytest.raises(ValueError): go()", True),
        ("expect(page).to_be_visible()", True),
        ("kit.assert_whole(x)", True),
        ("_check_all()", True),
        ("go()", False),
        ("checked = go()", False),
    ],
)
def test_what_counts_as_asserting(body: str, says: bool) -> None:
    assert asserts(ast.parse(f"def test_x():\n    {body}")) is says


@pytest.mark.parametrize(("name", "file"), sorted(TELLING.items()))
def test_helpers_that_count_as_asserting_do(name: str, file: str) -> None:
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    (helper,) = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == name]
    raising = [n for n in ast.walk(helper) if isinstance(n, ast.Raise)]
    assert asserts(helper) or raising
