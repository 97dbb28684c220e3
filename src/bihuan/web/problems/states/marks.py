"""What figures and lists ask of a problem beside its state: one pure function, stored by the services like the state itself."""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.web.problems.states.cases import Case
from bihuan.web.problems.states.derive import Standing

# Reported as put right, whether verified yet or not.
HANDED_IN = ("submitted", "recheck", "closed", "routine")


@dataclass(frozen=True)
class Marks:
    """`verified`: reported, and the gate "put right" is set; `returned` and `fell_back`: how often; `handed_late`: in this round."""

    verified: bool = False
    returned: int = 0
    fell_back: int = 0
    handed_late: bool = False


def marks(case: Case, standing: Standing) -> Marks:
    """Returns the marks of a problem that stands so."""
    gate = case.gate("put_right")
    passed = standing.state in ("closed", "routine") or (gate is not None and gate.done)
    return Marks(
        verified=standing.state in HANDED_IN and passed,
        returned=case.returned,
        fell_back=case.fell_back,
        handed_late=any(part.late for part in case.now_parts),
    )
