"""Statements that are put together once a process: what follows from their arguments alone costs more to build than to answer."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cache, lru_cache, wraps
from typing import Any

from django.db import connection
from django.db.models import QuerySet

MOST = 256  # arguments whose statements are kept
_STAND_IN = [-1]


def built_once(make: Callable[..., QuerySet[Any]]) -> Callable[..., list[tuple[Any, ...]]]:
    """Turns a function that makes a query set of values into one that returns its rows; its statement is built once for its arguments.

    `make` must ask the database nothing itself, and the values must need no conversion of Django's. Row security holds as ever:
    it is asked when the statement runs.
    """

    @lru_cache(maxsize=MOST)
    def statement(*given: Hashable) -> str:
        words, values = make(*given).query.sql_with_params()
        return written(words, values)

    @wraps(make)
    def rows(*given: Hashable) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement(*given))
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    return rows


def built_for(make: Callable[[list[int]], QuerySet[Any]]) -> Callable[[list[int]], list[tuple[Any, ...]]]:
    """Turns a function that makes a query set of values for a list of ids into one that returns its rows; the statement is built once,
    and the ids go in as one value.

    `make` must write the ids as one array, and what is said of `built_once` holds.
    """

    @cache
    def statement() -> tuple[str, tuple[Any, ...]]:
        words, values = make(_STAND_IN).query.sql_with_params()
        if list(values).count(_STAND_IN) != 1:
            raise ValueError("the ids are not written as one array")
        return words, tuple(values)

    @wraps(make)
    def rows(ids: list[int]) -> list[tuple[Any, ...]]:
        words, values = statement()
        with connection.cursor() as cursor:
            cursor.execute(words, [ids if value == _STAND_IN else value for value in values])
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    return rows


def written(words: str, values: Any) -> str:
    """Returns the statement with its values written into it as the driver quotes them, so that running it needs no reading of it."""
    with connection.cursor() as cursor:
        done: str = cursor.mogrify(words, values)
    return done
