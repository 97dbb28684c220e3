"""The steps people take on a problem's page: form, words of the button, and the service behind it. One table."""

from __future__ import annotations

from bihuan.web.problems.actions import asking, dispatch, time, verification, work
from bihuan.web.problems.actions.base import Action
from bihuan.web.problems.forms import facts

__all__ = ["ACTIONS", "Action"]

ACTIONS: dict[str, Action] = {
    action.key: action
    for action in (
        *dispatch.STEPS,
        *work.STEPS,
        *verification.STEPS,
        *time.STEPS,
        *asking.STEPS,
        *(Action(*step) for step in facts.STEPS),
    )
}
