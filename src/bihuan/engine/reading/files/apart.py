"""Old .xls files are opened in a process of their own with little memory.

A damaged length in the old binary format makes the reader ask for any amount of memory, and it aborts rather than raise; here it takes
only the child along. `python -m bihuan.engine.reading.files.apart` reads a workbook from its input and writes each sheet to its
output as one Arrow stream behind its length.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import struct
import subprocess
import sys

import polars as pl
import pyarrow as pa

from bihuan.engine.reading.files.sheet import Refused, Sheet

MOST_MEMORY = 4 * 2**30
MOST_SECONDS = 120
REFUSED = 3
_DAMAGED = "打不开，可能已经损坏或没有下载完。请用 Excel 或 WPS 打开，另存为 .xlsx 后再交。"


def sheets(data: bytes) -> list[Sheet]:
    """Returns the sheets of an .xls; raises `Refused`, whatever becomes of the process that reads it."""
    command = [sys.executable, "-m", "bihuan.engine.reading.files.apart"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=MOST_SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired as expired:
        raise Refused(f"读了 {MOST_SECONDS} 秒还没读完，可能已经损坏。请另存为 .xlsx 后再交。") from expired
    if done.returncode == REFUSED:
        raise Refused(done.stderr.decode("utf-8"))
    if done.returncode != 0:
        raise Refused(_DAMAGED)
    return list(_unpacked(io.BytesIO(done.stdout)))


def main() -> None:
    """The child: input -> output; leaves with `REFUSED` and the sentence on its error stream."""
    from bihuan.engine.reading.files.excel import workbook

    _limited()
    try:
        found = workbook(sys.stdin.buffer.read())
    except Refused as refused:
        sys.stderr.buffer.write(str(refused).encode("utf-8"))
        sys.exit(REFUSED)
    for sheet in found:
        packed = _packed(sheet)
        sys.stdout.buffer.write(struct.pack("<Q", len(packed)) + packed)


def _limited() -> None:
    """As little memory as the system lets us say."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _packed(sheet: Sheet) -> bytes:
    errors = [[row, column, text] for (row, column), text in sheet.errors.items()]
    said = json.dumps({"name": sheet.name, "hidden": sheet.hidden, "errors": errors})
    table = sheet.texts.to_arrow().replace_schema_metadata({"sheet": said})
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema) as stream:
        stream.write_table(table)
    return bytes(out.getvalue())


def _unpacked(packed: io.BytesIO) -> list[Sheet]:
    found = []
    while head := packed.read(8):
        table = pa.ipc.open_stream(packed.read(struct.unpack("<Q", head)[0])).read_all()
        said = json.loads(table.schema.metadata[b"sheet"])
        errors = {(row, column): text for row, column, text in said["errors"]}
        found.append(Sheet(said["name"], pl.DataFrame(table), said["hidden"], errors))
    return found


if __name__ == "__main__":
    main()
