"""Folders that the server's unprivileged user can walk to."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """A fresh folder, open to pass."""
    made = Path(tempfile.mkdtemp(prefix="bihuan-db-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)
