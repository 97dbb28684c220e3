"""PDF: refused where it carries programs, attachments or a password; shown as pictures of its pages, never by the browser's reader."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from bihuan.documents.pdfium import LOCK
from bihuan.web.problems.files.unfit import Unfit

_ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)(?![A-Za-z])"
)
_BODIES = re.compile(rb"stream\r?\n.*?endstream", re.S)
_STREAM = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n(.*?)endstream", re.S)
_UNPACKED_MOST = (
    64 * 2**20
)  # of all packed objects together; a paper of a hundred pages has some hundred kilobytes
_HASH = re.compile(rb"#([0-9A-Fa-f]{2})")


def check(data: bytes) -> None:
    """Unfit when the PDF cannot be opened, or holds what acts by itself or hides another file."""
    with _opened(data) as document:
        active = raw.FPDFDoc_GetJavaScriptActionCount(document) > 0
        active = active or raw.FPDFDoc_GetAttachmentCount(document) > 0
    if active or any(_ACTIVE.search(_plain(part)) for part in _texts(data)):
        raise Unfit("PDF 里带有脚本、表单程序或附件，没有收下。请打印成 PDF（或拍照、扫描）再传。")


def count(data: bytes) -> int:
    """How many pages there are."""
    with _opened(data) as document:
        return len(document)


def page(data: bytes, number: int, longest: int) -> bytes:
    """Page `number` (from 0) as a JPEG, its longer side `longest` pixels; empty when there is no such page."""
    with _opened(data) as document:
        if not 0 <= number < len(document):
            return b""
        sheet = document[number]
        side = max(*sheet.get_size(), 1.0)
        picture = sheet.render(scale=longest / side, may_draw_forms=False).to_pil().convert("RGB")
    made = BytesIO()
    picture.save(made, "JPEG", quality=82)
    return made.getvalue()


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    with LOCK:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as broken:
            locked = "password" in str(broken).lower()
            words = "PDF 设了密码，没有收下。请去掉密码再传。"
            raise Unfit(words if locked else "PDF 打不开，可能没有传完。请重新传。") from broken
        try:
            yield document
        except pdfium.PdfiumError as broken:
            raise Unfit("PDF 有一页打不开，没有收下。请重新生成再传。") from broken
        finally:
            document.close()


def _texts(data: bytes) -> Iterator[bytes]:
    """The file without its streams (packed bytes may spell anything), and the objects it keeps in packed streams.

    Unfit when those unpack to more than anybody can look through: what stands behind must not go unread.
    """
    yield _BODIES.sub(b"", data)
    left = _UNPACKED_MOST
    for found in _STREAM.finditer(data):
        packed = zlib.decompressobj()
        try:
            text = packed.decompress(found[1], left)
        except zlib.error:
            continue
        left -= len(text)
        if left <= 0 or packed.unconsumed_tail:
            raise Unfit("这份 PDF 展开后大得不正常，没有收下。请打印成 PDF（或拍照、扫描）再传。")
        yield text


def _plain(text: bytes) -> bytes:
    """Names may be written in figures: /J#53 is /JS."""
    return _HASH.sub(lambda found: bytes([int(found[1], 16)]), text) if b"#" in text else text
