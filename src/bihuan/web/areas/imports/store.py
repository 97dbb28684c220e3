"""Keeps an uploaded file between preview and import: one folder a person, a day at most, addressed by a signed token."""

import hashlib
import re
import time
from pathlib import Path

from django.conf import settings
from django.core import signing

from bihuan.web.access import Actor
from bihuan.web.areas.imports.faults import ImportRefused

KEPT_SECONDS = 24 * 3600
SALT = "areas.imports"


def keep(actor: Actor, filename: str, data: bytes) -> str:
    """Stores the bytes and returns the token for the address; files older than a day are removed."""
    digest = hashlib.sha256(data).hexdigest()
    folder = _folder(actor)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / digest).write_bytes(data)
    _sweep()
    return signing.dumps({"by": actor.person_id, "of": digest, "name": shown(filename)}, salt=SALT)


def fetch(actor: Actor, token: str) -> tuple[str, bytes]:
    """Returns name and bytes; ImportRefused when the token is another person's, forged, or too old."""
    try:
        said = signing.loads(token, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature as error:
        raise ImportRefused("这份预览已过期，或地址不完整。请重新上传文件。") from error
    path = _folder(actor) / said["of"]
    if said["by"] != actor.person_id or not path.is_file():
        raise ImportRefused("这份预览不是您上传的，或文件已清理。请重新上传文件。")
    return said["name"], path.read_bytes()


def drop(actor: Actor, token: str) -> None:
    """Removes the bytes: a list of people should not lie about once it is imported."""
    said = signing.loads(token, salt=SALT)
    (_folder(actor) / said["of"]).unlink(missing_ok=True)


def shown(filename: str) -> str:
    """The name without folders and odd characters, at most 60 long, its ending kept."""
    name = re.sub(r"[^\w.()（）〔〕\[\]-]+", "_", filename.replace("\\", "/").rsplit("/", 1)[-1]) or "_"
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:50]}{dot}{ending[:9]}" if dot else name[:60]


def _folder(actor: Actor) -> Path:
    return Path(settings.FILES_ROOT) / "imports" / str(actor.person_id)


def _sweep() -> None:
    """The file system's own time is meant here, not the product's clock, which tests stop."""
    for path in (Path(settings.FILES_ROOT) / "imports").glob("*/*"):
        if time.time() - path.stat().st_mtime > KEPT_SECONDS:
            path.unlink(missing_ok=True)
