"""Requests a second by granian: a view of one query within the product, beside the same without the middleware that sets the scope and says
who acts (which is all there is of the journal in a request that changes nothing); and a village's list.

Both servers run as `bihuan serve` starts them, and the view answers only who is signed in. The one without scope asks the database as its
superuser, whom row security does not hold back. The two take turns, so that what else the machine does falls on both.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

import psycopg

from bench.county import _home
from bench.county._people import sign_in

SECONDS, TURNS, CONNECTIONS = 2.0, 6, 8
VIEW, LIST = "/bare/", "/problems/?saved=open"


def run() -> list[dict[str, Any]]:
    """Requests a second and their ratio to the view without scope."""
    return _home.apart("bench.county.server:measured")


def measured(admin: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """The view without scope; with it; a village's list."""
    cookie = f"sessionid={sign_in('duanhongmei').cookies['sessionid'].value}"
    without = {"BENCH_BARE": "1", "DATABASE_URL": _home.as_role(admin, "postgres")}
    with (
        serving("bench.county._bare:application", without) as bare,
        serving("bench.county._bare:application", {}) as ours,
    ):
        turns = [(_rate(bare, VIEW, cookie), _rate(ours, VIEW, cookie)) for _ in range(TURNS)]
        lists = [_rate(ours, LIST, cookie) for _ in range(TURNS)]
    plain = median(before for before, _ in turns)
    return [
        {"量": "一句查询，不设范围、不记谁在办", "次/秒": plain, "比": 1.0},
        {"量": "一句查询，设范围、记谁在办", "次/秒": median(after for _, after in turns),
         "比": round(median(after / before for before, after in turns), 2)},
        {"量": "村的问题清单", "次/秒": median(lists), "比": round(median(lists) / plain, 2)},
    ]  # fmt: skip


@contextmanager
def serving(application: str, given: dict[str, str]) -> Iterator[int]:
    """The port of granian as `bihuan serve` starts it, with `given` in its environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--no-ws",
        "--log-level",
        "error",
        "--port",
        str(port),
    ]
    command += ["--workers", "2", "--blocking-threads", "4", application]
    server = subprocess.Popen(command, env=os.environ | given, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int) -> None:
    until = time.monotonic() + 120  # on a busy machine each of its workers loads for half a minute
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("granian does not answer")


def _rate(port: int, address: str, cookie: str) -> float:
    done, until = [0] * CONNECTIONS, time.monotonic() + SECONDS

    def ask(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.monotonic() < until:
            connection.request("GET", address, headers={"Cookie": cookie, "Host": "127.0.0.1"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{address} gives {answer.status}")
            done[place] += 1

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not all(done):
        raise RuntimeError(f"{address}: a connection got no answer")
    return round(sum(done) / SECONDS, 1)
