"""Daily: files that runs made and whose days are over go."""

from bihuan.web.config import clock
from bihuan.web.jobs import files, timer


@timer("40 16 * * *")  # 00:40 in Shanghai
def sweep_old_files() -> None:
    """Removes the files of runs whose days are over."""
    files.sweep(clock.now())
