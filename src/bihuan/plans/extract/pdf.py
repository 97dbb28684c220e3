"""PDF with a text layer: lines put together into paragraphs, headers and page numbers left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bihuan.plans.errors import UnreadableDocument
from bihuan.plans.extract.plain import tidy
from bihuan.plans.extract.wrapping import paragraphs
from bihuan.plans.page import Page
from bihuan.plans.tables.columns import heading_kind

MAX_PAGES = 3000
_NUMBER = re.compile(r"^\s*(?:[-—–－]*\s*\d{1,4}\s*[-—–－]*|第\s*\d{1,4}\s*页.*)\s*$")
_CLOSED = tuple("。；：！？;:!?.")


def read_pdf(data: bytes, filename: str) -> Page:
    """Returns the page of a PDF; raises UnreadableDocument for scans, locked and damaged files."""
    pages = _pages(data, filename)
    if not any(line.strip() for page in pages for line in page):
        raise UnreadableDocument(
            "scan", filename, "这个PDF没有文字层（多半是扫描件）", "请先做文字识别，或索取Word版本"
        )
    lines = [line for page in _without_headers(pages) for line in page]
    text = "\n".join(paragraphs(lines))
    heads = sum(heading_kind(word) is not None for line in lines for word in line.split() if len(word) <= 6)
    notes = (
        ("PDF里像是有表格，列的对应可能不准，请与原文核对（有Word版本时建议用Word版本）",)
        if heads >= 4
        else ()
    )
    return Page(text, warnings=notes)


def _pages(data: bytes, filename: str) -> list[list[str]]:
    from bihuan.documents.pdfium import LOCK

    with LOCK:
        return _read_pages(data, filename)


def _read_pages(data: bytes, filename: str) -> list[list[str]]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        why = "PDF设了打开密码" if locked else "PDF文件损坏或不完整"
        raise UnreadableDocument(
            "locked" if locked else "broken", filename, why, "请重新导出一份不加密的PDF再试"
        ) from error
    try:
        if len(document) > MAX_PAGES:
            raise UnreadableDocument(
                "too-long", filename, f"有{len(document)}页，超过上限{MAX_PAGES}页", "请拆分后分别导入"
            )
        return [_lines(document, at) for at in range(len(document))]
    finally:
        document.close()


def _lines(document: object, at: int) -> list[str]:
    import pypdfium2

    assert isinstance(document, pypdfium2.PdfDocument)
    try:
        page = document[at]
        text = tidy(page.get_textpage().get_text_bounded())
    except pypdfium2.PdfiumError:
        return []
    return [line.rstrip() for line in text.split("\n")]


def _without_headers(pages: Sequence[list[str]]) -> Iterator[list[str]]:
    """Pages without page numbers and without first or last lines that most pages share."""
    edges = Counter(line.strip() for page in pages for line in {*page[:1], *page[-1:]} if line.strip())
    shared = {line for line, times in edges.items() if times >= 3 and 2 * times > len(pages)}
    for page in pages:
        yield [line for line in page if not _NUMBER.match(line) and line.strip() not in shared]
