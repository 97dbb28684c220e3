"""What services would say to a row of a sheet, asked without doing it."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from bihuan.web.access import Conflict, Refused


class _TakeBack(Exception):
    pass


def trial(work: Callable[[], object]) -> Refused | Conflict | None:
    """Returns why the work would be refused; None when it would be done. Nothing of it stays."""
    try:
        with transaction.atomic():
            work()
            raise _TakeBack
    except _TakeBack:
        return None
    except (Refused, Conflict) as refused:
        return refused
