"""Locks pin and hash everything and name no host, so that any mirror serves a build."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOSTS = [
    name + ending
    for name, ending in (
        ("pypi", ".org"),
        ("pythonhosted", ".org"),
        ("registry.npmjs", ".org"),
        ("registry.npmmirror", ".com"),
        ("registry.yarnpkg", ".com"),
        ("deb.debian", ".org"),
        ("mirrors.tuna", ".tsinghua.edu.cn"),
    )
]


def tracked() -> Iterator[Path]:
    """The files of the project; of a copy without git, those that git would track."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        names = listed.stdout.decode().split("\0")
        return (ROOT / name for name in names if name and (ROOT / name).is_file())
    places = [
        *ROOT.glob("*.*"),
        *(path for top in ("src", "tests", "tools", "docs") for path in (ROOT / top).rglob("*")),
    ]
    return (path for path in places if path.is_file() and not {"vendor", "__pycache__"} & set(path.parts))


def test_no_tracked_file_names_a_registry() -> None:
    found = {
        str(path.relative_to(ROOT)): host
        for path in tracked()
        for host in HOSTS
        if host.encode() in path.read_bytes()
    }
    assert found == {}


@pytest.mark.parametrize(
    ("name", "least"), [("requirements.txt", 21), ("requirements-dev.txt", 21), ("requirements-spark.txt", 2)]
)
def test_every_requirement_is_pinned_and_hashed(name: str, least: int) -> None:
    text = (ROOT / name).read_text()
    pinned = re.findall(r"^[A-Za-z0-9._-]+(?:\[[^]]*\])?==\S+", text, re.MULTILINE)
    blocks = re.findall(r"^[A-Za-z0-9].*?(?=^[A-Za-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(pinned) == len(blocks) >= least
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text


def test_the_lock_of_the_front_end_has_hashes_and_no_addresses() -> None:
    packages = {
        name: entry
        for name, entry in json.loads((ROOT / "package-lock.json").read_text())["packages"].items()
        if name
    }
    assert len(packages) > 5
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text().splitlines()
