"""Which case rows a scope reads and writes: raw SQL through the app role against a predicate in plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import ProgrammingError, connection, connections, models, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.web.access import policies, scope
from bihuan.web.access.classes import classed_models
from bihuan.web.access.models import CaseModel, access_of, lent_by
from bihuan.web.access.narrow import narrow
from bihuan.web.access.scope import Scope, Span
from bihuan.web.config import clock
from tests.web.access.sql import asked
from tests.web.access.test_secure import app_role

COUNTIES = [990101, 990102]
CODES = [
    county * 10**6 + town * 1000 + village
    for county in COUNTIES
    for town in (0, 101, 102)
    for village in (0, 1, 2)
]
UNITS = [1, 2, 3, 4]
HOUSEHOLDS = [11, 12, 13]
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Row:
    """A case row."""

    area_code: int
    units: tuple[int, ...]
    household_id: int | None


@dataclass(frozen=True)
class HouseholdGrant:
    """A dated right of a person to a household."""

    person_id: int
    household_id: int
    valid_from: date
    valid_to: date | None


def within(span: Span, person_id: int | None, grants: list[HouseholdGrant], row: Row) -> bool:
    """The rule as DESIGN §3 says it: area range OR units overlap OR a dated household grant."""
    if span.lo is not None and span.hi is not None and span.lo <= row.area_code < span.hi:
        return True
    if row.area_code in span.areas or set(row.units) & set(span.units):
        return True
    if not span.households or row.household_id is None:
        return False
    return any(
        g.person_id == person_id and g.household_id == row.household_id
        and g.valid_from <= TODAY and (g.valid_to is None or g.valid_to >= TODAY)
        for g in grants
    )  # fmt: skip


@st.composite
def ranges(draw: st.DrawFn) -> tuple[int | None, int | None]:
    """Nothing, a county, a township or a village."""
    code = draw(st.sampled_from(CODES))
    width = draw(st.sampled_from([0, 10**6, 10**3, 1]))
    lo = code // width * width if width else None
    return lo, (lo + width if lo is not None else None)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    lo, hi = draw(ranges())
    areas = draw(st.lists(st.sampled_from(CODES), max_size=3, unique=True))
    units = draw(st.lists(st.sampled_from(UNITS), max_size=2, unique=True))
    return Span(lo, hi, tuple(areas), tuple(units), draw(st.booleans()))


rows = st.builds(
    Row,
    st.sampled_from(CODES),
    st.lists(st.sampled_from(UNITS), max_size=3, unique=True).map(tuple),
    st.none() | st.sampled_from(HOUSEHOLDS),
)
days = st.integers(-2, 2).map(lambda n: TODAY + timedelta(days=n))
grants_of = st.lists(
    st.builds(HouseholdGrant, st.sampled_from([1, 2]), st.sampled_from(HOUSEHOLDS), days, st.none() | days),
    max_size=4,
)
modest = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


class ProbeRow(CaseModel):
    """The probe as a model, to ask for it through the ORM."""

    id = models.IntegerField(primary_key=True)

    class Meta:
        app_label = "access"
        apps = Apps()  # a registry of its own: it is no table of the project
        managed = False
        db_table = "probe"


@pytest.fixture
def probe(committed_db: str) -> Iterator[Any]:
    """A table with the columns of a case and the policies of a case, and nothing else; gives the owner's cursor."""
    case = policies.rules_of(
        type(
            "Probe",
            (CaseModel,),
            {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "access", "abstract": True})},
        )
    )
    with connections["owner"].cursor() as owner:
        owner.execute(
            "create table probe (id int primary key, area_code bigint not null, units int[] not null, household_id bigint);"
            "alter table probe enable row level security; alter table probe force row level security;"
            "create policy owner_all on probe to current_user using (true) with check (true);"
            f"create policy app_select on probe for select to {app_role()} using ({case.select});"
            f"create policy app_insert on probe for insert to {app_role()} with check ({case.insert});"
            f"create policy app_update on probe for update to {app_role()} using ({case.update}) with check ({case.update});"
            f"grant select, insert, update on probe to {app_role()}"
        )
        yield owner


def fill(owner: Any, stock: list[Row], given_: list[HouseholdGrant]) -> dict[int, Row]:
    """Puts the rows and the grants in place of what was there; persons 1 and 2 stand for two of the world's."""
    owner.execute("truncate probe; delete from access_householdgrant")
    numbered = dict(enumerate(stock))
    owner.executemany(
        "insert into probe values (%s, %s, %s, %s)",
        [(n, r.area_code, list(r.units), r.household_id) for n, r in numbered.items()],
    )
    once = {(g.person_id, g.household_id, g.valid_from): g for g in given_}.values()
    owner.executemany(
        "insert into access_householdgrant (person_id, household_id, kind, valid_from, valid_to) values (%s, %s, 'pairing', %s, %s)",
        [(g.person_id, g.household_id, g.valid_from, g.valid_to) for g in once],
    )
    given_[:] = list(once)
    return numbered


def midday() -> Any:
    return clock.frozen(timezone.datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=clock.ZONE))


def test_reading_is_the_predicate(probe: Any) -> None:
    @modest
    @given(st.lists(rows, min_size=1, max_size=12), grants_of, spans(), st.sampled_from([1, 2]))
    def check(stock: list[Row], given_: list[HouseholdGrant], reads: Span, person: int) -> None:
        numbered = fill(probe, stock, given_)
        with midday(), scope.acting(Scope(person_id=person, role="helper", reads=reads)):
            seen = {n for (n,) in asked("select id from probe")}
        assert seen == {n for n, row in numbered.items() if within(reads, person, given_, row)}

    check()


TOWN = 990101_101000
EDGES: list[tuple[Span, Row, list[tuple[int, int, int | None]], bool]] = [
    (Span(TOWN, TOWN + 1000), Row(TOWN, (), None), [], True),
    (Span(TOWN, TOWN + 1000), Row(TOWN + 999, (), None), [], True),
    (Span(TOWN, TOWN + 1000), Row(TOWN + 1000, (), None), [], False),
    (Span(TOWN, TOWN + 1000), Row(TOWN - 1, (), None), [], False),
    (Span(areas=(TOWN + 1,)), Row(TOWN + 1, (), None), [], True),
    (Span(areas=(TOWN + 1,)), Row(TOWN, (), None), [], False),
    (Span(units=(1, 2)), Row(TOWN, (2, 3), None), [], True),
    (Span(units=(1, 2)), Row(TOWN, (), None), [], False),
    # Days of the grant from today: begins, ends (None: open).
    (Span(households=True), Row(TOWN, (), 11), [(11, 0, 0)], True),
    (Span(households=True), Row(TOWN, (), 11), [(11, -9, None)], True),
    (Span(households=True), Row(TOWN, (), 11), [(11, 1, None)], False),
    (Span(households=True), Row(TOWN, (), 11), [(11, -9, -1)], False),
    (Span(households=True), Row(TOWN, (), 11), [(11, -9, -1), (11, 0, None)], True),
    (Span(households=True), Row(TOWN, (), 12), [(11, -9, None)], False),
    (Span(households=True), Row(TOWN, (), None), [(11, -9, None)], False),
    (Span(households=False), Row(TOWN, (), 11), [(11, -9, None)], False),
]


def test_edges_of_the_arms(probe: Any) -> None:
    """First and last code, first and last day: what a property test may miss."""
    for reads, row, held, seen in EDGES:
        given_ = [
            HouseholdGrant(1, h, TODAY + timedelta(days=a), None if b is None else TODAY + timedelta(days=b))
            for h, a, b in held
        ]
        fill(probe, [row], given_)
        with midday(), scope.acting(Scope(person_id=1, role="helper", reads=reads, writes=reads)):
            assert (asked("select id from probe") == [(0,)]) == seen, (reads, row, held)
            assert put_in(7, row) == seen, (reads, row, held)
            transaction.set_rollback(True)
        with midday(), scope.acting(Scope(person_id=2, role="helper", reads=reads)):
            assert (asked("select id from probe") == [(0,)]) == (seen and not held), (reads, row, held)


def test_writing_is_the_predicate_of_the_other_span(probe: Any) -> None:
    """Inserts need the write span; an update needs the old row in both spans, the new one too."""

    @modest
    @given(st.lists(rows, min_size=1, max_size=6), rows, grants_of, spans(), spans(), st.sampled_from([1, 2]))
    def check(
        stock: list[Row], new: Row, given_: list[HouseholdGrant], reads: Span, writes: Span, person: int
    ) -> None:
        numbered = fill(probe, stock, given_)
        with midday(), scope.acting(Scope(person_id=person, role="helper", reads=reads, writes=writes)):
            assert put_in(1000, new) == within(writes, person, given_, new)
            for n, old in numbered.items():
                reached = within(reads, person, given_, old) and within(writes, person, given_, old)
                allowed = within(reads, person, given_, new) and within(writes, person, given_, new)
                assert overwrite(n, new) == (("changed" if allowed else "refused") if reached else "not seen")
            transaction.set_rollback(True)

    check()


def put_in(number: int, row: Row) -> bool:
    """Whether the app role may insert the row."""
    with suppress(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "insert into probe values (%s, %s, %s, %s)",
            [number, row.area_code, list(row.units), row.household_id],
        )
        return True
    return False


def overwrite(number: int, row: Row) -> str:
    """What becomes of an update: changed, refused, or not seen. A change is taken back."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "update probe set area_code = %s, units = %s, household_id = %s where id = %s",
                [row.area_code, list(row.units), row.household_id, number],
            )
            found = cursor.rowcount
            transaction.set_rollback(True)
    except ProgrammingError:
        return "refused"
    return "changed" if found else "not seen"


def test_every_case_table_has_the_policies_that_were_tried(probe: Any) -> None:
    """The conditions of the real tables are those of the probe, letter by letter; extra rights of roles are named here."""
    probe.execute(
        "select cmd, coalesce(qual, with_check) from pg_policies where tablename = 'probe' and policyname <> 'owner_all'"
    )
    tried = dict(probe.fetchall())
    for model in classed_models():
        if model.access_class != "case":
            continue
        access = access_of(model)
        probe.execute(
            "select cmd, coalesce(qual, with_check) from pg_policies where tablename = %s and policyname <> 'owner_all'",
            [model._meta.db_table],
        )
        extra = {"SELECT": access.read_roles, "INSERT": access.insert_roles, "UPDATE": access.write_roles}
        lent = lent_by(model)
        for command, condition in probe.fetchall():
            if command == "SELECT" and lent:
                # The rule as tried, or lent by a row of discipline inspection's own table: nothing else.
                rule, whole = " ".join(tried[command].split()), " ".join(condition.split())
                rest = whole.removeprefix(f"({rule[1:-1]} OR ").removeprefix(f"({rule} OR ")
                assert rest.startswith(f"({lent[0]} = ANY (( SELECT array_agg("), (model, whole)
                assert lent[1].table in rest
                assert " OR " not in rest
            elif access.only_verb:
                # Nobody reaches further than as tried; within that only the roles with the right.
                whole, rule = " ".join(condition.split()), " ".join(tried[command].split())
                assert whole.endswith(f" AND {rule})"), (model, whole)
                assert " OR " in whole.removesuffix(f" AND {rule})")
                assert "app.role" in whole.removesuffix(rule)
            elif extra[command]:
                assert tried[command].strip("()")[:60] in condition
            else:
                assert condition == tried[command], (model, command)
    guests = {
        m.__name__: access_of(m).insert_roles
        for m in classed_models()
        if m.access_class == "case" and access_of(m).insert_roles
    }
    narrowed = {m.__name__: access_of(m).only_verb for m in classed_models() if access_of(m).only_verb}
    assert narrowed == {"MemberHealth": "health.read", "FindingWords": "health.read"}
    on_loan = {m._meta.db_table for m in classed_models() if lent_by(m)}
    assert {t for t in on_loan if not t.startswith("problems_")} == set()
    assert guests == {"Instruction": ("leader", "village_leader")}


def test_the_filter_repeated_for_speed_changes_no_answer(probe: Any) -> None:
    @modest
    @given(st.lists(rows, min_size=1, max_size=12), grants_of, spans(), st.sampled_from([1, 2]))
    def check(stock: list[Row], given_: list[HouseholdGrant], reads: Span, person: int) -> None:
        fill(probe, stock, given_)
        mine = Scope(person_id=person, role="helper", reads=reads)
        with midday(), scope.acting(mine):
            assert set(narrow(ProbeRow.objects.all(), mine)) == set(ProbeRow.objects.all())

    check()


def test_the_filter_alone_is_as_narrow_as_the_policy(probe: Any) -> None:
    """Asked as the owner, whom no policy narrows; a county's scope needs no filter."""

    @modest
    @given(st.lists(rows, min_size=1, max_size=12), grants_of, spans(), st.sampled_from([1, 2]))
    def check(stock: list[Row], given_: list[HouseholdGrant], reads: Span, person: int) -> None:
        numbered = fill(probe, stock, given_)
        mine = Scope(person_id=person, role="helper", reads=reads)
        with midday(), scope.acting(mine):
            seen = {row.pk for row in narrow(ProbeRow.objects.all(), mine).using("owner")}
        wide = reads.lo is not None and reads.hi is not None and reads.hi - reads.lo >= 10**6
        assert seen == {n for n, row in numbered.items() if wide or within(reads, person, given_, row)}

    check()
