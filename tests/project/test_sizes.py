"""No file of code passes 400 lines, tests included: then it becomes a folder, or several files by subject."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST = 400
FOLDERS = ("src", "tests", "bench", "tools")
GENERATED = "migrations"  # written by Django's makemigrations, and never edited for length


def too_long(folder: Path) -> list[str]:
    """Files of Python below the folder with more lines than a file may have, and how many they have."""
    counted = {
        path: len(path.read_text(encoding="utf-8").splitlines())
        for path in sorted(folder.rglob("*.py"))
        if GENERATED not in path.parts
    }
    return [f"{path.relative_to(folder)}: {lines}" for path, lines in counted.items() if lines > MOST]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_file_is_too_long(folder: str) -> None:
    assert too_long(ROOT / folder) == [], "split it by subject"


def test_the_test_would_notice(tmp_path: Path) -> None:
    for name, lines in (("whole.py", MOST), ("long.py", MOST + 1), (f"{GENERATED}/0001.py", MOST + 1)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x = 1\n" * lines, encoding="utf-8")
    assert too_long(tmp_path) == ["long.py: 401"]
