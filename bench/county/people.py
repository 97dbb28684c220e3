"""Fifty people at once for two minutes, reading and registering problems, on loopback: no error, nothing lost, and how much slower it gets.

Each has a connection of their own and stops to think for a second or two between pages, as people do. What the server said it had
registered is counted against the database and its journal afterwards.
"""

from __future__ import annotations

import os
import random
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

import psycopg

from bench.county import _home
from bench.county.server import serving
from bench.visitor import Visitor

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "50"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "120"))
ALONE = 10  # times that one person opens each page before the others come
LIST, NEW = "/problems/?saved=open", "/problems/new/"
READ = {"今日": "/", "清单": LIST, "逾期": "/problems/?saved=late"}


@dataclass
class Seen:
    """What one person saw: seconds by page, what was registered, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def run() -> list[dict[str, Any]]:
    """Milliseconds of each page alone and among PEOPLE, and what was lost."""
    return _home.apart("bench.county.people:measured")


def measured(admin: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """A row a page, then one of what was registered. RuntimeError for an error or anything lost."""
    names, mark = _who(admin), uuid4().hex[:8]
    with serving("bihuan.web.config.wsgi:application", {}) as port:
        address = f"http://127.0.0.1:{port}"
        people = [_signed(address, name) for name in names]
        alone = Seen()
        for at in range(ALONE):
            _round(people[0], alone, f"{mark} 一个人 {at}", random.Random(at), 0)
        crowd = _together(people, mark)
    rows = [_beside(page, alone.seconds[page], crowd) for page in alone.seconds]
    return [*rows, _kept(admin, mark, [alone, *crowd])]


def _who(admin: psycopg.Connection[Any]) -> list[str]:
    """Accounts of townships and villages, which register what they find."""
    found = admin.execute(
        "select a.username from accounts_account a join accounts_grant g on g.person_id = a.person_id "
        "where g.role in ('township', 'village') and g.valid_to is null group by a.username order by md5(a.username) limit %s",
        [PEOPLE],
    )
    return [name for (name,) in found.fetchall()]


def _signed(address: str, name: str) -> Visitor:
    person = Visitor(address)
    person.sign_in(name)
    return person


def _together(people: list[Visitor], mark: str) -> list[Seen]:
    seen, until = [Seen() for _ in people], time.monotonic() + SECONDS

    def work(at: int) -> None:
        lots, count = random.Random(1000 + at), 0
        time.sleep(lots.uniform(0, 2))
        while time.monotonic() < until:
            try:
                _round(people[at], seen[at], f"{mark} {at} {count}", lots, 1)
            except Exception as error:  # counted, and told at the end
                seen[at].wrong.append(repr(error))
                return
            count += 1

    threads = [threading.Thread(target=work, args=(at,)) for at in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def _round(person: Visitor, seen: Seen, title: str, lots: random.Random, pause: float) -> None:
    """The pages somebody opens who looks what there is and registers one problem."""
    for page, path in READ.items():
        _timed(seen, page, lambda path=path: person.get(path), 200)  # type: ignore[misc]
        time.sleep(pause * lots.uniform(0.5, 2))
    form = _timed(seen, "登记页", lambda: person.get(NEW), 200)
    if form is None:
        return
    time.sleep(pause * lots.uniform(0.5, 2))
    made = _timed(seen, "登记", lambda: person.post(NEW, {**form.keys, **_fields(form.page, title)}), 302)
    if made is not None:
        seen.made.append(title)
        _timed(seen, "登记的那件", lambda: person.get(made.location), 200)


def _timed(seen: Seen, page: str, ask: Any, wanted: int) -> Any:
    started = time.perf_counter()
    answer = ask()
    seen.seconds.setdefault(page, []).append(time.perf_counter() - started)
    if answer.status == wanted:
        return answer
    seen.wrong.append(f"{page} {answer.status}")
    return None


def _fields(page: str, title: str) -> dict[str, str]:
    from bihuan.web.config import clock

    offered = page.partition('name="area_code"')[2].partition("</select>")[0].split('value="')[1:]
    places = [each.partition('"')[0] for each in offered]
    today = clock.today()
    return {
        "title": title, "area_code": next(place for place in places if place), "source": "self",
        "discovered_on": f"{today}", "severity": "normal", "profile_key": "general", "deadline_kind": "dated",
        "due": f"{today + timedelta(days=30)}",
    }  # fmt: skip


def _beside(page: str, alone: list[float], crowd: list[Seen]) -> dict[str, Any]:
    times = [seconds for seen in crowd for seconds in seen.seconds.get(page, [])]
    return {
        "页": page, "次": len(times), "一个人毫秒": round(1000 * median(alone)), f"{PEOPLE} 人毫秒": round(1000 * median(times)),
        "p95": round(1000 * quantiles(times, n=20)[-1]), "比": round(median(times) / median(alone), 1),
    }  # fmt: skip


def _kept(admin: psycopg.Connection[Any], mark: str, everybody: list[Seen]) -> dict[str, Any]:
    """What was registered against what there is."""
    said = {title for seen in everybody for title in seen.made}
    wrong = [words for seen in everybody for words in seen.wrong]
    rows = admin.execute(
        "select p.title, (select count(*) from journal_journalline j where j.object_type = 'problems.problem' "
        "and j.object_id = p.id and j.code = 'problem.raised') from problems_problem p where p.title like %s",
        [f"{mark}%"],
    ).fetchall()
    there = [title for title, _ in rows]
    if wrong or set(there) != said or len(there) != len(said) or any(lines != 1 for _, lines in rows):
        raise RuntimeError(f"wrong: {wrong[:5]}; said {len(said)}, there {len(there)}")
    asked = sum(len(each) for seen in everybody for each in seen.seconds.values())
    return {"页": f"登记 {len(said)} 件，库里和经过里都在；错 0", "次": asked}
