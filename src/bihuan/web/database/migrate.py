"""Bring the schema up to date and secure it again, one process at a time."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connections

ONE_AT_A_TIME = 0x62696875


def migrate(verbosity: int = 1) -> None:
    """Migrate as the owner, then apply row security; a second process waits for the first."""
    from bihuan.web.access.secure import secure

    with connections["owner"].cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        try:
            call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
            secure()
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [ONE_AT_A_TIME])
