"""A problem as plain data, as far as the rules look at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from bihuan.web.problems.profiles import Profile

COUNTY_VERIFIERS = ("office", "inspector")


@dataclass(frozen=True)
class Part:
    """One assignment. `chain` is the unit and those above it; `station` the township above it, if any."""

    id: int
    unit: int
    unit_name: str
    role: str
    state: str
    round: int = 0
    parent: int | None = None
    owner: int | None = None
    owner_name: str = ""
    hands: tuple[int, ...] = ()
    chain: tuple[int, ...] = ()
    station: tuple[int, str] | None = None
    issuer: int = 0
    issuer_name: str = ""
    issuer_verifies: bool = False
    was_acknowledged: bool = False
    moved_at: datetime | None = None
    late: bool = False  # handed in after its deadline, with a reason

    @property
    def live(self) -> bool:
        return self.state != "withdrawn"

    @property
    def who(self) -> str:
        return f"{self.unit_name} {self.owner_name}".strip()


@dataclass(frozen=True)
class Step:
    """One measure."""

    id: int
    unit: int
    round: int = 0
    done: bool = False
    by: int | None = None


@dataclass(frozen=True)
class Proof:
    """One piece of evidence; `step` is None for what showed the problem itself or belongs to a gate."""

    step: int | None
    day: date
    by: int
    unit: int
    photo: bool = False
    round: int = 0


@dataclass(frozen=True)
class GateView:
    """One gate as it stands now (its newest round)."""

    kind: str
    state: str = "waiting"
    stated: str = ""
    ground: str = ""
    by: int | None = None
    by_unit: int | None = None
    round: int = 0
    relation: str = ""
    run: str = ""
    words: str = ""

    @property
    def done(self) -> bool:
        """Passed, or not applicable with a reason."""
        return self.state in ("passed", "not_applicable") and bool(self.ground.strip())


@dataclass(frozen=True)
class Verifier:
    """Who wants to set a gate."""

    person: int
    unit: int
    role: str


@dataclass(frozen=True)
class Case:
    """A problem with its children. `parts`, `steps` and `proofs` are of all rounds; `gates` are the current ones, in order.

    `recheck` is the round in which a failed sample pulled it back, `barred` are the (people, units) of the township that had
    verified it before: from then on the county verifies, and somebody else.
    """

    discovered_on: date
    profile: Profile
    target: str = ""
    severe: bool = False
    sweep_asked: bool = False
    sweep_units: tuple[int, int, int] = (0, 0, 0)  # asked, answered, ended by whoever asked
    rounds: int = 0
    raised_at: datetime | None = None
    dispatcher: tuple[int | None, str] = (None, "县帮扶办")
    parts: tuple[Part, ...] = ()
    steps: tuple[Step, ...] = ()
    proofs: tuple[Proof, ...] = ()
    gates: tuple[GateView, ...] = ()
    extension_asked: datetime | None = None
    look_back_due: date | None = None
    closed_at: datetime | None = None
    swept: str = field(default="")
    merged: bool = False
    mechanism: str = ""
    recheck: int | None = None
    barred: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    returned: int = 0  # gates that were not passed, of all rounds
    fell_back: int = 0  # look-backs that found it again

    @property
    def now_parts(self) -> tuple[Part, ...]:
        """Parts of the present round that were not withdrawn."""
        return tuple(p for p in self.parts if p.live and p.round == self.rounds)

    @property
    def lead(self) -> Part | None:
        return next((p for p in self.now_parts if p.role == "lead"), None)

    @property
    def now_steps(self) -> tuple[Step, ...]:
        return tuple(s for s in self.steps if s.round == self.rounds)

    @property
    def rechecking(self) -> bool:
        """Whether its gates wait again because a sample of its township's verification failed."""
        return self.recheck is not None and self.recheck == self.rounds

    def children(self, part: Part) -> tuple[Part, ...]:
        return tuple(p for p in self.now_parts if p.parent == part.id)

    def gate(self, kind: str) -> GateView | None:
        return next((g for g in self.gates if g.kind == kind), None)
