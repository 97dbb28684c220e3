"""A database to work with: the one the environment names, or the embedded one, started and provisioned."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from bihuan.web.database.roles import provision
from bihuan.web.database.server import Server
from bihuan.web.database.urls import NAME, embedded, external


@contextlib.contextmanager
def database(alone: bool = False) -> Iterator[Server | None]:
    """The embedded server for the block (started, or attached to), or nothing when the environment names a database.

    `alone` insists on starting it. DatabaseProblem when it cannot be had.
    """
    if external():
        yield None
        return
    server = embedded()
    server.start(alone)
    try:
        if server.owned:
            provision(server, NAME)
        yield server
    finally:
        server.stop()
