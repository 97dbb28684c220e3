"""The county at work while its processes are killed at random moments and started again."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

import psycopg
from procrastinate.contrib.django import app

from bihuan.web.jobs.registry import TIMERS
from tests import databases, signed
from tests.browser import wait_for
from tests.web.campaigns import kit
from tests.web.kill.conftest import House
from tests.web.kill.county import work
from tests.web.kill.county.callers import Caller, Ledger
from tests.web.problems.steps import Steps

AT_ONCE = 3  # people at work at the same time
VICTIMS = ("web", "worker", "database")


@dataclass
class County:
    """One simulation. The same seed has the same people want the same things; who is faster on a day is the machine's affair."""

    house: House
    seed: int
    ledger: Ledger = field(default_factory=Ledger)
    killed: Counter[str] = field(default_factory=Counter)
    fell: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)
    rest: threading.Event = field(default_factory=threading.Event)

    def prepare(self) -> None:
        """A campaign with questions, some problems under way, a session for everybody."""
        with signed.acting("office") as actor:
            kit.published(actor)
        steps = Steps(signed.acting)
        for bring in (steps.raised, steps.assigned, steps.worked, steps.submitted, steps.closed):
            bring()
        sessions = {key: signed.client(key).cookies["sessionid"].value for key in work.KEYS}
        self.callers = {
            key: Caller(key, session, self.house.live.url, self.ledger, self.rest)
            for key, session in sessions.items()
        }
        self.units = dict(self.house.ask("select name, id from areas_unit"))
        databases.close()

    def run(self, kills: int, every: tuple[int, int] = (4, 12)) -> None:
        """Lets people work until so many kills are through; `every` so many requests one comes, at a random moment of one."""
        rng = Random(self.seed)
        for what in ("web", "worker"):
            self.house.live.start(what)
        people = [threading.Thread(target=self._work, args=(place,)) for place in range(AT_ONCE)]
        for each in people:
            each.start()
        try:
            for number in range(kills):
                self._wait(rng.randint(*every))
                self.rest.wait(rng.uniform(0, 0.4))
                if number % 5 == 0:
                    self._time_passes(rng)
                self._kill(rng.choice(VICTIMS) if number >= len(VICTIMS) else VICTIMS[number])
                if self.ledger.faults:
                    break
            self._wait(rng.randint(*every))
        finally:
            self.over.set()
            for each in people:
                each.join(120)

    def settle(self) -> None:
        """The worker dies once more with all it had in hand; the next one ends what is left."""
        self.house.live.kill("worker")
        self._forget_the_dead()
        self.house.live.start("worker")

    def _forget_the_dead(self) -> None:
        """As if nothing had been heard of dead workers for a minute."""
        self.house.tell("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'")

    def _work(self, place: int) -> None:
        desk = work.Desk(Random(f"{self.seed}-{place}"), self.callers, self.units, self._ask)
        while not self.over.is_set():
            try:
                work.step(desk)
            except Exception as broken:
                self.ledger.fault(f"{type(broken).__name__}: {broken}")
                return

    def _ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database says, when it is there again."""
        for _ in range(400):
            try:
                return self.house.ask(statement, *values)
            except psycopg.OperationalError:
                self.rest.wait(0.1)
        raise AssertionError("数据库没有回来")

    def _wait(self, count: int) -> None:
        """Until so many more requests have begun."""
        with self.ledger.moved:
            goal = self.ledger.begun + count
            came = self.ledger.moved.wait_for(lambda: self.ledger.begun >= goal or self.ledger.faults, 120)
        if not came:
            self.ledger.fault("nobody could do anything for two minutes")

    def _time_passes(self, rng: Random) -> None:
        """One of the clock's own tasks comes due."""
        name = rng.choice(sorted(TIMERS))
        app.configure_task(f"timer:{name}").defer(timestamp=0)
        databases.close()

    def _kill(self, what: str) -> None:
        self.killed[what] += 1
        if what == "database":
            databases.close()
            os.kill(self.house.server.pid, signal.SIGKILL)
            wait_for(lambda: not self.house.server.alive(), "PostgreSQL 还活着")
            self.house.server.revive()
        else:
            self.house.live.kill(what)
            self.house.live.start(what)
        self._supervise()

    def _supervise(self) -> None:
        """What the supervisor does in service: whoever fell by himself is started again."""
        for name, process in self.house.live.processes.items():
            if process.poll() is not None:
                self.fell[name] += 1
                self.house.live.kill(name)  # what it had started, and its pipes
                self.house.live.start(name)
