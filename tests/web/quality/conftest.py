from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.web.quality.runs import Data
from tests.web.shared import begun_db, clean_db, module_db

__all__ = ["begun_db", "clean_db", "module_db"]


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def data(db: None, acting: Any) -> Data:
    return Data(acting)
