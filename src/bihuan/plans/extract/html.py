"""Pages saved from websites: blocks as lines, tables with row and column spans, menus of links left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from lxml import etree

from bihuan.plans.errors import UnreadableDocument
from bihuan.plans.extract.plain import decode, tidy
from bihuan.plans.extract.writer import Slot, Writer
from bihuan.plans.page import Page

if TYPE_CHECKING:
    from lxml.etree import _Element

_SKIPPED = {
    "script",
    "style",
    "noscript",
    "head",
    "select",
    "button",
    "template",
    "iframe",
    "nav",
    "footer",
    "svg",
    "object",
    "textarea",
    "form-control",
}
_BLOCKS = {
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "tr",
    "dl",
    "dt",
    "dd",
    "hr",
    "blockquote",
    "pre",
    "header",
    "main",
    "body",
    "td",
    "th",
    "center",
    "table",
    "form",
    "aside",
}
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_META = {"articletitle": "heading", "pubdate": "published", "contentsource": "source"}
MAX_DEPTH = 400


def read_html(data: bytes, filename: str) -> Page:
    """Returns the page of an HTML file; raises UnreadableDocument where it holds no text or is nested too deep."""
    root = _parse(_decoded(data, filename), filename)
    writer = _Writer(filename)
    body = root.find(".//body")
    writer.element(root if body is None else body, 0)
    page = writer.finish()
    if not page.text.strip():
        raise UnreadableDocument(
            "no-text", filename, "网页里没有正文文字", "请在浏览器中打开正文后复制粘贴，或另存完整网页再试"
        )
    meta = _meta(root)
    return replace(
        page, heading=meta.get("heading"), published=meta.get("published"), source=meta.get("source")
    )


def _decoded(data: bytes, filename: str) -> str:
    named = _CHARSET.search(data[:4096])
    if named:
        encoding = named[1].decode("ascii", "replace").lower()
        encoding = "gb18030" if encoding.startswith("gb") else encoding
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data, filename)


def _parse(text: str, filename: str) -> _Element:
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(tidy(text), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(
            "broken", filename, "网页内容无法解析", "请在浏览器中打开后复制正文粘贴"
        ) from error
    if root is None:
        raise UnreadableDocument("no-text", filename, "网页里没有正文文字", "请在浏览器中打开正文后复制粘贴")
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise _too_deep(filename)
    return root


def _too_deep(filename: str) -> UnreadableDocument:
    return UnreadableDocument("too-deep", filename, "网页嵌套层数过多", "请在浏览器中打开后复制正文粘贴")


def _meta(root: _Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in root.iter("meta"):
        key, words = _META.get((item.get("name") or "").lower()), (item.get("content") or "").strip()
        if key and words:
            found[key] = words
    first = ["".join(item.itertext()).strip() for item in root.iter("h1")]
    if len(first) == 1 and 6 <= len(first[0]) <= 90:
        found.setdefault("heading", re.sub(r"\s+", " ", first[0]))
    return found


class _Writer(Writer):
    """Writes elements; collects one line at a time to drop lines that are only links."""

    def __init__(self, filename: str) -> None:
        super().__init__()
        self.filename, self.pending, self.linked = filename, [""], 0
        self.in_cell = 0

    def finish(self) -> Page:
        self.feed()
        return self.page()

    def element(self, item: _Element, depth: int, linked: bool = False) -> None:
        if depth > MAX_DEPTH:
            raise _too_deep(self.filename)
        tag = item.tag if isinstance(item.tag, str) else ""
        if not tag or tag in _SKIPPED:
            return
        if tag == "table":
            self.feed()
            self.table(list(self._rows(item, depth)))
            return
        self._around(item, tag, depth, linked or tag == "a")

    def _around(self, item: _Element, tag: str, depth: int, linked: bool) -> None:
        if tag in _BLOCKS:
            self.feed()
        self._text(item.text, linked)
        for child in item:
            self.element(child, depth + 1, linked)
            self._text(child.tail, linked)
        if tag in _BLOCKS:
            self.feed()

    def _text(self, words: str | None, linked: bool) -> None:
        if words:
            words = re.sub(r"\s+", " ", words)
            self.pending.append(words)
            self.linked += len(words.strip()) if linked else 0

    def feed(self) -> None:
        """Ends the line; one made of links only (a menu, a list of files) is dropped, as are blanks."""
        words = "".join(self.pending).strip(" \u3000\xa0")
        menu = self.linked and self.linked >= 0.8 * len(words.replace(" ", "")) and not self.in_cell
        self.pending, self.linked = [""], 0
        if words and not menu:
            if self.in_cell and self.last() not in ("\n", "\t", ""):
                self.put("\n")
            self.put(words if self.in_cell else words + "\n")

    def _rows(self, table: _Element, depth: int) -> Iterator[list[Slot]]:
        held: dict[int, tuple[int, int]] = {}
        for row in _own_rows(table):
            slots: list[Slot] = []
            column = 0
            for cell in (child for child in row if child.tag in ("td", "th")):
                column = self._carried(slots, held, column)
                slot, down = self._slot(cell, column, depth)
                slots.append(slot)
                if down > 1:
                    held[column] = (down, slot.width)
                column += slot.width
            self._carried(slots, held, column)
            held = {at: (down - 1, width) for at, (down, width) in held.items() if down > 1}
            yield slots

    @staticmethod
    def _carried(slots: list[Slot], held: dict[int, tuple[int, int]], column: int) -> int:
        """Columns that a cell above reaches down into."""
        known = {slot.column for slot in slots}
        while column in held and column not in known:
            width = held[column][1]
            slots.append(Slot(_nothing, column, width, True))
            column += width
        return column

    def _slot(self, cell: _Element, column: int, depth: int) -> tuple[Slot, int]:
        width, down = (_count(cell.get(name)) for name in ("colspan", "rowspan"))
        size = len("".join(cell.itertext())) if len(cell) < 2000 else 1000
        return Slot(
            lambda: self._content(cell, depth), column, width, False, size, cell.find(".//table") is not None
        ), down

    def _content(self, cell: _Element, depth: int) -> None:
        nested = cell.find(".//table") is not None or len(cell) > 12
        self.in_cell += 0 if nested else 1
        self._around(cell, "td", depth + 1, False)
        self.in_cell -= 0 if nested else 1


def _nothing() -> None:
    return None


def _own_rows(table: _Element) -> Iterator[_Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _count(words: str | None) -> int:
    return min(max(int(words), 1), 60) if words and re.fullmatch(r"\d{1,4}", words.strip()) else 1
