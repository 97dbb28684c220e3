"""Children of a case row: stamped by the database from their parent, never forged, following it wherever it goes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection, connections, transaction

from bihuan.web.access import scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.journal.apart import parameters
from bihuan.web.problems.models import Instruction, Measure
from tests import signed
from tests.browser import wait_for
from tests.web.access import made

LIUXI, WANGLING = 990101_101001, 990101_102001


def class_columns(row: Any, alias: str = "owner") -> tuple[Any, ...]:
    fresh = type(row).objects.using(alias).get(pk=row.pk)
    return fresh.area_code, fresh.units, fresh.household_id


def run(sql: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def test_a_child_takes_its_parents_place_whatever_was_said(clean_db: str) -> None:
    town = made.unit("柳溪镇")
    parent = made.problem(LIUXI, [town.pk], 77)
    with signed.acting("township"):
        child = Measure.objects.create(
            problem=parent, no=1, text="换管", unit=town, area_code=WANGLING, units=[1, 2], household_id=5
        )
    assert class_columns(child) == (LIUXI, [town.pk], 77)


@pytest.mark.parametrize("forged", ["area_code = 990101102001", "units = '{1,2,3}'", "household_id = 5"])
def test_an_update_cannot_move_a_child_away(clean_db: str, forged: str) -> None:
    town = made.unit("柳溪镇")
    child = made.measure(made.problem(LIUXI, [town.pk], 77))
    with signed.acting("township"):
        assert run(f"update problems_measure set {forged} where id = %s", child.pk) == 1
    assert class_columns(child) == (LIUXI, [town.pk], 77)


def test_children_follow_their_parent(clean_db: str) -> None:
    town, water = made.unit("柳溪镇"), made.unit("县水利局")
    parent = made.problem(LIUXI, [town.pk], 77)
    child = made.measure(parent)
    with signed.acting("office"):
        run(
            "update problems_problem set area_code = %s, units = %s, household_id = null where id = %s",
            WANGLING,
            [water.pk],
            parent.pk,
        )
    assert class_columns(child) == (WANGLING, [water.pk], None)
    with signed.acting("township"):
        assert not Measure.objects.filter(pk=child.pk).exists()
    with signed.acting("department_outsider"):
        assert Measure.objects.filter(pk=child.pk).exists()


def test_a_child_that_changes_parents_takes_the_new_ones_place(clean_db: str) -> None:
    town = made.unit("柳溪镇")
    here, there = made.problem(LIUXI, [town.pk]), made.problem(WANGLING, [town.pk], 9)
    child = made.measure(here)
    with signed.acting("office"):
        run("update problems_measure set problem_id = %s where id = %s", there.pk, child.pk)
    assert class_columns(child) == (WANGLING, [town.pk], 9)


@pytest.mark.parametrize("parent_id", ["hidden", "missing"])
def test_a_parent_out_of_reach_takes_no_child(clean_db: str, parent_id: str) -> None:
    """Neither answer tells whether there is such a problem: both are refusals."""
    town = made.unit("柳溪镇")
    hidden = made.problem(WANGLING, [made.unit("望岭乡").pk])
    target = hidden.pk if parent_id == "hidden" else 10**9
    with signed.acting("township"), pytest.raises(ProgrammingError) as refused, transaction.atomic():
        run(
            "insert into problems_measure (area_code, units, no, text, round, unit_id, problem_id) values (1, '{}', 1, '', 0, %s, %s)",
            town.pk,
            target,
        )
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_a_leader_instructs_where_he_reads_and_nowhere_else(clean_db: str) -> None:
    town = made.unit("柳溪镇")
    seen, unseen = made.problem(LIUXI, [town.pk]), made.problem(990101_102003, [town.pk])
    with signed.acting("village_leader") as actor:
        Instruction.objects.create(problem=seen, text="请速办", by_id=actor.person_id, at=made.clock.now())
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Instruction.objects.create(
                problem=unseen, text="请速办", by_id=actor.person_id, at=made.clock.now()
            )
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Measure.objects.create(problem=seen, no=1, text="换管", unit=town)


def as_owner(database: str) -> psycopg.Connection[Any]:
    """A second connection, as the owner."""
    given = connections["owner"].settings_dict
    return psycopg.connect(
        host=given["HOST"],
        user=given["USER"],
        dbname=database,
        **({"port": given["PORT"]} if given["PORT"] else {}),
    )


def waits(database: str) -> Callable[[], bool]:
    """Whether some backend of the database waits for a lock."""

    def check() -> bool:
        with as_owner(database) as other:
            sql = "select count(*) from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = %s"
            return other.execute(sql, [database]).fetchone() != (0,)

    return check


def test_a_child_put_in_while_its_parent_moves_arrives_with_it(clean_db: str) -> None:
    """The leader instructs in the very moment in which the office sends the problem to another unit."""
    town, water = made.unit("柳溪镇"), made.unit("县水利局")
    parent = made.problem(LIUXI, [town.pk])
    person, grant = signed.post_of("leader")
    settings = scope.scope_of(person, grant).settings()

    def instruct() -> None:
        with psycopg.connect(**parameters()) as own:
            for name, value in settings.items():
                own.execute("select set_config(%s, %s, true)", [name, value])
            own.execute(
                "insert into problems_instruction (area_code, units, text, by_id, at, problem_id) values (0, '{}', '请速办', %s, now(), %s)",
                [person.pk, parent.pk],
            )

    leader = threading.Thread(target=instruct)
    with as_owner(clean_db) as office:
        office.execute(
            "update problems_problem set area_code = %s, units = %s where id = %s",
            [WANGLING, [water.pk], parent.pk],
        )
        leader.start()
        wait_for(waits(clean_db), "批示没有等正在移动的问题")
    leader.join(10)
    assert class_columns(Instruction.objects.using("owner").get(problem=parent)) == (
        WANGLING,
        [water.pk],
        None,
    )


def test_numbers_of_a_new_year_do_not_collide(clean_db: str) -> None:
    """Two people draw the first number of a year at the same moment: the second waits, and gets the next."""
    got: list[int] = []

    def draw() -> None:
        with psycopg.connect(**parameters()) as own:
            (number,) = own.execute("select door_next_number('problem_2031')").fetchone() or (0,)
            got.append(number)

    second = threading.Thread(target=draw)
    with psycopg.connect(**parameters()) as first:
        (number,) = first.execute("select door_next_number('problem_2031')").fetchone() or (0,)
        second.start()
        wait_for(waits(clean_db), "第二个人没有等第一个人")
    second.join(10)
    assert (number, got) == (1, [2])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "series",
    ["problem_26", "x'; drop table areas_area; --_2026", "PROBLEM_2026", "_2026", "a" * 30 + "_2026"],
)
def test_a_series_of_another_form_is_refused(series: str) -> None:
    with pytest.raises(Exception, match="is not of the form"), transaction.atomic():
        run("select door_next_number(%s)", series)


def test_the_account_door_gives_one_account_by_its_exact_name(clean_db: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for name, found in (("office", 1), ("OFFICE", 0), ("offic%", 0), ("", 0), ("office' or true --", 0)):
            cursor.execute("select count(*) from door_account(%s)", [name])
            assert cursor.fetchone() == (found,), name


@pytest.mark.parametrize(
    ("key", "moved"), [("office", True), ("township", True), ("township_outsider", False)]
)
def test_the_transfer_door_takes_only_what_the_caller_may_change(
    clean_db: str, key: str, moved: bool
) -> None:
    parent = made.problem(LIUXI, [made.unit("柳溪镇").pk])
    with signed.acting(key), connection.cursor() as cursor:
        cursor.execute("select door_transfer_problem(%s, %s, '枫林村')", [parent.pk, 990101_102002])
        assert cursor.fetchone() == (moved,)
    assert class_columns(parent)[0] == (990101_102002 if moved else LIUXI)


@pytest.mark.parametrize("key", ["village", "department", "leader", "inspector", "assessor", "helper"])
def test_the_transfer_door_is_shut_for_everybody_else(clean_db: str, key: str) -> None:
    parent = made.problem(LIUXI, [made.unit("柳溪镇").pk])
    with (
        signed.acting(key),
        pytest.raises(ProgrammingError, match="only an office or a township"),
        transaction.atomic(),
    ):
        run("select door_transfer_problem(%s, %s, '')", parent.pk, 990101_102002)


@pytest.mark.parametrize("key", ["office", "township", "village", "auditor", "assessor"])
def test_the_hand_over_door_is_shut_for_all_but_the_administrator(clean_db: str, key: str) -> None:
    with (
        signed.acting(key) as actor,
        pytest.raises(ProgrammingError, match="only an administrator"),
        transaction.atomic(),
    ):
        run("select door_hand_over_problems(%s, %s, now())", actor.person_id, actor.person_id + 1)


def test_a_door_needs_a_scope(clean_db: str) -> None:
    with transaction.atomic():
        scope.apply(scope.NOBODY)
        for call in ("door_transfer_problem(1, 990101102002, '')", "door_hand_over_problems(1, 2, now())"):
            with pytest.raises(ProgrammingError, match="only an"), transaction.atomic():
                run(f"select {call}")
    with scope.acting(SYSTEM):
        assert (
            run(
                "select door_hand_over_problems(%s, %s, now())",
                signed.post_of("village")[0].pk,
                signed.post_of("team")[0].pk,
            )
            == 1
        )
