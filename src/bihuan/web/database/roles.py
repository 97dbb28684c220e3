"""The three roles of a database and the database itself, made once by a superuser.

The owner migrates; the app reads and writes under row security and owns nothing; the backup reads everything.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

from bihuan.web.database.server import Server

OWNER, APP, BACKUP = "bihuan_owner", "bihuan_app", "bihuan_backup"
ATTRIBUTES = {OWNER: "NOBYPASSRLS", APP: "NOBYPASSRLS", BACKUP: "BYPASSRLS"}
ONE_AT_A_TIME = 0x62697561  # any number, the same for all that provision one server
EXTENSIONS = ("pg_trgm", "btree_gin", "btree_gist")


def provision(server: Server, dbname: str) -> None:
    """Make the roles, the database `dbname` owned by bihuan_owner, extensions; harmless when there."""
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        for statement in role_statements():
            connection.execute(statement)
        if not connection.execute("select 1 from pg_database where datname = %s", [dbname]).fetchone():
            make = sql.SQL("create database {} owner {} template template0").format(
                _name(dbname), _name(OWNER)
            )
            connection.execute(make)
    with psycopg.connect(server.url("postgres", dbname), autocommit=True) as connection:
        for statement in database_statements(dbname):
            connection.execute(statement)


def role_statements() -> list[sql.Composed]:
    """What makes the roles, to be run anywhere as a superuser, repeatable."""
    made = [_role(name, attributes) for name, attributes in ATTRIBUTES.items()]
    read_only = sql.SQL("alter role {} set default_transaction_read_only = on").format(_name(BACKUP))
    return [*made, sql.SQL("grant pg_read_all_data to {}").format(_name(BACKUP)), read_only]


def database_statements(dbname: str) -> list[sql.Composed]:
    """What a fresh database needs before the first migration, to be run in it as a superuser, repeatable."""
    return [
        sql.SQL("revoke create on schema public from public").format(),
        sql.SQL("revoke all on database {} from public").format(_name(dbname)),
        sql.SQL("grant connect, temporary on database {} to {}").format(_name(dbname), _name(APP)),
        sql.SQL("grant connect on database {} to {}").format(_name(dbname), _name(BACKUP)),
        *(sql.SQL("create extension if not exists {}").format(_name(name)) for name in EXTENSIONS),
    ]


def script(dbname: str) -> str:
    """What an administrator runs in a PostgreSQL of their own, as psql reads it; passwords are left for them to set."""
    make = sql.SQL("create database {} owner {} template template0 encoding 'UTF8'").format(
        _name(dbname), _name(OWNER)
    )
    lines = [s.as_string(None) + ";" for s in (*role_statements(), make)]
    lines += [f"-- 设密码：\\password {role}" for role in ATTRIBUTES]
    lines += [f"\\connect {dbname}", *(s.as_string(None) + ";" for s in database_statements(dbname))]
    return "\n".join(lines)


def _role(name: str, attributes: str) -> sql.Composed:
    plain = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION " + attributes)
    create = sql.SQL(
        "do $$ begin if not exists (select from pg_roles where rolname = {literal})"
        " then create role {name}; end if; end $$;"
    ).format(literal=sql.Literal(name), name=_name(name))
    return create + sql.SQL(" alter role {} {}").format(_name(name), plain)


def _name(text: str) -> sql.Identifier:
    return sql.Identifier(text)
