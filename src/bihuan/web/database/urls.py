"""The addresses of the database: from the environment, else of the embedded server of home()."""

from __future__ import annotations

import os
from typing import Any, Literal

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from bihuan.home import home
from bihuan.web.database.errors import DatabaseProblem
from bihuan.web.database.server import Server

Role = Literal["app", "owner", "backup"]
VARIABLES: dict[Role, str] = {
    "app": "DATABASE_URL",
    "owner": "DATABASE_OWNER_URL",
    "backup": "DATABASE_BACKUP_URL",
}
NAME = "bihuan"


def external() -> bool:
    """Does the environment name a database, so that we start none?"""
    return bool(_named("app"))


def url(role: Role) -> str:
    """The address of the database for `role`; of the embedded server also while that is down.

    Raises DatabaseProblem when the environment names a database, but none for this role.
    """
    if not external():
        return embedded().url(role, NAME)
    named = _named(role)
    if not named:
        raise DatabaseProblem(
            f"设置了 DATABASE_URL，却没有设置 {VARIABLES[role]}：这一步要用另一个数据库角色（{role}）连接。"
            f"请在环境变量里补上 {VARIABLES[role]}=postgresql://bihuan_{role}:密码@主机/库名。"
        )
    return named


def embedded(fsync: bool = True) -> Server:
    """The embedded server of this installation, not started."""
    return Server(home() / "database", fsync)


def as_django(address: str) -> dict[str, Any]:
    """`address` (postgresql://..., or libpq key=value) as an entry of Django's DATABASES.

    Raises DatabaseProblem when it is not an address of a PostgreSQL database.
    """
    try:
        parts: dict[str, Any] = dict(conninfo_to_dict(address))
    except ProgrammingError as error:
        raise DatabaseProblem(
            f"数据库地址写得不对：{error}。正确的样子：postgresql://用户:密码@主机:5432/库名。"
        ) from error
    main = {key: str(parts.pop(field, None) or "") for key, field in _FIELDS.items()}
    return {"ENGINE": "django.db.backends.postgresql", **main, "OPTIONS": parts}


_FIELDS = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}


def _named(role: Role) -> str:
    return os.environ.get(VARIABLES[role], "").strip()
