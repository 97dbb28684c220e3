"""A worker starts with nothing imported but what it imports itself: every job anybody can ask for must be among it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import bihuan

SOURCE = Path(bihuan.__file__).parent
FRESH = """
import django
django.setup()
import bihuan.web.worker
from bihuan.web.jobs.registry import JOBS
print("\\n".join(sorted(JOBS)))
"""


def declared() -> set[str]:
    """Names of all jobs as they stand in the source."""
    found = set()
    for file in SOURCE.rglob("*.py"):
        module = ".".join(["bihuan", *file.relative_to(SOURCE).with_suffix("").parts])
        for name in re.findall(r"^@job\(.*\)\ndef (\w+)", file.read_text(), re.MULTILINE):
            found.add(f"{module}.{name}")
    return found


def test_a_fresh_worker_knows_every_job_of_the_product() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bihuan.web.config.settings"}
    known = subprocess.run(
        [sys.executable, "-c", FRESH], env=environment, capture_output=True, text=True, check=True
    ).stdout.split()
    assert len(declared()) >= 4
    assert declared() <= set(known)


def test_a_rescue_waits_for_no_other() -> None:
    """A worker killed while it rescues leaves that job `doing`; with a lock on it no rescue would ever run again."""
    from bihuan.web.jobs.tasks import rescue

    assert (rescue.lock, rescue.queueing_lock) == (None, None)
