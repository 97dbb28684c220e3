"""Write the locks anew: `make lock`. Pinned, hashed, naming no index, so that any mirror serves them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.assets import npm

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements", "requirements-dev", "requirements-spark")
UV = ROOT / ".venv" / "bin" / "uv"
OPTIONS = [
    "--generate-hashes",
    "--no-emit-index-url",
    "--python-version",
    "3.11",
    "--universal",
    "--quiet",
    "--upgrade",
]


def main() -> None:
    for name in LOCKS:
        _run([str(UV), "pip", "compile", *OPTIONS, f"{name}.in", "-o", f"{name}.txt"])
    _run([*npm(), "install", "--package-lock-only", "--ignore-scripts", "--omit-lockfile-registry-resolved"])
    naming = [f"{name}.txt" for name in LOCKS if "://" in (ROOT / f"{name}.txt").read_text()]
    if naming or '"resolved"' in (ROOT / "package-lock.json").read_text():
        sys.exit("锁文件里出现了下载地址，不能提交：请检查 requirements*.in 和 .npmrc。")


def _run(command: list[str]) -> None:
    subprocess.run(command, cwd=ROOT, check=True, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
