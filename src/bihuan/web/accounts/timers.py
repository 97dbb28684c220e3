"""Daily: sessions that have ended leave the database."""

from bihuan.web.access.scope import fetch_one
from bihuan.web.config import clock
from bihuan.web.jobs import timer


@timer("20 16 * * *")  # 00:20 in Shanghai
def sweep_sessions() -> None:
    """Deletes ended sessions through their door."""
    fetch_one("select door_sweep_sessions(%s)", [clock.now()])
