"""Daily: the files of old evidence packs go, and what killed processes left half written."""

from datetime import timedelta

from bihuan.web.config import clock, files
from bihuan.web.jobs import timer
from bihuan.web.problems.services.packs import sweep_packs


@timer("30 16 * * *")  # 00:30 in Shanghai
def sweep_old_packs() -> None:
    """Removes the files of packs whose days are over."""
    sweep_packs(clock.now())


@timer("35 16 * * *")  # 00:35 in Shanghai
def sweep_unfinished_files() -> None:
    """Removes files a day old that never got their name."""
    files.sweep_unfinished(clock.now() - timedelta(days=1))
