"""Where an installation keeps what it owns: the embedded database, uploaded files, keys, logs."""

from __future__ import annotations

import os
from pathlib import Path

OPEN_TO_PASS = 0o711
PRIVATE = 0o700


def home() -> Path:
    """The installation's folder, created when missing.

    `BIHUAN_HOME` decides; else `var` in a checkout; else `~/.local/share/bihuan`. Others may pass through it
    (the database server runs as another user when started by root) but not list it.
    """
    folder = _named() or _in_checkout() or Path.home() / ".local/share/bihuan"
    return _made(folder.expanduser().absolute(), OPEN_TO_PASS)


def private(name: str) -> Path:
    """The folder `name` inside home(), created when missing, readable by nobody but us."""
    return _made(home() / name, PRIVATE)


def _named() -> Path | None:
    value = os.environ.get("BIHUAN_HOME", "").strip()
    return Path(value) if value else None


def _in_checkout() -> Path | None:
    root = Path(__file__).resolve().parents[2]
    return root / "var" if (root / "pyproject.toml").is_file() else None


def _made(folder: Path, mode: int) -> Path:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(mode)
    return folder
