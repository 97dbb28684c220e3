"""Which problem happens where, and how far it has come: about 150 cases, drawn once from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bihuan.engine.synthetic.places import TOWNSHIPS, places
from bihuan.web.demo.life.plots import PLOTS, ROUTINE, TOWN, Plot

# Days past the deadline, by whoever is responsible.
OVERDUE: dict[str, tuple[int, ...]] = {
    "柳溪镇": (13, 9, 7, 6, 4, 3, 2, 1, 1), "望岭乡": (8, 6, 5, 3, 2, 1), "马头镇": (6, 4, 3, 2, 1),
    "沙湾镇": (11, 6, 2, 1), "松林乡": (4, 2, 1), "县住建局": (9, 3), "高坪乡": (2,), "茶亭镇": (1,),
}  # fmt: skip
# Days to the deadline.
SOON: dict[str, tuple[int, ...]] = {
    "柳溪镇": (0, 1, 2, 3), "望岭乡": (0, 2, 3), "马头镇": (1, 2), "沙湾镇": (3,), "松林乡": (0, 1, 2, 2, 3),
    "高坪乡": (1, 2, 3), "茶亭镇": (2, 3), "县人社局": (0, 2), "县医保局": (1,),
}  # fmt: skip
LATER = 18
DATA_CHECKS = (10, 13, 14, 15, 19, 20, 25, 34)
RAISED, CLOSED, REOPENED = 6, 26, 3
# How far an open one is, in turn.
OPEN_ENDS = (
    "begun", "half", "forwarded", "asked_time", "half", "waiting_0", "returned", "begun", "half", "waiting_2",
    "forwarded", "half", "assigned", "waiting_1", "returned", "half", "waiting_3", "begun", "asked_time", "half",
)  # fmt: skip
FINDERS = ("inspection", "inspection", "office", "township", "inspection", "audit", "complaint", "township")


@dataclass(frozen=True)
class Case:
    """One problem: what, where, who leads, how it was found, how far it has come, and its days before today.

    `end` is raised, assigned, begun, half, forwarded, asked_time, extended, waiting_0..3, returned, closed, held,
    reopened or routine; `due` counts days from today (negative: late); `start` days ago it was found; `over` days ago
    it was closed.
    """

    number: int
    plot: Plot
    township: str
    village_name: str
    lead_name: str
    finder: str
    end: str
    start: int
    due: int
    over: int = 0
    fill: tuple[int, int] = (3, 2)

    def say(self, text: str) -> str:
        """Fills the numbers in."""
        return text.format(n=self.fill[0], m=self.fill[1])

    @property
    def title(self) -> str:
        return self.say(self.plot.title)

    @property
    def over_and_done(self) -> bool:
        """Whether it was closed once; old ones are told more briefly than what is still open."""
        return self.end in ("closed", "held", "reopened", "routine")

    @property
    def by_data(self) -> bool:
        """Whether the next comparison of data proves it, so that all gates are passed at once."""
        return self.end in ("closed", "held") and self.plot.check in DATA_CHECKS

    @property
    def measures(self) -> tuple[str, ...]:
        return self.plot.measures[: 1 if self.over_and_done and self.number % 4 else None]


def cast(seed: int = 990101) -> list[Case]:
    """Returns the cases, numbered; the same for the same seed."""
    return list(_Cast(seed).all())


class _Cast:
    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.number = 0
        found = places()
        self.villages = {
            town.name: [place.name for place in found if place.parent == town.code]
            for town in found
            if town.level == "township"
        }
        self.decks: dict[str, list[Plot]] = {}
        self.leads: list[str] = []

    def all(self) -> Iterator[Case]:
        """Open ones first, because their places are fixed; then what is over."""
        yield from self._open(OVERDUE, late=True)
        yield from self._open(SOON, late=False)
        yield from (
            self._case(self._anyone(), OPEN_ENDS[n % len(OPEN_ENDS)], self.rng.randint(5, 30))
            for n in range(LATER)
        )
        yield from (self._case(self._anyone(), "raised", 15 + n) for n in range(RAISED))
        yield from (self._closed(n) for n in range(CLOSED))
        yield from (self._case(self._town(), "reopened", 10 + n, over=34 + n) for n in range(REOPENED))
        yield from (self._routine(plot) for plot in ROUTINE)

    def _open(self, table: dict[str, tuple[int, ...]], late: bool) -> Iterator[Case]:
        for lead, days in table.items():
            for day in days:
                end = OPEN_ENDS[self.number % len(OPEN_ENDS)]
                if late and end == "assigned":
                    end = "begun"
                if not late and end == "begun":
                    end = "extended"
                yield self._case(lead, end, -day if late else day)

    def _case(self, lead: str, end: str, due: int, over: int = 0, plot: Plot | None = None) -> Case:
        self.number += 1
        plot = plot or self._deal(lead)
        town = lead if lead in TOWNSHIPS else self._town()
        found_before = {"raised": 2, "assigned": 3}.get(end, self.rng.randint(14, 24))
        start = found_before + max(0, -due) + over
        finder = FINDERS[self.number % len(FINDERS)]
        if finder == "township" and lead not in TOWNSHIPS:
            finder = "office"
        numbers = (self.rng.randint(*plot.numbers), self.rng.randint(2, 6))
        village = self.rng.choice(self.villages[town])
        return Case(self.number, plot, town, village, lead, finder, end, min(start, 60), due, over, numbers)

    def _closed(self, n: int) -> Case:
        over = 1 + n * 38 // CLOSED
        end = "held" if over > LOOKED_BACK_AFTER and n % 3 else "closed"
        return self._case(self._anyone(), end, -over + self.rng.randint(0, 12), over)

    def _routine(self, plot: Plot) -> Case:
        return self._case(plot.lead if plot.lead != TOWN else self._town(), "routine", 20, over=12, plot=plot)

    def _anyone(self) -> str:
        """A township, or in turn the department of each plot that a department leads."""
        if self.rng.random() < 0.5:
            return self._town()
        if not self.leads:
            self.leads = [plot.lead for plot in PLOTS if plot.lead != TOWN]
            self.rng.shuffle(self.leads)
        return self.leads.pop()

    def _town(self) -> str:
        return self.rng.choice(list(TOWNSHIPS))

    def _deal(self, lead: str) -> Plot:
        """Plots go round like a pack of cards, so that all occur and neighbours differ."""
        key = TOWN if lead in TOWNSHIPS else lead
        if not self.decks.get(key):
            self.decks[key] = [plot for plot in PLOTS if plot.lead == key]
            self.rng.shuffle(self.decks[key])
        return self.decks[key].pop()


LOOKED_BACK_AFTER = 31
