"""Installations that may be killed: a web server and a worker over a database of their own, and locks that stop them at known points."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import databases
from tests.browser import Live, serving, wait_for

# Each stops a change at one point: after its first writes, or when all is written and only the commit is left.
POINTS = {
    "plan": "lock table campaigns_plan in share mode",
    "items": "lock table campaigns_planitem in share mode",
    "look_back": "lock table problems_lookback in share mode",
    "commit": "select 1 from journal_journalhead for update",
}


@dataclass
class House:
    """A running installation and the database seen past it."""

    live: Live
    server: Any

    def ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows as the database's owner sees them."""
        with psycopg.connect(self.server.url("owner", self.live.database)) as owner:
            return owner.execute(statement, values).fetchall()  # type: ignore[call-overload]

    def tell(self, statement: str) -> None:
        """A statement as the owner, committed."""
        with psycopg.connect(self.server.url("owner", self.live.database)) as owner:
            owner.execute(statement)  # type: ignore[call-overload]

    @contextmanager
    def stopped_at(self, point: str) -> Iterator[None]:
        """Whoever comes to this point inside the block waits there, until its end."""
        with psycopg.connect(self.server.url("owner", self.live.database)) as owner:
            owner.execute(POINTS[point])  # type: ignore[call-overload]
            yield
            owner.rollback()

    def wait_until_stopped(self) -> None:
        """Returns when one session of the application waits for a lock."""
        wait_for(
            lambda: self._sessions("and wait_event_type = 'Lock'") == 1,
            f"没有停在锁上，见 {self.live.log}",
            60,
        )

    def wait_until_quiet(self) -> None:
        """Returns when no session of the application is left: what a killed process had begun is over."""
        databases.close()
        wait_for(lambda: self._sessions("") == 0, "被杀进程的会话还在", 60)

    def _sessions(self, more: str) -> int:
        with psycopg.connect(self.server.url("postgres", "postgres")) as admin:
            words = (
                f"select count(*) from pg_stat_activity where datname = %s and usename = 'bihuan_app' {more}"
            )
            return int(admin.execute(words, [self.live.database]).fetchone()[0])  # type: ignore[call-overload, index]


@pytest.fixture
def house(server: Any, committed_db: str, tmp_path: Path) -> Iterator[House]:
    """Processes are started by the test."""
    with serving(server, committed_db, tmp_path / "live.log") as live:
        yield House(live, server)


@pytest.fixture(scope="module")
def mortal(django_db_setup: None, django_db_blocker: Any, server: Any) -> Iterator[Any]:
    """A PostgreSQL of our own that may be killed, with fsync as in service; the next module takes up its folder."""
    from bihuan.web.database.server import Server

    running = Server(Path(os.environ["BIHUAN_HOME"]) / "mortal" / "database")
    running.start()
    with django_db_blocker.unblock():
        if not databases.has_template(running):
            databases.make_template(running)
        yield running
        databases.use(server, "bihuan")
    running.stop()


@pytest.fixture
def mortal_house(mortal: Any, django_db_blocker: Any, server: Any, tmp_path: Path) -> Iterator[House]:
    """An installation over the PostgreSQL that may be killed."""
    with django_db_blocker.unblock():
        name = databases.fresh(mortal)
        with serving(mortal, name, tmp_path / "live.log") as live:
            yield House(live, mortal)
        databases.use(server, "bihuan")
        databases.drop(mortal, name)
