"""What the tests of one module share: a committed database that is put back between them, or one transaction with what they begin from.

A copy of the database for each test would cost a second or two, and so would making the same rows for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connections, transaction
from django.test import override_settings
from psycopg import sql

from tests import databases

# Tables of the world: put back row by row. All others that hold rows are emptied.
WORLD = (
    "areas_area",
    "areas_areacode",
    "areas_unit",
    "accounts_person",
    "accounts_account",
    "accounts_grant",
)
KEPT = ("django_migrations", "django_content_type", "auth_permission", "journal_journalhead")


@pytest.fixture(scope="module")
def begun_db(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """A transaction round all tests of a module: what a module's fixture makes in it is there for each of them, who roll back to it.

    A module that uses it has no test that counts on an empty database.
    """
    with django_db_blocker.unblock(), override_settings(FILES_ROOT=tmp_path_factory.mktemp("begun")):
        with transaction.atomic():
            yield
            transaction.set_rollback(True)


@pytest.fixture(scope="module")
def module_db(server: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """One fresh copy of the template for the whole module; its name."""
    with django_db_blocker.unblock():
        name = databases.fresh(server)
        with psycopg.connect(server.url("postgres", name)) as admin:
            admin.execute("create schema saved")
            for table in WORLD:
                admin.execute(
                    sql.SQL("create table saved.{0} as table public.{0}").format(sql.Identifier(table))
                )
        yield name
        databases.use(server, "bihuan")
        databases.drop(server, name)


@pytest.fixture
def clean_db(server: Any, module_db: str) -> Iterator[str]:
    """As `committed_db`, for tests that leave the tables' shape alone."""
    yield module_db
    for alias in connections:
        connections[alias].close()
    with psycopg.connect(server.url("postgres", module_db)) as admin:
        put_back(admin)


def put_back(admin: psycopg.Connection[Any]) -> None:
    """Empties what tests filled and restores the world; a superuser may, with the triggers off."""
    admin.execute("set session_replication_role = replica")
    tables = [
        t
        for (t,) in admin.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
        )
    ]
    for table in (t for t in tables if t not in KEPT):
        admin.execute(sql.SQL("delete from {}").format(sql.Identifier(table)))
    for table in WORLD:
        admin.execute(sql.SQL("insert into public.{0} select * from saved.{0}").format(sql.Identifier(table)))
    admin.execute("update journal_journalhead set seq = 0, hash = decode(repeat('00', 32), 'hex')")
