"""The rules of the loop: pure functions over plain dataclasses. No Django, no clock, no database."""

from bihuan.web.problems.states.cases import COUNTY_VERIFIERS, Case, GateView, Part, Proof, Step, Verifier
from bihuan.web.problems.states.derive import STATES, Standing, derive, future
from bihuan.web.problems.states.gates import (
    closable,
    lacks,
    meddled,
    run_faults,
    sample_faults,
    settled,
    verifier_faults,
)
from bihuan.web.problems.states.moves import MOVES, NotAllowed, move

__all__ = [
    "COUNTY_VERIFIERS",
    "MOVES",
    "STATES",
    "Case",
    "GateView",
    "NotAllowed",
    "Part",
    "Proof",
    "Standing",
    "Step",
    "Verifier",
    "closable",
    "derive",
    "future",
    "lacks",
    "meddled",
    "move",
    "run_faults",
    "sample_faults",
    "settled",
    "verifier_faults",
]
