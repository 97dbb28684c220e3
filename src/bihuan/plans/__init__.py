"""The plan reader: an official plan document becomes structured work with source spans.

Public: read_file, read_bytes, read_text, the records of `model`, and UnreadableDocument; everything else is internal.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bihuan.plans.errors import UnreadableDocument
from bihuan.plans.extract import MAX_BYTES, MAX_CHARS, extract, too_big
from bihuan.plans.extract.plain import tidy
from bihuan.plans.extract.wrapping import unwrapped
from bihuan.plans.model import (
    CheckItem,
    Deadline,
    Due,
    Measure,
    Phase,
    Plan,
    Problem,
    Quota,
    ReportObligation,
)
from bihuan.plans.page import Page
from bihuan.plans.reader import read_page

__all__ = [
    "CheckItem",
    "Deadline",
    "Due",
    "Measure",
    "Phase",
    "Plan",
    "Problem",
    "Quota",
    "ReportObligation",
    "UnreadableDocument",
    "read_bytes",
    "read_file",
    "read_text",
]


def read_file(path: str | Path, *, units: Sequence[str] = (), today: date | None = None) -> Plan:
    """Returns the plan in a file; raises UnreadableDocument with a Chinese message."""
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise too_big(path.name, size)
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(
            "no-file", str(path), f"文件打不开（{error.strerror}）", "请检查路径和权限"
        ) from error
    return read_bytes(data, path.name, units=units, today=today)


def read_bytes(data: bytes, filename: str, *, units: Sequence[str] = (), today: date | None = None) -> Plan:
    """Returns the plan in the bytes of a file; raises UnreadableDocument with a Chinese message."""
    return read_page(extract(data, filename), units, today)


def read_text(text: str, *, units: Sequence[str] = (), today: date | None = None) -> Plan:
    """Returns the plan in pasted text; raises UnreadableDocument where it is longer than the limit."""
    if len(text) > MAX_CHARS:
        raise UnreadableDocument(
            "too-long", "粘贴的文字", f"有{len(text)}字，超过上限{MAX_CHARS}字", "请拆分后分别粘贴"
        )
    return read_page(Page(unwrapped(tidy(text))), units, today)
