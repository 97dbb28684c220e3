"""Every few minutes the figures are folded, each night they are counted anew."""

from bihuan.web.dashboard.figures import keeping
from bihuan.web.jobs import timer


@timer("*/5 * * * *")
def fold_figures() -> None:
    """Runs as `system`; twice does no harm."""
    keeping.fold()


@timer("10 17 * * *")  # 01:10 in Shanghai
def check_figures() -> None:
    """Runs as `system`; twice does no harm."""
    keeping.check()
    keeping.fold()
