"""The wheel holds everything that runs: templates, SQL, static files, and the front end's built files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools.assets import FILES

ROOT = Path(__file__).parents[2]
NEEDED = ("pyproject.toml", "README.md", "LICENSE", "requirements.in")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built in a copy, so that nothing is left in the checkout."""
    copy = tmp_path_factory.mktemp("build")
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in NEEDED:
        shutil.copy(ROOT / name, copy / name)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = (copy / "dist").glob("*.whl")
    return made


@pytest.fixture(scope="module")
def content(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_source_file_is_in_it(content: set[str]) -> None:
    source = ROOT / "src"
    files = {str(path.relative_to(source)) for path in (source / "bihuan").rglob("*") if path.is_file()}
    wanted = {name for name in files if "__pycache__" not in name and not name.endswith(".pyc")}
    assert any(name.endswith(".sql") for name in wanted)
    assert any("/templates/" in name for name in wanted)
    assert wanted - content == set()


def test_the_built_front_end_is_in_it(content: set[str]) -> None:
    vendor = "bihuan/web/ui/static/vendor/"
    assert {f"{vendor}{name}" for name in (*FILES, "icons.svg", "LICENSES.txt")} - content == set()


def test_nothing_else_is_in_it(content: set[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in content} == {"bihuan"}
    assert [name for name in content if "__pycache__" in name or name.endswith(".pyc")] == []


def test_it_runs_where_it_is_unpacked(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    code = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'bihuan.web.config.settings'\n"
        "import django; django.setup()\n"
        "import bihuan\n"
        "from django.contrib.staticfiles import finders\n"
        "from django.template.loader import get_template\n"
        "get_template('base.html')\n"
        "print(bihuan.__file__); print(finders.find('vendor/icons.svg'))"
    )
    environment = {**os.environ, "PYTHONPATH": str(site), "BIHUAN_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert all(line.startswith(str(site)) for line in done.stdout.split())
