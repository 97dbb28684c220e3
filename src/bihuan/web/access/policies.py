"""The policies, as SQL built from the models' declarations alone (never from input).

Settings are read inside `(select ...)` so that PostgreSQL computes them once a statement and can use the indexes
on area_code, units and household_id for the three arms. Measured in docs/decisions/0002.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from bihuan.web.access.classes import FOREIGN
from bihuan.web.access.models import Access, Lent, access_of, lent_by
from bihuan.web.access.roles import ROLES


def setting(name: str, kind: str) -> str:
    """SQL for the setting app.<name> as `kind`, NULL when unset (after a SET LOCAL it comes back as '')."""
    return f"(select nullif(current_setting('app.{name}', true), '')::{kind})"


PERSON, ACCOUNT, ROLE = setting("person", "bigint"), setting("account", "bigint"), setting("role", "text")
SYSTEM = f"{ROLE} = 'system'"


@dataclass(frozen=True)
class Rules:
    """Conditions of one table; an empty one means: refused."""

    select: str
    insert: str
    update: str
    delete: str = ""


def span(write: bool, table: str = "") -> str:
    """The case condition: area range OR single villages OR units OR a dated household grant."""
    w, t = ("w" if write else ""), (f"{table}." if table else "")
    today = setting("today", "date")
    grants = (
        "(select array_agg(g.household_id) from access_householdgrant g "
        f"where g.person_id = {PERSON} and {setting(w + 'households', 'text')} = 'on' "
        f"and g.valid_from <= {today} and (g.valid_to is null or g.valid_to >= {today}))"
    )
    return (
        f"(({t}area_code >= {setting(w + 'lo', 'bigint')} and {t}area_code < {setting(w + 'hi', 'bigint')}) "
        f"or {t}area_code = any({setting(w + 'areas', 'bigint[]')}::bigint[]) "
        f"or {t}units && {setting(w + 'units', 'int[]')} "
        f"or {t}household_id = any({grants}::bigint[]))"
    )


def roles(keys: tuple[str, ...]) -> str:
    """Condition: the role is one of these; '*' is anybody signed in."""
    if not keys:
        return ""
    if "*" in keys:
        return f"{PERSON} is not null"
    return f"{ROLE} in ({', '.join(repr(k) for k in keys)})"


def either(*conditions: str) -> str:
    """The conditions that are not empty, joined by OR."""
    return " or ".join(f"({c})" for c in conditions if c)


def rules_of(model: type[models.Model]) -> Rules:
    """The conditions of one of our models."""
    access, kind = access_of(model), getattr(model, "access_class", "")
    if kind == "case":
        return _case(access, lent_by(model))
    return {"published": _published, "identity": _identity, "reference": _reference}[kind](access)


def _case(access: type[Access], lent: tuple[str, Lent] | None = None) -> Rules:
    guest = f"{roles(access.insert_roles)} and {span(False)}" if access.insert_roles else ""
    made = Rules(
        select=either(span(False), roles(access.read_roles), _lent(*lent) if lent else ""),
        insert=either(span(True), guest),
        update=either(span(True), roles(access.write_roles)),
    )
    return _only(access.only_verb, made) if access.only_verb else made


def _only(verb: str, rules: Rules) -> Rules:
    """The same rules for the roles that have the right `verb`; to all others the table is empty and shut."""
    held = either(roles(tuple(r.key for r in ROLES.values() if verb in r.verbs)), SYSTEM)
    return Rules(*(f"({held}) and ({rule})" for rule in (rules.select, rules.insert, rules.update)))


def _lent(column: str, lent: Lent) -> str:
    """Condition: a row of the lending table names this one and the reader's unit. Computed once a statement, found by index."""
    mine = f"{roles(lent.roles)} and x.{lent.unit} = any({setting('units', 'int[]')}::int[])"
    return f"{column} = any((select array_agg(x.{lent.key}) from {lent.table} x where {mine})::bigint[])"


def _published(access: type[Access]) -> Rules:
    mine = f"unit_id = any({setting('wunits', 'int[]')}::int[])"
    reads = f"audience && {setting('chain', 'int[]')} or unit_id = any({setting('units', 'int[]')}::int[])"
    return Rules(
        select=either(reads, roles(access.read_roles), SYSTEM),
        insert=either(mine, SYSTEM),
        update=either(mine, SYSTEM),
        delete=mine,
    )


def _identity(access: type[Access]) -> Rules:
    own = f"{access.own} = {PERSON}" if access.own else ""
    account = f"{access.account} = {ACCOUNT}" if access.account else ""
    case = span(False) if access.case_read else ""
    objects = either(*(_object(kind, table) for kind, table in access.with_object))
    also = f"{access.also} = {PERSON}" if access.also else ""
    unit = _of_unit(access)
    select = either(own, also, account, case, unit, roles(access.read_roles), SYSTEM, objects)
    if not access.app_writes:
        return Rules(select, "", "")
    mine = " and ".join(c for c in (own, account, roles(access.own_roles)) if c) if access.own_writes else ""
    writes = either(mine, roles(access.write_roles), SYSTEM)
    adds = unit if access.of_unit_adds else ""
    return Rules(
        select=select,
        insert="true" if access.open_insert else either(writes, roles(access.insert_roles), adds),
        update=writes,
        delete=writes,
    )


def _of_unit(access: type[Access]) -> str:
    """Condition: the row is the reader's unit's, and the reader is there in one of the roles that may see it."""
    if not access.of_unit:
        return ""
    return f"{roles(access.of_unit_roles)} and {access.of_unit} = any({setting('units', 'int[]')}::int[])"


def _object(kind: str, table: str) -> str:
    """Condition: the row is about an object of `table` that the reader sees (its own policy answers that)."""
    return f"object_type = '{kind}' and exists (select 1 from {table} o where o.id = object_id)"


def _reference(access: type[Access]) -> Rules:
    writes = either(roles(access.write_roles or ("administrator",)), SYSTEM)
    return Rules(select="true", insert=writes, update=writes, delete=writes)


_OPEN = Rules("true", "true", "true", "true")
_BY_ACCOUNT = Rules(*[f"user_id = {ACCOUNT}"] * 4)


def foreign_rules(table: str) -> Rules:
    """The conditions of a library's table."""
    if table == "django_session":
        key = f"session_key = {setting('session', 'text')}"
        return Rules(key, "true", key, key)
    if table in ("otp_totp_totpdevice", "otp_static_staticdevice"):
        return _BY_ACCOUNT
    if table == "otp_static_statictoken":
        mine = f"device_id in (select id from otp_static_staticdevice where user_id = {ACCOUNT})"
        return Rules(mine, mine, mine, mine)
    if FOREIGN[table] == "reference" and not table.startswith("procrastinate_"):
        return Rules("true", "", "")
    # Counters of refused sign-ins, and the queue, whose rows hold nothing but the number of a job run.
    return _OPEN
