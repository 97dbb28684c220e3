"""Keys of this installation: made once, kept under home/keys readable by their owner alone."""

from __future__ import annotations

import os
import secrets as _secrets
import time
from pathlib import Path

from bihuan.home import home


def folder() -> Path:
    """Returns the folder of the keys, whether it is there yet or not."""
    return home() / "keys"


def secret(name: str) -> str:
    """Returns the secret `name` as 64 hex figures: BIHUAN_KEY_<NAME>, else home/keys/<name>, made at first use."""
    given = os.environ.get(f"BIHUAN_KEY_{name.upper()}")
    if given:
        return given
    kept = folder()
    kept.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = kept / name
    try:
        # O_EXCL: of two processes that start together one makes the key, the other reads it.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_when_written(path)
    with os.fdopen(handle, "w") as file:
        file.write(_secrets.token_hex(32))
    return path.read_text()


def former(name: str) -> str:
    """Returns the key that `name` followed, while what it sealed is still about: BIHUAN_KEY_<NAME>_OLD, else keys/<name>_old, else ''."""
    if given := os.environ.get(f"BIHUAN_KEY_{name.upper()}_OLD"):
        return given
    path = folder() / f"{name}_old"
    return path.read_text() if path.is_file() else ""


def stamp(name: str) -> tuple[int, ...]:
    """Returns figures that change whenever `name` or its former key is changed."""
    kept = folder()
    return (_touched(kept / name), _touched(kept / f"{name}_old"))


def _touched(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _read_when_written(path: Path) -> str:
    for _ in range(100):
        text = path.read_text()
        if len(text) >= 64:
            return text
        time.sleep(0.01)
    raise RuntimeError(
        f"密钥文件 {path} 不完整：请从备份恢复这个文件。丢了它，加密的电话和证件号就读不出来。"
    )
