"""Databases for tests: a migrated template, copies of it, and pointing Django at one."""

from __future__ import annotations

from itertools import count
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from bihuan.web.access.secure import secure
from bihuan.web.database.roles import database_statements, provision
from bihuan.web.database.urls import as_django
from tests import world

TEMPLATE = "bihuan_template"
_numbers = count(1)


def make_template(server: Any) -> None:
    """Migrates, secures and fills the template once."""
    provision(server, TEMPLATE)
    use(server, TEMPLATE)
    call_command("migrate", database="owner", verbosity=0, skip_checks=True)
    secure()
    world.build()
    close()


def has_template(server: Any) -> bool:
    """Whether the server brought the template along from an earlier run."""
    with psycopg.connect(server.url("postgres", "postgres")) as admin:
        return (
            admin.execute("select 1 from pg_database where datname = %s", [TEMPLATE]).fetchone() is not None
        )


def use(server: Any, name: str) -> None:
    """Points both aliases (and whoever starts a process from settings) at the database `name`."""
    close()
    for alias, role in (("default", "app"), ("owner", "owner")):
        address = as_django(server.url(role, name))
        connections[alias].settings_dict.update(
            {k: address[k] for k in ("NAME", "USER", "HOST", "PORT", "PASSWORD")}
        )
        connections[alias].settings_dict["OPTIONS"] = address["OPTIONS"]
        settings.DATABASES[alias].update(address)


def close() -> None:
    """Closes both connections: a database in use can be neither copied nor dropped."""
    for alias in connections:
        connections[alias].close()


def copy(server: Any, name: str) -> None:
    """Makes the database `name` from the template (a copy of files: fast, and the server's checkpoint is its only cost)."""
    _admin(server, f'create database "{name}" template "{TEMPLATE}" owner bihuan_owner')
    with psycopg.connect(server.url("postgres", name), autocommit=True) as admin:
        for statement in database_statements(name):
            admin.execute(statement)


def fresh(server: Any) -> str:
    """Makes a copy with a name of its own, points Django at it, and returns the name."""
    name = f"copy_{next(_numbers)}"
    copy(server, name)
    use(server, name)
    return name


def drop(server: Any, name: str) -> None:
    """Removes a copy, whoever may still be connected."""
    _admin(server, f'drop database "{name}" with (force)')


def _admin(server: Any, statement: str) -> None:
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(statement)  # type: ignore[call-overload]
