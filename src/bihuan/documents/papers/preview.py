"""A .docx as lines and tables for the screen: what it says, by the style it says it in. Page breaks are the office program's."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document

from bihuan.documents.official import measures as m

_CLASSES = {
    m.TITLE: "title", m.NUMBER: "number", m.ADDRESSEE: "addressee", m.HEAD_1: "h1", m.HEAD_2: "h2", m.HEAD_3: "h3",
    m.SIGNATURE: "signature", m.DATE: "date",
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A line with the class of its style, or the rows of a table; the first row are the heads."""

    kind: str
    words: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def shown(data: bytes) -> list[Shown]:
    """The paper's blocks in order."""
    document: Any = Document(BytesIO(data))
    return [_block(block) for block in document.iter_inner_content()]


def _block(block: Any) -> Shown:
    if hasattr(block, "rows"):
        return Shown("table", rows=tuple(tuple(cell.text for cell in row.cells) for row in block.rows))
    return Shown(_CLASSES.get(block.style.name, "body"), block.text)
