"""Problems that wait for the reader, asked once a request: the header counts them and the first screen lists them."""

from __future__ import annotations

from typing import Any

from bihuan.web.problems.todo import Todo, todos


def of_request(request: Any) -> list[Todo]:
    """Returns what waits for the reader's post, the most urgent first."""
    if not hasattr(request, "problem_todos"):
        request.problem_todos = todos(request.actor)
    found: list[Todo] = request.problem_todos
    return found
