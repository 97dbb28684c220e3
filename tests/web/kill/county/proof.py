"""What must stand when all is over: nothing lost, nothing doubled, nothing stuck."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

from bihuan.web.config import files
from bihuan.web.journal.verify import verify
from tests.browser import wait_for
from tests.web.kill.conftest import House
from tests.web.kill.county.callers import Ledger, Sent
from tests.web.problems.any_order import always
from tests.web.problems.any_order.rows import lines, read, units

_LEFT = "select id, task_name, status from procrastinate_jobs where status in ('doing', 'failed', 'aborted') or (status = 'todo' and (scheduled_at is null or scheduled_at < now()))"


def all_ended(house: House) -> None:
    """Every job comes to its end, and well."""
    wait_for(
        lambda: (
            house.ask("select count(*) from jobs_jobrun where ended_at is null") == [(0,)]
            and not _left(house)
        ),
        f"任务没有办完：{house.ask(_LEFT)}，见 {house.live.log}",
        180,
    )
    failed = house.ask("select title, message from jobs_jobrun where state <> 'done'")
    assert failed == [], failed


def _left(house: House) -> list[Any]:
    return [row for row in house.ask(_LEFT) if row[1] != "bihuan.rescue"]


def nothing_lost_or_doubled(house: House, ledger: Ledger) -> None:
    """What was answered as done left its lines once each; what was refused left none; whatever was sent twice counts once."""
    told: dict[str, list[tuple[Any, ...]]] = {}
    for request, code, kind, pk in house.ask(
        "select request_id, code, object_type, object_id from journal_journalline where request_id <> ''"
    ):
        if code != "access.refused":
            told.setdefault(request, []).append((code, kind, pk))
    for sent in ledger.sent:
        found = told.get(sent.id, [])
        _judge(sent, found)


def _judge(sent: Sent, found: list[tuple[Any, ...]]) -> None:
    doubled = [each for each, count in Counter(found).items() if count > 1]
    assert not doubled, (sent, doubled)
    if sent.done:
        assert found, f"lost: {sent}"
    elif sent.status and sent.keyed:
        assert not found, f"refused and yet done: {sent} {found}"


def chain_holds(house: House) -> int:
    """The journal is whole; how many lines it has."""
    verdict = verify()
    assert (verdict.holds, verdict.why) == (True, "")
    assert house.ask("select count(*) from journal_journalline") == [(verdict.lines,)]
    return verdict.lines


def every_state_stands(house: House) -> Counter[str]:
    """Each problem is where its children say and its journal says; how many in which state."""
    pks = [pk for (pk,) in house.ask("select id from problems_problem order by id")]
    there, told, places = read(pks), lines(pks), units()
    for pk, rows in there.items():
        always.one_state(rows, places)
        always.told(rows, told[pk])
        always.gates(rows, places)
        always.clocks_of_parts(rows)
    return Counter(rows.own["state"] for rows in there.values())


def files_match(house: House, before: set[Path]) -> dict[str, int]:
    """Every row has its file, whole; what lies on disk without a row is only content that an undone step had brought."""
    rows = house.ask("select sha256 from problems_evidence union select sha256 from campaigns_plan")
    known = {sha256 for (sha256,) in rows}
    for sha256 in known:
        assert hashlib.sha256(files.path(sha256).read_bytes()).hexdigest() == sha256
    for pk, named in house.ask("select id, files from problems_pack where made_at is not null"):
        for each in named:
            assert (folder() / "packs" / str(pk) / each["name"]).is_file(), (pk, each)
    new = {path for path in everything() if path not in before}
    return {
        "files": len(known),
        "half": sum(any(part.startswith(".new-") for part in path.parts) for path in new),
        "spare": sum(len(path.name) == 64 and path.name not in known for path in new),
    }


def folder() -> Path:
    from django.conf import settings

    return Path(settings.FILES_ROOT)


def everything() -> set[Path]:
    """All files in the store."""
    return {path for path in folder().rglob("*") if path.is_file()}


def locks_free(house: House) -> None:
    """Nobody waits for a lock or sits in an open transaction."""
    held = (
        "select pid, state, query from pg_stat_activity where datname = %s and usename = 'bihuan_app'"
        " and (wait_event_type = 'Lock' or state like 'idle in transaction%%' and now() - state_change > interval '5 seconds')"
    )
    assert house.ask(held, house.live.database) == []
    assert house.ask("select count(*) from pg_prepared_xacts") == [(0,)]
