"""Requests a second by granian: the same query within the product, and a village's list, beside a view of one query without any middleware.

Both servers run as `bihuan serve` starts them; eight connections ask for five seconds each.
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
from typing import Any

import psycopg

from bench.county import _home
from bench.county._people import sign_in

SECONDS, CONNECTIONS = 5.0, 8


def run() -> list[dict[str, Any]]:
    """Requests a second and their ratio to the bare view."""
    return _home.apart("bench.county.server:measured")


def measured(admin: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """The bare view; the same view within scope and journal's middleware; pages."""
    cookie = f"sessionid={sign_in('duanhongmei').cookies['sessionid'].value}"
    rows: list[dict[str, Any]] = []
    for name, application, address in (
        ("一句查询，没有任何中间件", "bench.county._bare:application", "/bare/"),
        ("同一句查询，产品的全部中间件", "bench.county._bare:application", "/bare/"),
        ("村的问题清单", "bihuan.web.config.wsgi:application", "/problems/?saved=open"),
    ):
        with _serving(application, bare=not rows) as port:
            rows.append({"量": name, "次/秒": _rate(port, address, cookie)})
    return [row | {"比": round(row["次/秒"] / rows[0]["次/秒"], 2)} for row in rows]


@contextmanager
def _serving(application: str, bare: bool) -> Iterator[int]:
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
    server = subprocess.Popen(
        command, env=os.environ | ({"BENCH_BARE": "1"} if bare else {}), stdout=subprocess.DEVNULL
    )
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int) -> None:
    until = time.monotonic() + 30
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
