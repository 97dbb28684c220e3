from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.web.problems.steps import Steps


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def steps(db: None, acting: Any) -> Steps:
    return Steps(acting)
