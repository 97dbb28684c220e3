"""The parameters that hold in this county: `bihuan.policy.parameters` asked for our place and our day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from bihuan.policy.parameters import Book, Unknown, Value, book
from bihuan.web.access.refusal import Refused
from bihuan.web.config import clock


def all_parameters() -> Book:
    """Returns the product's parameters with the office's own folder (BIHUAN_PARAMETERS) laid over."""
    return book(settings.PARAMETERS_FOLDER)


def parameter(key: str, on: date | None = None, area_code: int | None = None) -> Value:
    """Returns what holds on the day (today) at the place (the county); Refused says in Chinese what has to be entered first."""
    place = settings.COUNTY_CODE * 10**6 if area_code is None else area_code
    try:
        return _held(settings.PARAMETERS_FOLDER, key, place, on or clock.today())
    except Unknown as unknown:
        raise Refused(str(unknown)) from unknown


@lru_cache(maxsize=1024)
def _held(own: Path | None, key: str, place: int, on: date) -> Value:
    """Lists ask the same for each row; the books are read once a process anyway."""
    return book(own).need(key, place, on)


def amount(key: str) -> int:
    """Returns the bare number that holds in the county today."""
    return parameter(key).amount
