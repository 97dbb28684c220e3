"""Scope: a person's reach as numbers, set in the transaction so that the database's policies can use them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction

from bihuan.web.access.roles import ROLES, Reach
from bihuan.web.config import clock

if TYPE_CHECKING:
    from bihuan.web.accounts.models import Grant, Person
    from bihuan.web.areas.models import Unit

WHOLE = (0, 10**12)


@dataclass(frozen=True)
class Actor:
    """Who acts: a person in one post. Every service takes it first."""

    person_id: int
    name: str
    unit_id: int
    unit_name: str
    role: str
    grant_id: int
    request_id: str = ""
    chain: tuple[int, ...] = field(default=(), compare=False)

    @property
    def role_label(self) -> str:
        return ROLES[self.role].label if self.role in ROLES else "系统"


@dataclass(frozen=True)
class Span:
    """Rows one may touch: a half-open range of 12-digit codes, single villages, units, and whether household grants count."""

    lo: int | None = None
    hi: int | None = None
    areas: tuple[int, ...] = ()
    units: tuple[int, ...] = ()
    households: bool = False

    @property
    def width(self) -> int:
        """How many codes the range holds: a county's 10**6, a township's 1000, a village's one; 0 without a range."""
        return 0 if self.lo is None or self.hi is None else self.hi - self.lo


@dataclass(frozen=True)
class Scope:
    """What the policies see. `chain` is the unit and all above it, for published rows."""

    account_id: int | None = None
    person_id: int | None = None
    role: str = ""
    chain: tuple[int, ...] = ()
    reads: Span = Span()
    writes: Span = Span()

    def settings(self) -> dict[str, str]:
        """The values of the app.* settings; an empty string stands for nothing."""
        return {
            "app.account": _text(self.account_id),
            "app.person": _text(self.person_id),
            "app.role": self.role,
            "app.today": clock.today().isoformat(),
            "app.chain": _array(self.chain),
            **_span("", self.reads),
            **_span("w", self.writes),
        }


NOBODY = Scope()
SYSTEM = Scope(role="system", reads=Span(*WHOLE), writes=Span(*WHOLE))


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def _array(values: tuple[int, ...]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def _span(prefix: str, span: Span) -> dict[str, str]:
    return {
        f"app.{prefix}lo": _text(span.lo),
        f"app.{prefix}hi": _text(span.hi),
        f"app.{prefix}areas": _array(span.areas),
        f"app.{prefix}units": _array(span.units),
        f"app.{prefix}households": "on" if span.households else "",
    }


# Every request sets them, so the statement is put together once and takes all values as one array.
_NAMES = tuple(NOBODY.settings())
_SETS = ", ".join(f"set_config('{name}', v[{at}], true)" for at, name in enumerate(_NAMES, 1))
_GETS = ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in _NAMES)
_SET = " ".join(("select", _SETS, "from (select %s::text[] as v) as given"))
_GET = f"select array[{_GETS}]"


def apply(scope: Scope) -> None:
    """Sets the scope for the rest of the current transaction; refuses to run outside one."""
    if not connection.in_atomic_block:
        raise RuntimeError(
            "scope.apply() needs a transaction: outside one the settings would be lost at once"
        )
    _set(list(scope.settings().values()))


def _set(values: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET, [values])


@contextmanager
def acting(scope: Scope) -> Iterator[None]:
    """Runs the block in a transaction under `scope` and puts the former scope back (for tests, jobs and commands)."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_GET)
            (before,) = cursor.fetchone()
        apply(scope)
        yield
        # After an exception there is nothing to put back: the rollback does it, and would hide what happened otherwise.
        if not connection.needs_rollback:
            _set(before)


def scope_of(person: Person, grant: Grant) -> Scope:
    """Returns the scope of `person` in the post `grant`; an unknown role or a lapsed grant reaches nothing."""
    role = ROLES.get(grant.role)
    account_id = person.account_id_or_none
    if role is None or not grant.holds_on(clock.today()):
        return Scope(account_id=account_id, person_id=person.pk)
    unit = grant.unit
    return Scope(
        account_id=account_id,
        person_id=person.pk,
        role=role.key,
        chain=tuple(unit.chain),
        reads=_reach(role.reads, unit, grant),
        writes=_reach(role.writes, unit, grant),
    )


def _reach(reach: Reach, unit: Unit, grant: Grant) -> Span:
    units = (unit.pk,)
    if reach is Reach.COUNTY:
        lo = settings.COUNTY_CODE * 10**6
        return Span(lo, lo + 10**6, units=units)
    if reach is Reach.AREA:
        # Villages named in the post narrow it; without them it is the unit's whole area.
        if grant.area_codes:
            return Span(areas=tuple(grant.area_codes), units=units)
        return Span(unit.area.lo, unit.area.hi, units=units)
    if reach is Reach.VILLAGES:
        return Span(areas=tuple(grant.area_codes), units=units)
    if reach is Reach.UNITS:
        return Span(units=units)
    if reach is Reach.HOUSEHOLDS:
        return Span(households=True)
    return Span()


def actor_of(person: Person, grant: Grant, request_id: str = "") -> Actor:
    """Returns the actor for `person` in the post `grant`."""
    unit = grant.unit
    return Actor(
        person.pk, person.name, unit.pk, unit.short_name, grant.role, grant.pk, request_id, tuple(unit.chain)
    )


SYSTEM_ACTOR = Actor(0, "系统", 0, "系统", "system", 0)


def fetch_one(sql: str, params: list[Any]) -> tuple[Any, ...] | None:
    """Runs one of our own statements (never built from input) and returns its first row."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row
