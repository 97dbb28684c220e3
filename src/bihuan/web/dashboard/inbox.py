"""How many things wait for the reader: the number in the header."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from bihuan.web.access import may


def count(request: HttpRequest) -> int:
    """Returns problems that wait for the reader, answers its unit owes, returns and counted work that are due."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    from bihuan.web.campaigns import todo
    from bihuan.web.campaigns.duties import todo as duties
    from bihuan.web.dashboard import mine

    problems = len(mine.of_request(request))
    answers = todo.count(actor) if may(actor.role, "answer.write") else 0
    return problems + answers + len(duties.of_request(request).todos)
