"""One step people take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bihuan.web.access import Actor
from bihuan.web.problems.forms import acts
from bihuan.web.problems.models import Problem

Run = Callable[[Actor, Problem, Any, int], object]


@dataclass(frozen=True)
class Action:
    """`verb` is the right it needs, or rights of which one will do (the service asks again).

    `button` is a verb and its object, `said` what the page says afterwards.
    """

    key: str
    verb: str | tuple[str, ...]
    form: type[acts.ActForm]
    run: Run
    button: str
    said: str
    icon: str = ""
    files: bool = False

    @property
    def rights(self) -> tuple[str, ...]:
        """The rights of which the reader needs one."""
        return (self.verb,) if isinstance(self.verb, str) else self.verb
