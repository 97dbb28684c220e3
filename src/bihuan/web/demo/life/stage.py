"""The stage: everybody of the county as actors, and a clock that is set to the past."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from bihuan.web.access import Actor, scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.accounts.models import Grant
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock

Deed = Callable[[Actor], object]


@dataclass(order=True)
class Step:
    """Somebody does something at a moment; steps of one moment keep the order they were planned in."""

    moment: datetime
    number: int
    post: Grant = field(compare=False)
    deed: Deed = field(compare=False)


class Stage:
    """Units and posts by name, and the steps planned so far. Must be used inside one transaction on the app's alias."""

    def __init__(self) -> None:
        self.now = clock.now()
        scope.apply(SYSTEM)
        self.units = list(Unit.objects.select_related("area", "parent"))
        grants = Grant.objects.select_related("person__account", "unit__area").order_by("pk")
        self.posts: dict[tuple[int, str], list[Grant]] = {}
        for grant in grants:
            self.posts.setdefault((grant.unit_id, grant.role), []).append(grant)
        self._by_name = {unit.short_name: unit for unit in self.units if unit.kind not in ("village", "team")}
        self._villages = {
            (unit.parent.short_name, unit.short_name): unit
            for unit in self.units
            if unit.kind == "village" and unit.parent
        }
        self._steps: list[Step] = []
        self._number = 0

    def unit(self, name: str) -> Unit:
        """A county unit or township by its short name."""
        return self._by_name[name]

    def village(self, township: str, name: str) -> Unit:
        """A village's unit."""
        return self._villages[township, name]

    def villages_of(self, township: str) -> list[Unit]:
        """The village units below a township, in the order of their codes."""
        found = [unit for (town, _), unit in self._villages.items() if town == township]
        return sorted(found, key=lambda unit: unit.area.code)

    def townships(self) -> list[Unit]:
        """The townships, in the order of their codes."""
        return sorted(
            (unit for unit in self.units if unit.kind == "township"), key=lambda unit: unit.area.code
        )

    def post(self, unit: Unit, role: str = "", number: int = 0) -> Grant:
        """Who works for `unit` in `role` (by default the role of the unit's kind); the `number`th of them."""
        held = self.posts[unit.pk, role or unit.kind]
        return held[number % len(held)]

    def at(self, days_ago: float, hour: int = 9, minute: int = 0) -> datetime:
        """A moment some whole days ago at an hour of the county's clock, never later than now."""
        day = self.now.astimezone(clock.ZONE).date() - timedelta(days=int(days_ago))
        return min(datetime.combine(day, time(hour, minute), clock.ZONE), self.now)

    def plan(self, moment: datetime, post: Grant, deed: Deed) -> None:
        """Notes a step to be played."""
        self._number += 1
        heapq.heappush(self._steps, Step(min(moment, self.now), self._number, post, deed))

    def play(self) -> Iterator[Step]:
        """Plays all steps in the order of time, each under its actor's scope and clock; a deed may plan further steps."""
        while self._steps:
            step = heapq.heappop(self._steps)
            with clock.frozen(step.moment):
                scope.apply(scope.scope_of(step.post.person, step.post))
                step.deed(scope.actor_of(step.post.person, step.post, "demo"))
            yield step
