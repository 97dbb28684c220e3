"""One direction: the halves that know nothing of the web never load Django, and the command line loads it late."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
WITHOUT_DJANGO = [
    name for name in ("plans", "engine", "policy", "documents") if (SOURCE / "bihuan" / name).is_dir()
]


def loaded_by(code: str) -> set[str]:
    """Top-level modules that a fresh Python has loaded after `code`."""
    show = "\nimport sys; print('\\n'.join({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-c", code + show]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return set(done.stderr.split())


def test_there_is_something_to_test() -> None:
    assert "plans" in WITHOUT_DJANGO


@pytest.mark.parametrize("name", WITHOUT_DJANGO)
def test_it_never_loads_django(name: str) -> None:
    code = (
        "import importlib, pkgutil\n"
        f"import bihuan.{name} as top\n"
        "for found in pkgutil.walk_packages(top.__path__, top.__name__ + '.'):\n"
        "    if not found.name.endswith('__main__'):\n"
        "        importlib.import_module(found.name)\n"
    )
    assert loaded_by(code) & {"django", "psycopg", "procrastinate"} == set()


@pytest.mark.parametrize("words", [["plan", "parse", "--help"], ["--help"], ["db", "url"]])
def test_commands_that_need_no_django_do_not_load_it(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = loaded_by(f"from bihuan.cli import cli\ncli.main({words!r}, standalone_mode=False)")
    assert "click" in loaded
    assert "django" not in loaded


def test_the_test_would_notice() -> None:
    assert "django" in loaded_by("import django")
