"""Each night: keys that nobody will send again leave."""

from bihuan.web.idempotency.keys import sweep
from bihuan.web.jobs import timer


@timer("40 16 * * *")  # 00:40 in Shanghai
def sweep_keys() -> None:
    """Runs as `system`."""
    sweep()
