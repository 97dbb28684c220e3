"""Plain text in the encodings that offices use."""

from __future__ import annotations

import re

from bihuan.plans.errors import UnreadableDocument
from bihuan.plans.extract.wrapping import unwrapped
from bihuan.plans.page import Page

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_ENCODINGS = ("utf-8-sig", "gb18030")


def read_plain(data: bytes, filename: str) -> Page:
    """Returns the text of a text file; raises UnreadableDocument where the bytes are no text."""
    return Page(unwrapped(tidy(decode(data, filename))))


def decode(data: bytes, filename: str) -> str:
    """Returns the bytes as text in UTF-8, UTF-16 with a mark, or GB18030."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_CONTROL.findall(text[:20000])) <= len(text[:20000]) // 200:
            return text
    raise UnreadableDocument(
        "not-text",
        filename,
        "内容不是文字，也不是支持的文件格式",
        "支持docx、doc、pdf（有文字层）、html、txt，请另存为其中一种后重试",
    )


def tidy(text: str) -> str:
    """Returns the text with line feeds only, without control characters."""
    return _CONTROL.sub(
        "", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").replace("\u2028", "\n")
    )
