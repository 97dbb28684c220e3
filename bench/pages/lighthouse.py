"""Lighthouse's four marks for the first page of each kind of work, on the demo, in the Chromium of this machine.

Lighthouse (Apache-2.0) comes by npm as bench/pages/package-lock.json pins it; it is no part of the product. It asks nobody outside.
BENCH_DEMO names a demo that runs already; BENCH_FORM is mobile (a slow phone on slow mobile data, Lighthouse's own default) or desktop.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.county._home import KEPT, ROOT, environment
from bench.visitor import Visitor
from tools.assets import npm

HERE = Path(__file__).parent
CHROMIUM = os.environ.get("CHROME_PATH", "/usr/bin/chromium")
FORMS = os.environ.get("BENCH_FORM", "mobile,desktop").split(",")
MARKS = {"performance": "快慢", "accessibility": "无障碍", "best-practices": "做法", "seo": "可检索"}
TIMES = int(os.environ.get("BENCH_ROUNDS", "3"))  # the middle one counts: what else runs falls on one of them
TRIES = 3  # on a busy machine Chromium's trace now and then comes to nothing
PEOPLE = {
    "登录页": "", "县专班": "zhouguilan", "乡镇": "hemin", "村": "duanhongmei", "部门": "fangwenbin",
    "督查组": "lixiangdong", "领导": "liuzhengqing", "数据员": "weiyongqiang", "管理员": "xuchunhua",
    "审计": "pengshijie", "评估": "sunguihua", "纪检": "lizhigang",
}  # fmt: skip


def run() -> list[dict[str, Any]]:
    """One row a person and form: the four marks, and what Lighthouse found wrong outside of speed."""
    _install()
    with demo() as address:
        return [_row(address, who, name, form) for form in FORMS for who, name in PEOPLE.items()]


def _install() -> None:
    if (HERE / "node_modules" / ".bin" / "lighthouse").exists():
        return
    quiet = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"}
    subprocess.run([*npm(), "ci", "--ignore-scripts"], cwd=HERE, check=True, env=quiet, stdout=sys.stderr)


@contextmanager
def demo() -> Iterator[str]:
    """The address of a demo: the one that BENCH_DEMO names, or one of our own under build/bench."""
    if given := os.environ.get("BENCH_DEMO"):
        yield given.rstrip("/")
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "bihuan", "demo", "--port", str(port)]
    child = subprocess.Popen(command, env=environment(KEPT / "demo"), cwd=ROOT, stdout=sys.stderr)
    try:
        _wait(port, child)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait(60)


def _wait(port: int, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 900
    while time.monotonic() < until and child.poll() is None:
        try:
            if Visitor(f"http://127.0.0.1:{port}").get("/healthz").status == 200:
                return
        except OSError:
            time.sleep(1)
    raise RuntimeError("the demo does not answer")


def _row(address: str, who: str, username: str, form: str) -> dict[str, Any]:
    reports = sorted((_report(address, username, form) for _ in range(TIMES)), key=_speed)
    report = reports[len(reports) // 2]
    marks = {words: round(100 * report["categories"][key]["score"]) for key, words in MARKS.items()}
    row = {"谁": who, "屏": form, **marks, "字节": _bytes(report), "不合格": _faults(report)}
    print(row, file=sys.stderr, flush=True)
    return row


def _speed(report: dict[str, Any]) -> float:
    return float(report["categories"]["performance"]["score"])


def _report(address: str, username: str, form: str) -> dict[str, Any]:
    known, path = {}, "/accounts/sign-in/"
    if username:
        person = Visitor(address)
        person.sign_in(username)
        known, path = {"Cookie": person.cookie}, "/"
    flags = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
    command = [
        *(
            "node",
            str(HERE / "node_modules/lighthouse/cli/index.js"),
            address + path,
            "--output=json",
            "--quiet",
        ),
        *(f"--chrome-flags={flags}", f"--extra-headers={json.dumps(known)}", "--no-enable-error-reporting"),
        *(["--preset=desktop"] if form == "desktop" else []),
    ]
    given = {**os.environ, "CHROME_PATH": CHROMIUM}
    for _ in range(TRIES):
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE, env=given)
        # what one that failed wrote may break off anywhere
        found: dict[str, Any] = {} if done.returncode else json.loads(done.stdout)
        if found and not found.get("runtimeError"):
            return found
    raise RuntimeError(f"Lighthouse could not record {path} in {TRIES} tries")


def _bytes(report: dict[str, Any]) -> int:
    return int(report["audits"]["total-byte-weight"]["numericValue"])


def _faults(report: dict[str, Any]) -> str:
    """The names of the audits that were not passed and weigh in a mark."""
    weighed = {
        ref["id"]
        for key in MARKS
        for ref in report["categories"][key]["auditRefs"]
        if ref["weight"] and key != "performance"
    }
    audits = report["audits"]
    return "、".join(each for each in sorted(weighed) if audits[each]["score"] not in (None, 1))
