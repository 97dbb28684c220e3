"""What of an import lies on the disk: the files as they came, and, until it is decided, the frames and what was refused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
from django.conf import settings

from bihuan.engine.reading import Refusal
from bihuan.web.config import files
from bihuan.web.jobs import JobError
from bihuan.web.registry.models import Batch

_KEPT = pa.schema([("name", pa.string()), ("frame", pa.large_binary())])
_SMALL = pa.ipc.IpcWriteOptions(compression="zstd")


def names(batch: Batch) -> list[str]:
    """Returns the names of the files in their order; two of one name are told apart."""
    found: list[str] = []
    for file in batch.files:
        found.append(file["name"] if file["name"] not in found else f"{len(found) + 1}_{file['name']}")
    return found


def contents(batch: Batch) -> dict[str, bytes]:
    """Returns name -> bytes of the files as they came."""
    shas = [file["sha256"] for file in batch.files]
    return {name: files.path(sha).read_bytes() for name, sha in zip(names(batch), shas, strict=True)}


def _place(batch: Batch, ending: str) -> Path:
    folder = Path(settings.FILES_ROOT) / "registry"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{batch.pk}.{ending}"


def keep_frames(batch: Batch, given: dict[str, pa.Table]) -> None:
    """Keeps the frames until the batch is applied or given up, readable by nobody but us, whole or not at all."""
    made = _place(batch, "part")
    table = pa.table(
        {"name": list(given), "frame": [_packed(frame) for frame in given.values()]}, schema=_KEPT
    )
    with pa.OSFile(str(made), "wb") as sink, pa.ipc.new_file(sink, _KEPT, options=_SMALL) as writer:
        writer.write_table(table)
    made.replace(_place(batch, "arrow"))


def _packed(frame: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, frame.schema) as writer:
        writer.write_table(frame)
    return bytes(sink.getvalue().to_pybytes())


def frames(batch: Batch) -> dict[str, pa.Table]:
    """Returns the kept frames; JobError where they are gone."""
    place = _place(batch, "arrow")
    if not place.is_file():
        raise JobError("读好的内容已经清理。请在导入页按“再读一遍”，看过预览再导入。")
    with pa.OSFile(str(place), "rb") as source:
        table = pa.ipc.open_file(source).read_all()
    return {row["name"]: pa.ipc.open_file(pa.py_buffer(row["frame"])).read_all() for row in table.to_pylist()}


def keep_refusals(batch: Batch, refusals: Sequence[Refusal]) -> None:
    """Keeps every refused cell, for the marked copies of the sheets."""
    place = _place(batch, "refused")
    place.write_text(json.dumps([asdict(each) for each in refusals], ensure_ascii=False))
    place.chmod(0o600)


def refusals(batch: Batch) -> list[Refusal]:
    """Returns the refused cells; none where nothing is kept any more."""
    place = _place(batch, "refused")
    return [Refusal(**each) for each in json.loads(place.read_text())] if place.is_file() else []


def forget(batch: Batch) -> None:
    """Removes the frames: what was imported stands in the database, sealed."""
    _place(batch, "arrow").unlink(missing_ok=True)
