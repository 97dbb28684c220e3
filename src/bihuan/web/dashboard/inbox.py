"""How many things wait for the reader: the number in the header."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from bihuan.web.access import may


def count(request: HttpRequest) -> int:
    """Returns problems whose next step is the reader's unit's, answers its unit owes, returns and counted work that are due."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    from bihuan.web.campaigns import todo
    from bihuan.web.campaigns.duties import todo as duties
    from bihuan.web.dashboard import queries

    problems = queries.mine(actor).count() if may(actor.role, "problem.read") else 0
    answers = todo.count(actor) if may(actor.role, "answer.write") else 0
    return problems + answers + len(duties.of_request(request).todos)
