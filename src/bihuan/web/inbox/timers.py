"""Each morning: what falls due. Each night: what was read long ago leaves."""

from bihuan.web.config import clock
from bihuan.web.inbox.due import tell_of_due
from bihuan.web.inbox.exemptions import tell_of_exemptions
from bihuan.web.inbox.reading import sweep
from bihuan.web.inbox.sending.gathering import gather_mail, gather_posts
from bihuan.web.jobs import timer


@timer("30 23 * * *")  # 07:30 in Shanghai
def tell() -> None:
    """Runs as `system`; twice on a day does no harm."""
    tell_of_due(clock.today())
    tell_of_exemptions(clock.today())


@timer("30 16 * * *")  # 00:30 in Shanghai
def sweep_notices() -> None:
    """Runs as `system`."""
    sweep()


@timer("40 23 * * *")  # 07:40 in Shanghai, after what falls due was told
def gather_digests() -> None:
    """Runs as `system`; twice on a day does no harm."""
    gather_mail(clock.today())


@timer("*/10 * * * *")
def gather_news() -> None:
    """Runs as `system`: at most fifty notices in one post, six posts an hour."""
    gather_posts()
