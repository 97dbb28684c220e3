"""Everything people may do with a problem. Each service takes the actor first, locks the problem, and journals what it did.

`version` is the problem's version the person saw; Conflict is raised when somebody changed it since. NotNow (a Refused) says in
Chinese what is missing; plain Refused that the role or the reach does not allow it.
"""

from bihuan.web.problems.services.base import NotNow
from bihuan.web.problems.services.clocks import (
    decide_extension,
    decide_part_extension,
    event_happened,
    request_extension,
)
from bihuan.web.problems.services.correcting import close_sweep, correct_sweep, raised_by_answer, sweep_ended
from bihuan.web.problems.services.discipline import record_outcome, refer
from bihuan.web.problems.services.dispatch import acknowledge, assign, forward, hand_over, withdraw
from bihuan.web.problems.services.evidence import Spot, arrange_evidence, withdraw_evidence
from bihuan.web.problems.services.facts import describe, name_official, set_severity
from bihuan.web.problems.services.intake import Report, Taken, raise_from, seen_again, vanished
from bihuan.web.problems.services.merge import merge, split
from bihuan.web.problems.services.moving import hand_on, move_elsewhere
from bihuan.web.problems.services.raising import raise_problem, set_target
from bihuan.web.problems.services.repeats import decide_repeat
from bihuan.web.problems.services.runs import Run, compared
from bihuan.web.problems.services.sampling import Photo, sample_failed, sample_passed, sample_pulled
from bihuan.web.problems.services.speech import (
    instruct,
    many_reminder_words,
    remind,
    reminder_words,
    transfer,
)
from bihuan.web.problems.services.spot import Shot, on_the_spot
from bihuan.web.problems.services.sweeping import (
    Local,
    answer_sweep,
    ask_sweep,
    remind_sweep,
    sweep_reminder_words,
    withdraw_ask,
)
from bihuan.web.problems.services.taking import take_on
from bihuan.web.problems.services.time import (
    Seen,
    record_look_back,
    reopen,
)
from bihuan.web.problems.services.verify import gate_not_applicable, pass_all, pass_gate, return_problem
from bihuan.web.problems.services.work import (
    add_evidence,
    finish_measure,
    plan_measures,
    return_part,
    state_cause,
    submit,
)

__all__ = [
    "Local",
    "NotNow",
    "Report",
    "Seen",
    "Photo",
    "Run",
    "Shot",
    "Spot",
    "Taken",
    "acknowledge",
    "add_evidence",
    "answer_sweep",
    "arrange_evidence",
    "ask_sweep",
    "assign",
    "close_sweep",
    "compared",
    "correct_sweep",
    "decide_extension",
    "decide_repeat",
    "describe",
    "decide_part_extension",
    "event_happened",
    "finish_measure",
    "forward",
    "gate_not_applicable",
    "hand_on",
    "hand_over",
    "instruct",
    "many_reminder_words",
    "merge",
    "name_official",
    "move_elsewhere",
    "on_the_spot",
    "pass_all",
    "pass_gate",
    "plan_measures",
    "raise_from",
    "raise_problem",
    "raised_by_answer",
    "record_look_back",
    "record_outcome",
    "refer",
    "remind",
    "reminder_words",
    "remind_sweep",
    "reopen",
    "request_extension",
    "return_part",
    "return_problem",
    "seen_again",
    "set_severity",
    "sample_failed",
    "sample_passed",
    "sample_pulled",
    "set_target",
    "split",
    "state_cause",
    "submit",
    "take_on",
    "transfer",
    "vanished",
    "sweep_ended",
    "sweep_reminder_words",
    "withdraw",
    "withdraw_ask",
    "withdraw_evidence",
]
