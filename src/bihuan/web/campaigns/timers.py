"""Daily: returns of open-ended rules are extended; counters and answers of periods that begin today are made."""

from bihuan.web.campaigns.duties.making import roll_on
from bihuan.web.campaigns.services import periods
from bihuan.web.jobs import timer


@timer("10 16 * * *")  # 00:10 in Shanghai
def roll_duties_on() -> None:
    """Runs as `system`; twice on a day does no harm."""
    roll_on()


@timer("12 16 * * *")  # 00:12 in Shanghai
def open_periods() -> None:
    """Runs as `system`; twice on a day does no harm."""
    periods.open_due()
