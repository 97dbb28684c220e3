"""From bytes to a page: which kind of file it is, and its own reader."""

from __future__ import annotations

from bihuan.plans.errors import UnreadableDocument
from bihuan.plans.extract.plain import read_plain
from bihuan.plans.page import Page

MAX_BYTES = 80 * 1024 * 1024
MAX_CHARS = 6_000_000


def extract(data: bytes, filename: str) -> Page:
    """Returns the page of a file by its content (the name serves messages and plain text); raises UnreadableDocument."""
    if len(data) > MAX_BYTES:
        raise too_big(filename, len(data))
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableDocument("empty", filename, "文件是空的", "请检查文件是否上传完整后重新选择")
    page = _by_kind(data, filename)
    if len(page.text) > MAX_CHARS:
        raise UnreadableDocument(
            "too-long", filename, f"文字有{len(page.text)}字，超过上限{MAX_CHARS}字", "请拆分后分别导入"
        )
    return page


def too_big(filename: str, size: int) -> UnreadableDocument:
    """Returns the error for a file over the limit."""
    return UnreadableDocument(
        "too-big",
        filename,
        f"文件有{size // 1048576}MB，超过上限{MAX_BYTES // 1048576}MB",
        "请去掉图片或拆分后重新导入",
    )


def _by_kind(data: bytes, filename: str) -> Page:
    # the readers are imported late: a text file needs neither lxml nor pdfium
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(b"PK"):
        from bihuan.plans.extract.docx import read_docx

        return read_docx(data, filename)
    if head.startswith(b"%PDF"):
        from bihuan.plans.extract.pdf import read_pdf

        return read_pdf(data, filename)
    if data.startswith(b"\xd0\xcf\x11\xe0") or head.startswith(b"{\\rtf"):
        from bihuan.plans.extract.office import read_office

        return read_office(data, filename)
    if _is_html(head.lower(), filename):
        from bihuan.plans.extract.html import read_html

        return read_html(data, filename)
    return read_plain(data, filename)


def _is_html(head: bytes, filename: str) -> bool:
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<meta", b"<div", b"<table")):
        return True
    return b"<html" in head or filename.lower().endswith((".html", ".htm"))
