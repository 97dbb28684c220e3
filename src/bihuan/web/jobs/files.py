"""The file that a run made for whoever asked: whole or not there, kept some days, left out of backups."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings

KEPT_DAYS = 3


def place(run_id: int) -> Path:
    """Where the run's file stands."""
    return Path(settings.FILES_ROOT) / "exports" / str(run_id)


@contextmanager
def making(run_id: int) -> Iterator[IO[bytes]]:
    """A file to write; it gets its name when the block ends well, and is gone otherwise. A run carried out again replaces it."""
    place(run_id).parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place(run_id).parent, prefix=".new-", delete=False) as made:
        try:
            yield made
            made.flush()
            os.fsync(made.fileno())
            Path(made.name).replace(place(run_id))
        except BaseException:
            Path(made.name).unlink(missing_ok=True)
            raise


def sweep(now: datetime) -> int:
    """Removes files whose days are over; returns how many."""
    oldest, left = (now - timedelta(days=KEPT_DAYS)).timestamp(), 0
    folder = place(0).parent
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)
            left += 1
    return left
