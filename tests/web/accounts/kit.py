"""Signing in as a browser does."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.test import Client

from tests.world import PASSWORD

SIGN_IN = "/accounts/sign-in/"


def sign_in(
    username: str, password: str = PASSWORD, client: Client | None = None, **extra: Any
) -> tuple[Client, Any]:
    """The client and the answer to its sign-in form."""
    client = client or Client()
    return client, client.post(SIGN_IN, {"username": username, "password": password}, **extra)


def inside(client: Client) -> bool:
    """Whether the client is signed in: a page for people signed in answers it."""
    return bool(client.get("/accounts/password/").status_code == 200)


def owner(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows (if any) of a statement as the owner."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def codes() -> list[str]:
    """Codes of all journal lines, oldest first."""
    return [code for (code,) in owner("select code from journal_journalline order by id")]
