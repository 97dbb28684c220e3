"""Fixtures of every test: a real PostgreSQL (one per worker), a small county, people of every role, a browser."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests import kept

# Before anything of ours asks where it lives: tests never touch an installation's data.
HOME = Path(tempfile.mkdtemp(prefix="bihuan-test-"))
HOME.chmod(0o711)
os.environ["BIHUAN_HOME"] = str(HOME)
KEPT = kept.restore(HOME, "keys")  # the template's phone numbers are encrypted with them
for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "BIHUAN_DEMO"):
    os.environ.pop(name, None)
# Settings ask at once, so they are named here and not in pyproject.toml, which pytest-django would follow before us.
os.environ["DJANGO_SETTINGS_MODULE"] = "bihuan.web.config.settings"

import django  # noqa: E402
from django.conf import settings  # noqa: E402

django.setup()
# A shell, or the process that starts xdist's workers, may have named the settings earlier: then they hold another home.
settings.FILES_ROOT = HOME / "files"
# Workers inherit the environment: with this name in it they would load settings before their own home is named above.
del os.environ["DJANGO_SETTINGS_MODULE"]

import shutil  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from contextlib import AbstractContextManager  # noqa: E402
from typing import Any  # noqa: E402

import pytest  # noqa: E402

from bihuan.web.access.scope import Actor  # noqa: E402
from tests import databases, signed, world  # noqa: E402

pytest_plugins = ["tests.browser"]


def pytest_sessionfinish(session: pytest.Session) -> None:
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def server() -> Iterator[Any]:
    """A PostgreSQL of this worker's own, without fsync."""
    from bihuan.web.database.server import Server

    if KEPT:
        kept.restore(HOME, "database")
    running = Server(HOME / "database", fsync=False)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def django_db_setup(server: Any, django_db_blocker: Any) -> Iterator[None]:
    """Migrated, secured, with the small county: a template that tests which commit copy, and one for those that roll back."""
    with django_db_blocker.unblock():
        if not databases.has_template(server):
            databases.make_template(server)
            server.stop()
            kept.keep(HOME)
            server.start()
        databases.copy(server, "bihuan")
        databases.use(server, "bihuan")
    yield
    with django_db_blocker.unblock():
        databases.close()


@pytest.fixture
def committed_db(server: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A fresh copy of the template for a test that needs real commits; its name. Aliases default and owner both work."""
    with django_db_blocker.unblock():
        name = databases.fresh(server)
        yield name
        databases.use(server, "bihuan")
        databases.drop(server, name)


@pytest.fixture
def county(db: None) -> world.County:
    """The small county, read in a transaction that is rolled back."""
    return world.County()


@pytest.fixture
def as_(request: pytest.FixtureRequest) -> Callable[[str], Any]:
    """as_("township") is a Django test client signed in as that person of the world. Needs `db` or `committed_db`."""
    return signed.client


@pytest.fixture
def acting() -> Callable[[str], AbstractContextManager[Actor]]:
    """`with acting("township") as actor:` runs services as that person, under their scope."""
    return signed.acting
