"""Each morning: what falls due. Each night: what was read long ago leaves."""

from bihuan.web.config import clock
from bihuan.web.inbox.due import tell_of_due
from bihuan.web.inbox.reading import sweep
from bihuan.web.jobs import timer


@timer("30 23 * * *")  # 07:30 in Shanghai
def tell() -> None:
    """Runs as `system`; twice on a day does no harm."""
    tell_of_due(clock.today())


@timer("30 16 * * *")  # 00:30 in Shanghai
def sweep_notices() -> None:
    """Runs as `system`."""
    sweep()
