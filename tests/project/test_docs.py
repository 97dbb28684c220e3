"""Documentation fails when something is missing from it: settings, commands, apps, links."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).parents[2]
INSTALL = (ROOT / "docs" / "guide" / "install.md").read_text()
README = (ROOT / "README.md").read_text()
INTERNAL = {"BIHUAN_KEEPER_WATCHES"}  # set by our own processes for each other


def _settings() -> set[str]:
    code = "\n".join(
        path.read_text() for path in [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").glob("*.py")]
    )
    named = set(re.findall(r'"(BIHUAN_[A-Z_]*[A-Z]|DATABASE(?:_[A-Z]+)?_URL)"', code))
    keys = {f"BIHUAN_KEY_{name.upper()}" for name in re.findall(r'(?:secret|_key)\("(\w+)"\)', code)}
    return (named | keys) - INTERNAL


def test_every_setting_stands_in_the_guide() -> None:
    assert len(_settings()) >= 12
    assert {name for name in _settings() if f"`{name}`" not in INSTALL} == set()


def _commands(group: click.Group, path: str) -> list[str]:
    found: list[str] = []
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        words = f"{path} {name}"
        found += _commands(command, words) if isinstance(command, click.Group) else [words]
    return found


def test_every_command_stands_in_the_readme_or_the_guide() -> None:
    from bihuan.cli import cli

    commands = _commands(cli, "bihuan")
    assert "bihuan db migrate" in commands
    text = README + INSTALL
    assert [words for words in commands if words not in text] == []


@pytest.mark.parametrize(
    "page",
    sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]),
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [
        t.split("#")[0]
        for t in re.findall(r"\]\(([^)]+)\)", page.read_text())
        if not t.startswith(("http", "mailto"))
    ]
    assert [t for t in targets if t and not (page.parent / t).exists()] == []
