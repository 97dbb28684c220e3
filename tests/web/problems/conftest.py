from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bihuan.web.problems import services
from bihuan.web.problems.models import Problem
from tests.web.problems.steps import SONGWAN, Steps, photo
from tests.web.problems.sweeps import SECRET


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def steps(db: None, acting: Any) -> Steps:
    return Steps(acting)


@pytest.fixture
def original(steps: Steps, acting: Any) -> Problem:
    """Led by 柳溪镇, with a picture of the household and its cause stated."""
    problem = steps.worked(title=SECRET, area_code=SONGWAN, text=SECRET)
    with acting("office") as actor:
        services.add_evidence(actor, problem, photo("#123456"), "门前.jpg", caption="门前")
    return problem
