"""Word documents, read from their XML: paragraphs with their automatic numbers, tables with merged cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bihuan.plans.errors import UnreadableDocument
from bihuan.plans.extract.numbering import Numbering, W, _integer, _value, read_numbering
from bihuan.plans.extract.package import Package
from bihuan.plans.extract.plain import tidy
from bihuan.plans.extract.writer import Slot, Writer
from bihuan.plans.page import Page

if TYPE_CHECKING:
    from lxml.etree import _Element

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {
    _FALLBACK,
    f"{W}del",
    f"{W}moveFrom",
    f"{W}instrText",
    f"{W}pPr",
    f"{W}rPr",
    f"{W}tblPr",
    f"{W}sectPr",
}
_BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " ", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}
_PARAGRAPH, _TABLE, _TEXT = f"{W}p", f"{W}tbl", f"{W}t"


def read_docx(data: bytes, filename: str) -> Page:
    """Returns the page of a .docx; raises UnreadableDocument for other or damaged packages."""
    package = Package(data, filename)
    root = package.xml("word/document.xml")
    if root is None:
        raise _not_word(package)
    body = root.find(f"{W}body")
    reader = _Reader(
        read_numbering(package.xml("word/numbering.xml")), _style_numbers(package.xml("word/styles.xml"))
    )
    for block in _blocks(root if body is None else body):
        reader.block(block)
    page = reader.writer.page()
    if not page.text.strip():
        raise UnreadableDocument(
            "no-text", filename, "文档里没有文字（可能只有图片）", "请提供带文字的版本，扫描件先做文字识别"
        )
    return page


def _not_word(package: Package) -> UnreadableDocument:
    kinds = {
        "xl/workbook.xml": "Excel工作簿",
        "ppt/presentation.xml": "演示文稿",
        "OFD.xml": "OFD版式文件",
        "content.xml": "ODF文档",
    }
    kind = next((words for name, words in kinds.items() if name in package.names), "压缩包")
    return UnreadableDocument(
        "not-word", package.filename, f"这是{kind}，不是Word文档", "请另存为docx、pdf或txt再试"
    )


def _style_numbers(root: _Element | None) -> dict[str, tuple[str, int]]:
    """The list and level that paragraph styles bring along, through the styles they are based on."""
    if root is None:
        return {}
    own: dict[str, tuple[str, int]] = {}
    parents: dict[str, str] = {}
    for style in root.iterfind(f"{W}style"):
        name = style.get(f"{W}styleId", "")
        found = _num_pr(style.find(f"{W}pPr"))
        if found:
            own[name] = found
        parents[name] = _value(style.find(f"{W}basedOn")) or ""
    return {name: found for name in parents if (found := _inherited(name, own, parents))}


def _inherited(name: str, own: dict[str, tuple[str, int]], parents: dict[str, str]) -> tuple[str, int] | None:
    for _ in range(12):
        if name in own:
            return own[name]
        name = parents.get(name, "")
    return None


def _num_pr(properties: _Element | None) -> tuple[str, int] | None:
    item = None if properties is None else properties.find(f"{W}numPr")
    num = None if item is None else _value(item.find(f"{W}numId"))
    if item is None or num is None:
        return None
    return num, _integer(_value(item.find(f"{W}ilvl")))


def _blocks(parent: _Element) -> Iterator[_Element]:
    """Paragraphs and tables in order, also those inside content controls and insertions."""
    for child in parent:
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _blocks(child)


class _Reader:
    """Writes blocks in reading order while the numbering counts."""

    def __init__(self, numbering: Numbering, styles: dict[str, tuple[str, int]]) -> None:
        self.numbering, self.styles, self.writer = numbering, styles, Writer()

    def block(self, block: _Element) -> None:
        if block.tag == _TABLE:
            self._table(block)
            return
        self.writer.line(self._number(block) + _words(block))
        for inner in block.iter(f"{W}txbxContent"):
            if not any(up.tag == _FALLBACK for up in inner.iterancestors()):
                for boxed in _blocks(inner):
                    self.block(boxed)

    def _number(self, paragraph: _Element) -> str:
        properties = paragraph.find(f"{W}pPr")
        found = _num_pr(properties)
        if found is None and properties is not None:
            found = self.styles.get(_value(properties.find(f"{W}pStyle")) or "")
        return self.numbering.label(*found) if found and found[0] != "0" else ""

    def _table(self, table: _Element) -> None:
        self.writer.table([self._row(row) for row in _rows(table)])

    def _row(self, row: _Element) -> list[Slot]:
        column = _skip(row, "gridBefore")
        slots = []
        for cell in _cells(row):
            slot = self._slot(cell, column)
            slots.append(slot)
            column += slot.width
        return slots

    def _slot(self, cell: _Element, column: int) -> Slot:
        properties = cell.find(f"{W}tcPr")
        span = None if properties is None else properties.find(f"{W}gridSpan")
        merge = None if properties is None else properties.find(f"{W}vMerge")
        carries_on = merge is not None and _value(merge) != "restart"
        return Slot(
            lambda: self._cell(cell),
            column,
            min(max(_integer(_value(span), 1), 1), 63),
            carries_on,
            sum(len(text.text or "") for text in cell.iter(_TEXT)),
            cell.find(f".//{_TABLE}") is not None,
        )

    def _cell(self, cell: _Element) -> None:
        blocks = list(_blocks(cell))
        for at, block in enumerate(blocks):
            if block.tag == _TABLE:
                self._table(block)
            else:
                self.writer.put(self._number(block) + _words(block) + ("\n" if at + 1 < len(blocks) else ""))


def _rows(table: _Element) -> Iterator[_Element]:
    for child in table:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins"):
            yield from _rows(child)


def _cells(row: _Element) -> Iterator[_Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent"):
            yield from _cells(child)


def _skip(row: _Element, name: str) -> int:
    properties = row.find(f"{W}trPr")
    return 0 if properties is None else _integer(_value(properties.find(f"{W}{name}")))


def _words(paragraph: _Element) -> str:
    return tidy("".join(_runs(paragraph)))


def _runs(item: _Element) -> Iterator[str]:
    for child in item:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield "" if child.get(f"{W}type") in ("page", "column") else _BREAKS[child.tag]
        elif (
            child.tag not in _SKIPPED
            and child.tag not in (f"{W}txbxContent", _TABLE)
            and isinstance(child.tag, str)
        ):
            yield from _runs(child)
