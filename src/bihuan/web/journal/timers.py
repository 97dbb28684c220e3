"""Daily: the head of the chain goes out to a file, because an owner of the database could rewrite the whole chain."""

from bihuan.home import home
from bihuan.web import journal
from bihuan.web.access.scope import SYSTEM_ACTOR
from bihuan.web.config import clock
from bihuan.web.jobs import timer
from bihuan.web.journal.verify import export_head


@timer("5 16 * * *")  # 00:05 in Shanghai
def export_journal_head() -> None:
    """Writes the head as of now and journals that it did."""
    seq = export_head(home() / "journal-heads", clock.today().isoformat())
    journal.write(SYSTEM_ACTOR, "journal.exported", seq=seq)
