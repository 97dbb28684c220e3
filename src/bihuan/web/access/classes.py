"""Which class each table of the database has. A table nobody classed has None, and a test refuses it."""

from __future__ import annotations

from django.apps import apps
from django.db import connections

from bihuan.web.access.models import Classed

# Tables of libraries, which cannot derive from our bases.
FOREIGN: dict[str, str] = {
    "django_session": "identity",
    "otp_totp_totpdevice": "identity",
    "otp_static_staticdevice": "identity",
    "otp_static_statictoken": "identity",
    "axes_accessattempt": "identity",
    "axes_accessattemptexpiration": "identity",
    "axes_accessfailurelog": "identity",
    "axes_accesslog": "identity",
    "django_migrations": "reference",
    "django_content_type": "reference",
    "auth_permission": "reference",
    "auth_group": "reference",
    "auth_group_permissions": "reference",
    "procrastinate_jobs": "reference",
    "procrastinate_events": "reference",
    "procrastinate_periodic_defers": "reference",
    "procrastinate_workers": "reference",
}


def classed_models() -> list[type[Classed]]:
    """Our concrete models, in the order of their apps."""
    return [m for m in apps.get_models() if issubclass(m, Classed) and not m._meta.proxy]


def declared() -> dict[str, str]:
    """table -> class, as code declares it."""
    return {**FOREIGN, **{m._meta.db_table: m.access_class for m in classed_models()}}


def tables(alias: str = "owner") -> list[str]:
    """All ordinary tables of the schema public."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1"
        )
        return [row[0] for row in cursor.fetchall()]


def leaking_views(alias: str = "owner") -> list[str]:
    """Views that would read with their owner's rights, and so past row security; materialised ones always do."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and (relkind in ('m', 'f') or relkind = 'v'"
            " and not coalesce('security_invoker=true' = any(reloptions) or 'security_invoker=on' = any(reloptions), false)) order by 1"
        )
        return [row[0] for row in cursor.fetchall()]


def as_dict(alias: str = "owner") -> dict[str, str | None]:
    """table -> class for every table there is; None where nobody classed it."""
    known = declared()
    return {table: known.get(table) for table in tables(alias)}
