"""What `bihuan serve` and `bihuan demo` start, and what they say when it runs."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass

from bihuan.home import home, private
from bihuan.web.database.errors import DatabaseProblem
from bihuan.web.database.ready import database
from bihuan.web.supervisor import Child, Stop, Supervisor, healthy, port_is_free, say

BLOCKING_THREADS = 4  # per process; measured best with two processes on two cores


@dataclass(frozen=True)
class Options:
    """How to serve."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    demo: bool = False


def serve(options: Options) -> None:
    """Start everything, say where to go, stay until told to stop.

    Raises DatabaseProblem with a Chinese message when something cannot start.
    """
    if not port_is_free(options.host, options.port):
        raise DatabaseProblem(
            f"端口 {options.port} 已被占用，可能已有一个闭环在运行。"
            f"请先停止它，或换一个端口：PORT={options.port + 1} make demo（bihuan serve --port {options.port + 1}）。"
        )
    say(f"数据目录：{home()}")
    with database(alone=True) as server:
        supervisor = Supervisor(server)
        with supervisor.listening():
            try:
                _prepare(supervisor, options)
                supervisor.run(_children(options), lambda: healthy(options.port), lambda: _announce(options))
            except Stop:
                say("已停止。")
                return
    say("已停止，数据都已保存。")


def _prepare(supervisor: Supervisor, options: Options) -> None:
    say("检查数据库结构和权限……")
    first = ("demo", "--county-only") if options.demo else ("db", "migrate", "--quiet")
    supervisor.step(_bihuan(*first), _environment(options))


def _children(options: Options) -> list[Child]:
    logs = private("logs") if options.demo else None
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    web += ["--host", options.host, "--port", str(options.port), "--workers", str(options.workers)]
    web += ["--blocking-threads", str(BLOCKING_THREADS), "--workers-kill-timeout", "10"]
    web += ["bihuan.web.config.wsgi:application"]
    environment = _environment(options)
    # The database dies with us: a worker that wanted to finish in order would wait for it. Its jobs are taken up.
    at_once = signal.SIGKILL
    return [
        Child("网站", web, environment, logs and logs / "web.log"),
        Child("后台任务", _bihuan("worker"), environment, logs and logs / "worker.log", at_once),
    ]


def _announce(options: Options) -> None:
    shown = "127.0.0.1" if options.host in ("0.0.0.0", "::") else options.host
    as_whom = "，用上面的身份登录" if options.demo else ""
    say(f"闭环已就绪：http://{shown}:{options.port}/{as_whom}。按 Ctrl-C 停止。")


def _bihuan(*words: str) -> list[str]:
    return [sys.executable, "-m", "bihuan", *words]


def _environment(options: Options) -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": "1", **({"BIHUAN_DEMO": "1"} if options.demo else {})}
