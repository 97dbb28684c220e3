"""The chain by another road than the database's, and what it says of every kind of tampering."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection, connections, transaction

from bihuan.web import journal
from bihuan.web.access import scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.journal import apart
from bihuan.web.journal.models import JournalHead, JournalLine, JournalSeal
from bihuan.web.journal.verify import export_head, verify
from tests import signed
from tests.browser import wait_for

WRITTEN = 6


def write(count: int, key: str = "township") -> None:
    """That many lines, each committed on its own."""
    for n in range(count):
        with signed.acting(key) as actor:
            journal.write(actor, "people.granted", None, name=f"甲{n}", role="村干部")


@contextmanager
def superuser(server: Any) -> Iterator[psycopg.Connection[Any]]:
    """The database's superuser with all triggers off: the strongest who can tamper."""
    with psycopg.connect(server.url("postgres", connections["owner"].settings_dict["NAME"])) as admin:
        admin.execute("set session_replication_role = replica")
        yield admin


def tamper(server: Any, *statements: str) -> None:
    with superuser(server) as admin:
        for statement in statements:
            assert admin.execute(statement).rowcount > 0, statement


# Lines are numbered by their seal: :3 is the id of the third line.
L3 = "(select line_id from journal_journalseal where seq = 3)"
CHANGED = {
    "code": "'people.revoked'",
    "at": "at + interval '1 microsecond'",
    "data": 'data || \'{"role": "office"}\'',
    "person_id": "person_id + 1",
    "person_name": "'别人'",
    "unit_id": "null",
    "unit_name": "unit_name || ' '",
    "role": "'office'",
    "request_id": "'other'",
    "object_type": "'problems.problem'",
    "object_id": "7",
    "area_code": "990101102001",
    "units": "'{1}'",
    "household_id": "1",
}


def test_a_sound_chain_holds(clean_db: str) -> None:
    write(WRITTEN)
    verdict = verify()
    assert (verdict.holds, verdict.lines, verdict.broken) == (True, WRITTEN, None)
    assert verdict.head == JournalHead.objects.using("owner").get().hash.hex()


def test_an_empty_chain_holds(clean_db: str) -> None:
    assert (verify().holds, verify().lines) == (True, 0)


def test_the_auditor_verifies_it_too(clean_db: str) -> None:
    write(WRITTEN)
    with signed.acting("auditor"):
        assert (verify("default").holds, verify("default").lines) == (True, WRITTEN)


def test_every_column_of_a_line_is_in_the_chain() -> None:
    assert {f.column for f in JournalLine._meta.concrete_fields} - {"id"} == set(CHANGED)


@pytest.mark.parametrize("column", CHANGED)
def test_a_changed_column_is_found(clean_db: str, server: Any, column: str) -> None:
    write(WRITTEN)
    tamper(server, f"update journal_journalline set {column} = {CHANGED[column]} where id = {L3}")
    assert verify().broken == 3


def test_two_values_cannot_pass_for_one(clean_db: str, server: Any) -> None:
    """A name with the ends of its neighbours in it hashes otherwise than the neighbours."""
    write(WRITTEN)
    tamper(
        server,
        f"update journal_journalline set unit_name = unit_name || E'\\x1f' || role, role = '' where id = {L3}",
    )
    assert verify().broken == 3


REPAIR = "update journal_journalhead set seq = {seq}, hash = (select hash from journal_journalseal where seq = {seq})"
FORGED_LINE = (
    "insert into journal_journalline (at, code, person_name, unit_name, role, request_id, object_type, units, data)"
    " values (now(), 'signin.done', '', '', '', '', '', '{}', '{}')"
)
LAST_LINE = "(select max(id) from journal_journalline)"
TAMPERINGS: dict[str, tuple[list[str], int]] = {
    "a line deleted": ([f"delete from journal_journalline where id = {L3}"], 3),
    "a seal deleted": (["delete from journal_journalseal where seq = 3"], 3),
    "a line and its seal deleted": (
        [f"delete from journal_journalline where id = {L3}", "delete from journal_journalseal where seq = 3"], 3),
    "the tail deleted, the head kept": (
        ["delete from journal_journalline where id in (select line_id from journal_journalseal where seq > 4)",
         "delete from journal_journalseal where seq > 4"], 5),
    "two lines swapped": (
        ["update journal_journalseal set line_id = -line_id where seq in (3, 4)",
         "update journal_journalseal a set line_id = -b.line_id from journal_journalseal b where a.seq in (3, 4) and b.seq = 7 - a.seq"], 3),
    "two seals swapped": (
        ["update journal_journalseal set seq = -seq where seq in (3, 4)", "update journal_journalseal set seq = 7 + seq where seq < 0"], 3),
    "a line inserted in between": (
        [FORGED_LINE, "update journal_journalseal set seq = -seq where seq > 3", "update journal_journalseal set seq = 1 - seq where seq < 0",
         f"insert into journal_journalseal select 4, {LAST_LINE}, hash, sha256('x') from journal_journalseal where seq = 3",
         "update journal_journalhead set seq = seq + 1"], 4),
    "a line added without a seal": ([FORGED_LINE], WRITTEN + 1),
    "the head's hash edited": (["update journal_journalhead set hash = sha256('x')"], WRITTEN + 1),
    "the head's place edited": (["update journal_journalhead set seq = 4"], WRITTEN + 1),
    "the head deleted": (["delete from journal_journalhead"], WRITTEN + 1),
    "a seal's hash edited": (["update journal_journalseal set hash = sha256('x') where seq = 3"], 3),
    "a seal's predecessor edited": (["update journal_journalseal set previous = sha256('x') where seq = 3"], 3),
    "the first line deleted": (
        ["delete from journal_journalline where id = (select line_id from journal_journalseal where seq = 1)",
         "delete from journal_journalseal where seq = 1"], 1),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_found_and_the_first_broken_line_named(clean_db: str, server: Any, what: str) -> None:
    statements, broken = TAMPERINGS[what]
    write(WRITTEN)
    tamper(server, *statements)
    verdict = verify()
    try:
        assert (verdict.holds, verdict.broken) == (False, broken)
        assert verdict.why
    finally:
        with superuser(server) as admin:
            admin.execute(
                "insert into journal_journalhead (one, seq, hash) values (true, 0, '') on conflict do nothing"
            )


REWRITE = """
do $$
declare s record; l journal_journalline; last bytea := decode(repeat('00', 32), 'hex');
begin
  update journal_journalline set data = '{"name": "改过"}' where id = (select line_id from journal_journalseal where seq = 2);
  for s in select * from journal_journalseal order by seq loop
    select * into strict l from journal_journalline where id = s.line_id;
    update journal_journalseal set previous = last, hash = sha256(last || convert_to(journal_text(s.seq, l), 'UTF8')) where seq = s.seq returning hash into last;
  end loop;
  update journal_journalhead set hash = last;
end $$
"""


def test_a_whole_chain_rewritten_is_found_against_the_exported_head(
    clean_db: str, server: Any, tmp_path: Path
) -> None:
    """Within itself such a chain holds: only the head that went out on an earlier day gives it away."""
    write(4)
    with scope.acting(SYSTEM):
        assert export_head(tmp_path, "2026-11-22") == 4
    write(2)
    with superuser(server) as admin:
        admin.execute(REWRITE)
    assert verify().holds
    verdict = verify("owner", tmp_path)
    assert (verdict.holds, verdict.broken) == (False, 4)
    assert "导出" in verdict.why


def test_a_head_exported_again_after_a_rewriting_hides_nothing(
    clean_db: str, server: Any, tmp_path: Path
) -> None:
    write(4)
    with scope.acting(SYSTEM):
        export_head(tmp_path, "2026-11-22")
    with superuser(server) as admin:
        admin.execute(REWRITE)
    with scope.acting(SYSTEM):
        export_head(tmp_path, "2026-11-23")
    assert verify("owner", tmp_path).broken == 4


def test_a_tail_cut_off_with_its_head_is_found_against_the_exported_head(
    clean_db: str, server: Any, tmp_path: Path
) -> None:
    write(WRITTEN)
    with scope.acting(SYSTEM):
        export_head(tmp_path, "2026-11-22")
    statements, _ = TAMPERINGS["the tail deleted, the head kept"]
    tamper(server, *statements, REPAIR.format(seq=4))
    assert verify().holds
    assert verify("owner", tmp_path).broken == 5


def test_an_honest_chain_fits_the_heads_exported_on_earlier_days(clean_db: str, tmp_path: Path) -> None:
    for day in (21, 22, 23):
        write(2)
        with scope.acting(SYSTEM):
            export_head(tmp_path, f"2026-11-{day}")
    assert verify("owner", tmp_path).holds


REFUSED = [
    "update journal_journalline set code = 'x'",
    "delete from journal_journalline",
    "truncate journal_journalline",
    "update journal_journalseal set seq = 9",
    "delete from journal_journalseal",
    "truncate journal_journalseal",
]


@pytest.mark.parametrize("alias", ["default", "owner"])
@pytest.mark.parametrize("statement", REFUSED)
def test_nobody_changes_or_removes_a_line_and_not_even_the_owner(
    clean_db: str, alias: str, statement: str
) -> None:
    write(1)
    with scope.acting(SYSTEM), pytest.raises(ProgrammingError) as refused, transaction.atomic(using=alias):
        connections[alias].cursor().execute(statement)
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
    assert verify().holds


def test_twenty_writers_at_once_make_one_chain(clean_db: str) -> None:
    """Each with its own connection, three transactions of two lines: no fork, no gap, no deadlock."""
    failures: list[BaseException] = []
    start = threading.Barrier(20)

    def work() -> None:
        try:
            start.wait(30)
            for _ in range(3):
                with transaction.atomic():
                    scope.apply(SYSTEM)
                    for n in range(2):
                        journal.write(scope.SYSTEM_ACTOR, "journal.exported", None, seq=n)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    writers = [threading.Thread(target=work) for _ in range(20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert failures == []
    assert (verify().holds, verify().lines) == (True, 120)
    seqs = JournalSeal.objects.using("owner").order_by("seq").values_list("seq", flat=True)
    assert list(seqs) == list(range(1, 121))


@pytest.mark.parametrize(("lock", "deadlock"), [("for no key update", False), ("for update", True)])
def test_a_lock_that_lets_foreign_keys_pass_cannot_deadlock_with_the_seal(
    clean_db: str, lock: str, deadlock: bool
) -> None:
    """Foreign keys and seals are both checked at commit. With plain FOR UPDATE one commit holds the head and waits for the
    row, the other holds the row and waits for the head: why the source has no plain `select_for_update()`."""
    person = signed.post_of("village")[0].pk
    line = "insert into journal_journalline (at, code, person_name, unit_name, role, request_id, object_type, units, data) values (now(), 'signin.out', '', '', '', '', '', '{}', '{}')"
    grant = "insert into access_householdgrant (person_id, household_id, kind, valid_from) values (%s, 1, 'pairing', '2026-01-01')"
    failures: list[BaseException] = []

    def commit(session: psycopg.Connection[Any]) -> None:
        try:
            session.commit()
        except psycopg.Error as failure:
            failures.append(failure)

    with psycopg.connect(**own_parameters()) as holder, psycopg.connect(**own_parameters()) as other:
        holder.execute(f"select 1 from accounts_person where id = %s {lock}", [person])  # type: ignore[arg-type]
        holder.execute(line)
        other.execute(line)
        other.execute(grant, [person])
        second = threading.Thread(target=commit, args=[other])
        second.start()
        if deadlock:
            wait_for(lambda: waiting(clean_db), "第二个事务没有等第一个")
        else:
            second.join(30)
        commit(holder)
        second.join(30)
    assert [type(f) for f in failures] == ([psycopg.errors.DeadlockDetected] if deadlock else [])
    assert verify().holds


def own_parameters() -> dict[str, Any]:
    """A connection of the owner's own."""
    given = connections["owner"].settings_dict
    return {
        k: v
        for k, v in (
            ("host", given["HOST"]),
            ("port", given["PORT"]),
            ("user", given["USER"]),
            ("dbname", given["NAME"]),
        )
        if v
    }


def waiting(database: str) -> bool:
    """Whether a backend of the database waits for a lock."""
    with psycopg.connect(**own_parameters()) as third:
        sql = "select count(*) > 0 from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = %s"
        return third.execute(sql, [database]).fetchone() == (True,)


def test_verifying_while_others_write_raises_no_false_alarm(clean_db: str) -> None:
    """A commit between two looks of the verifier must not pass for a broken end."""
    stop, verdicts = threading.Event(), []

    def work() -> None:
        try:
            while not stop.is_set():
                with transaction.atomic():
                    scope.apply(SYSTEM)
                    journal.write(scope.SYSTEM_ACTOR, "journal.exported", None, seq=0)
        finally:
            connection.close()

    writer = threading.Thread(target=work)
    writer.start()
    try:
        verdicts = [verify() for _ in range(40)]
    finally:
        stop.set()
        writer.join(30)
    assert [v.why for v in verdicts if not v.holds] == []


def test_a_transaction_rolled_back_leaves_no_line_and_no_gap_in_the_chain(clean_db: str) -> None:
    write(1)
    with pytest.raises(ZeroDivisionError), signed.acting("office") as actor:
        journal.write(actor, "signin.out")
        raise ZeroDivisionError
    write(1)
    assert (verify().holds, verify().lines) == (True, 2)


def test_a_line_written_apart_survives_the_rollback(clean_db: str) -> None:
    with pytest.raises(ZeroDivisionError), signed.acting("office") as actor:
        apart.write(actor, "access.refused", verb="journal.read", path="/journal/")
        raise ZeroDivisionError
    assert (verify().holds, verify().lines) == (True, 1)
    kept = JournalLine.objects.using("owner").get()
    assert (kept.code, kept.person_name, kept.unit_name, kept.role) == (
        "access.refused",
        "周桂兰",
        "县帮扶办",
        "office",
    )


def test_lines_of_one_transaction_are_sealed_in_the_order_written(clean_db: str) -> None:
    with signed.acting("office") as actor:
        for code in ("signin.done", "signin.totp_added", "signin.out"):
            journal.write(actor, code)
    sealed = JournalSeal.objects.using("owner").order_by("seq").values_list("line_id", flat=True)
    codes = [JournalLine.objects.using("owner").get(pk=line).code for line in sealed]
    assert codes == ["signin.done", "signin.totp_added", "signin.out"]


READERS: dict[str, Callable[[], int]] = {
    "lines": JournalLine.objects.count,
    "seals": JournalSeal.objects.count,
    "heads": JournalHead.objects.count,
}


@pytest.mark.parametrize(("key", "seen"), [
    ("auditor", {"lines": 3, "seals": 3, "heads": 1}),
    ("village", {"lines": 1, "seals": 0, "heads": 0}),
    ("administrator", {"lines": 0, "seals": 0, "heads": 0}),
])  # fmt: skip
def test_who_reads_the_journal(clean_db: str, key: str, seen: dict[str, int]) -> None:
    """The auditor all, everybody his own lines; the chain is the auditor's alone."""
    write(2)
    write(1, "village")
    with signed.acting(key):
        assert {name: read() for name, read in READERS.items()} == seen
