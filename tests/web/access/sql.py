"""Asking the database itself, as the app role."""

from __future__ import annotations

from typing import Any

from django.db import connection


def asked(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows that the statement gives in the scope that is set."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
