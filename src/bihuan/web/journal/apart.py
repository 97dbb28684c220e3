"""Lines that must survive a rollback (refusals, failed sign-ins): written and committed on a connection of their own."""

from __future__ import annotations

from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.types.json import Jsonb

from bihuan.web.access.scope import Actor
from bihuan.web.journal import services


def write(actor: Actor | None, code: str, **data: Any) -> None:
    """Inserts one line and commits it, whatever becomes of the current transaction."""
    row = services.line(actor, code, None, data)
    values: dict[str, Any] = {
        str(f.column): getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key
    }
    values["data"] = Jsonb(values["data"])
    names: list[sql.Composable] = [sql.Identifier(column) for column in values]
    statement = sql.SQL("insert into journal_journalline ({}) values ({})").format(
        sql.SQL(", ").join(names),
        sql.SQL(", ").join(sql.Placeholder() * len(values)),
    )
    with psycopg.connect(**parameters()) as own:
        own.execute(statement, list(values.values()))


def parameters() -> dict[str, Any]:
    """The app role's own connection, to the database in use now (tests change it)."""
    given = connection.settings_dict
    named = {
        "host": given["HOST"],
        "port": given["PORT"],
        "user": given["USER"],
        "password": given["PASSWORD"],
        "dbname": given["NAME"],
    }
    extra = {
        k: v
        for k, v in settings.DATABASES["default"].get("OPTIONS", {}).items()
        if k in ("sslmode", "sslrootcert")
    }
    return {**{k: v for k, v in named.items() if v}, **extra}
