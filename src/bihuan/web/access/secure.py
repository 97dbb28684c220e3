"""Makes the database refuse: row security, policies, grants, stamps and doors, from the declarations, as often as one likes.

Run after every migration as the owner. A new table has no grants until this has run, so nothing is ever open in between.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, models, transaction
from psycopg import sql

from bihuan.web.access import classes, policies
from bihuan.web.access.models import access_of

ONE_AT_A_TIME = 0x73656375  # any number, the same for all that secure one database


def secure(alias: str = "owner") -> None:
    """Applies everything in one transaction; LookupError names a table without a class."""
    missing = [table for table, kind in classes.as_dict(alias).items() if kind is None]
    if missing:
        raise LookupError(
            f"这些表还没有定权限类别：{', '.join(missing)}。请让模型继承四个基类之一，或写进 access/classes.py。"
        )
    leaking = classes.leaking_views(alias)
    if leaking:
        raise LookupError(
            f"这些视图会绕过行级权限：{', '.join(leaking)}。请加上 with (security_invoker)；物化视图一律不用。"
        )
    app = settings.DATABASES["default"]["USER"]
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        _schema(cursor, app)
        cursor.execute(
            "set local check_function_bodies = off"
        )  # a door may name a table made later in the same file
        for file in _sql_files():
            cursor.execute(file.read_text())
        present = set(classes.tables(alias))
        ours = [m for m in classes.classed_models() if m._meta.db_table in present]
        for model in ours:
            _table(cursor, app, model._meta.db_table, policies.rules_of(model), model)
        for table in present & classes.FOREIGN.keys():
            _table(cursor, app, table, policies.foreign_rules(table), None)
        for model in ours:
            _stamp(cursor, model)
        _doors(cursor, app)
        _backup(cursor)


def _schema(cursor: Any, app: str) -> None:
    cursor.execute(
        sql.SQL("revoke all on schema public from public; grant usage on schema public to {}").format(
            sql.Identifier(app)
        )
    )
    cursor.execute(sql.SQL("grant usage on all sequences in schema public to {}").format(sql.Identifier(app)))


def _table(
    cursor: Any, app: str, table: str, rules: policies.Rules, model: type[models.Model] | None
) -> None:
    access = access_of(model) if model else None
    name, role = sql.Identifier(table), sql.Identifier(app)
    cursor.execute(
        sql.SQL("alter table {0} enable row level security; alter table {0} force row level security").format(
            name
        )
    )
    cursor.execute(
        "select policyname from pg_policies where schemaname = 'public' and tablename = %s", [table]
    )
    for (old,) in cursor.fetchall():
        cursor.execute(sql.SQL("drop policy {} on {}").format(sql.Identifier(old), name))
    cursor.execute(
        sql.SQL("create policy owner_all on {} to current_user using (true) with check (true)").format(name)
    )
    cursor.execute(sql.SQL("revoke all on {} from public, {}").format(name, role))
    can_delete = model is None or bool(access and access.delete)
    for verb, condition in (
        ("select", rules.select),
        ("insert", rules.insert),
        ("update", rules.update),
        ("delete", rules.delete),
    ):
        if (
            not condition
            or (verb == "delete" and not can_delete)
            or (access and access.append_only and verb in ("update", "delete"))
        ):
            continue
        using = sql.SQL("" if verb == "insert" else f"using ({condition})")
        check = sql.SQL(f"with check ({condition})" if verb in ("insert", "update") else "")
        cursor.execute(
            sql.SQL("create policy {} on {} for {} to {} {} {}").format(
                sql.Identifier(f"app_{verb}"), name, sql.SQL(verb), role, using, check
            )
        )
        cursor.execute(sql.SQL("grant {} on {} to {}").format(sql.SQL(verb), name, role))
    if access and access.append_only:
        _refuse_changes(cursor, table)


def _refuse_changes(cursor: Any, table: str) -> None:
    cursor.execute(
        sql.SQL(
            "create or replace trigger append_only before update or delete on {0} for each row execute function refuse_change();"
            "create or replace trigger append_only_truncate before truncate on {0} for each statement execute function refuse_change()"
        ).format(sql.Identifier(table))
    )


_STAMPED = {"case": ("area_code", "units", "household_id"), "published": ("unit_id", "audience")}

# The stamp runs as the owner because its lock asks for more than a reader may: FOR SHARE waits for whoever is just
# moving the parent, or makes him wait and then see the new child. What the stamp read is judged afterwards by the
# child's own policy, so a parent out of reach is refused there.
_STAMP = """
create or replace function {stamp}() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  select {columns} into {targets} from {parent} where id = new.{key} for share;
  if not found then
    raise insufficient_privilege using message = 'parent row of {table} is not there';
  end if;
  return new;
end $$;
create or replace trigger stamp before insert or update of {key}, {columns} on {table} for each row execute function {stamp}();
create or replace function {follow}() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update {table} set {copies} where {key} = new.id;
  return null;
end $$;
create or replace trigger {follow} after update on {parent} for each row
  when ({changed}) execute function {follow}();
"""


def _stamp(cursor: Any, model: type[models.Model]) -> None:
    """Children take area, units and household (or unit and audience) from their parent and follow it."""
    access = access_of(model)
    if not access.parent:
        return
    field: Any = model._meta.get_field(access.parent)
    columns = _STAMPED[getattr(model, "access_class", "")]
    table = model._meta.db_table
    parts = {
        "stamp": f"stamp_{table}",
        "follow": f"follow_{table}",
        "table": table,
        "parent": field.related_model._meta.db_table,
        "key": field.column,
        "columns": ", ".join(columns),
        "targets": ", ".join(f"new.{c}" for c in columns),
        "copies": ", ".join(f"{c} = new.{c}" for c in columns),
        "changed": " or ".join(f"old.{c} is distinct from new.{c}" for c in columns),
    }
    cursor.execute(_STAMP.format(**parts))


def _sql_files() -> list[Path]:
    """sql/*.sql of access first, then of the other apps: functions, doors, journal triggers."""
    folders = [
        Path(config.path) / "sql" for config in apps.get_app_configs() if config.name.startswith("bihuan.")
    ]
    return [file for folder in folders if folder.is_dir() for file in sorted(folder.glob("*.sql"))]


def _doors(cursor: Any, app: str) -> None:
    """Only functions named door_* may be called by the app role; nobody else may call any of ours."""
    cursor.execute(
        "select oid::regprocedure::text, proname from pg_proc "
        "where pronamespace = 'public'::regnamespace and proowner = current_user::regrole"
    )
    for signature, name in cursor.fetchall():
        call = sql.SQL(signature)
        cursor.execute(sql.SQL("revoke all on function {} from public, {}").format(call, sql.Identifier(app)))
        if name.startswith(("door_", "procrastinate_")):
            cursor.execute(sql.SQL("grant execute on function {} to {}").format(call, sql.Identifier(app)))


def _backup(cursor: Any) -> None:
    cursor.execute("select 1 from pg_roles where rolname = 'bihuan_backup'")
    if cursor.fetchone():
        cursor.execute(
            "grant usage on schema public to bihuan_backup;"
            "grant select on all tables in schema public to bihuan_backup; grant select on all sequences in schema public to bihuan_backup"
        )


def doors() -> list[str]:
    """Names of the doors there are, for the reviewed list in the docs and its test."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select proname from pg_proc where pronamespace = 'public'::regnamespace and proname like 'door\\_%' order by 1"
        )
        return [row[0] for row in cursor.fetchall()]
