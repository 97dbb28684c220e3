"""Daily: the files of old evidence packs go."""

from bihuan.web.config import clock
from bihuan.web.jobs import timer
from bihuan.web.problems.services.packs import sweep_packs


@timer("30 16 * * *")  # 00:30 in Shanghai
def sweep_old_packs() -> None:
    """Removes the files of packs whose days are over."""
    sweep_packs(clock.now())
