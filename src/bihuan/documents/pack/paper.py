"""A volume as .docx by the measures of official papers (GB/T 9704-2012): margins, fonts named for the office's machines, page numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.image.exceptions import UnrecognizedImageError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from bihuan.documents.pack.model import Chapter, Piece, Section, Table, Volume
from bihuan.documents.texts import changed, writable

TITLE, HEAD, HEAD_2, BODY, SMALL = "方正小标宋简体", "黑体", "楷体", "仿宋", "宋体"
WIDE = 156
COLUMNS = 2


def write_docx(volume: Volume, target: Path) -> None:
    """Writes the volume: cover, index with page numbers, chapters, appendix of documents."""
    paper, volume = _Paper(), changed(volume, writable)
    paper.cover(volume)
    paper.index(volume.chapters)
    for place, chapter in enumerate(volume.chapters, start=1):
        paper.chapter(place, chapter)
    paper.appendix(volume.chapters)
    paper.document.save(str(target))


class _Paper:
    def __init__(self) -> None:
        self.document: Any = Document()
        self.document.core_properties.author = "闭环"
        self._styles()
        self._page()

    def _styles(self) -> None:
        for name, font, size, bold in (
            ("Normal", BODY, 12, False),
            ("Title", TITLE, 22, False),
            ("Heading 1", HEAD, 16, False),
            ("Heading 2", HEAD_2, 14, True),
        ):
            style = self.document.styles[name]
            style.font.size, style.font.bold = Pt(size), bold
            style.font.color.rgb = RGBColor(0, 0, 0)
            _fonts(style.element.get_or_add_rPr(), font)
        self.document.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        border = self.document.styles["Title"].element.pPr.find(qn("w:pBdr"))
        if border is not None:
            self.document.styles["Title"].element.pPr.remove(border)
        normal = self.document.styles["Normal"].paragraph_format
        normal.space_after, normal.line_spacing = Pt(4), 1.25

    def _page(self) -> None:
        page = self.document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin, page.bottom_margin = Mm(37), Mm(35)
        page.left_margin, page.right_margin = Mm(28), Mm(26)
        page.footer_distance = Mm(28)
        page.different_first_page_header_footer = True
        self.document.settings.odd_and_even_pages_header_footer = True
        for footer, side in (
            (page.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (page.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            line = footer.paragraphs[0]
            line.alignment = side
            _run(line, "— ", SMALL, 14)
            _field(line, "PAGE", "1", SMALL, 14)
            _run(line, " —", SMALL, 14)
        update = OxmlElement("w:updateFields")
        update.set(qn("w:val"), "true")
        self.document.settings.element.append(update)

    def cover(self, volume: Volume) -> None:
        for _ in range(4):
            self.document.add_paragraph()
        self.document.add_paragraph(volume.cover.title, style="Title")
        if volume.label:
            line = self.document.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _run(line, volume.label, HEAD_2, 16)
        self.document.add_paragraph()
        self._facts(volume.cover.facts, 14)
        for note in volume.cover.notes:
            line = self.document.add_paragraph()
            line.paragraph_format.space_before = Pt(8)
            _run(line, note, BODY, 12)
        self.document.add_page_break()

    def index(self, chapters: tuple[Chapter, ...]) -> None:
        line = self.document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(line, "目　录", HEAD, 16)
        entries = [(f"_p{n}", f"{n}. {c.number}　{c.title}") for n, c in enumerate(chapters, start=1)]
        for mark, words in [*entries, ("_papers", "附：材料清单")]:
            line = self.document.add_paragraph()
            line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDE), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            line.paragraph_format.right_indent = Mm(0)
            _run(line, f"{words}\t", BODY, 12)
            _field(line, f"PAGEREF {mark} \\h", "—", SMALL, 12)

    def chapter(self, place: int, chapter: Chapter) -> None:
        head = self.document.add_heading(f"{place}. {chapter.number}　{chapter.title}", level=1)
        head.paragraph_format.page_break_before = True
        _mark(head, f"_p{place}", place)
        for section in chapter.sections:
            self._section(section)

    def _section(self, section: Section) -> None:
        self.document.add_heading(section.title, level=2)
        if section.nothing:
            self.document.add_paragraph(section.nothing)
        if section.facts:
            self._facts(section.facts, 12)
        if section.table:
            self._table(section.table)
        if section.pieces:
            self._pieces(section.pieces)

    def _facts(self, facts: tuple[tuple[str, str], ...], size: int) -> None:
        table = self.document.add_table(0, 2)
        _layout(table, (4, 16))
        for label, words in facts:
            cells = table.add_row().cells
            _fill(cells[0], label, HEAD, size - 1)
            _fill(cells[1], words, BODY, size)
        _widths(table, (4, 16))

    def _table(self, table: Table) -> None:
        made = self.document.add_table(1, len(table.heads), style="Table Grid")
        _layout(made, table.widths)
        for cell, words in zip(made.rows[0].cells, table.heads, strict=True):
            _fill(cell, words, HEAD, 10.5)
        _repeats(made.rows[0])
        for row in table.rows:
            for cell, words in zip(made.add_row().cells, row, strict=True):
                _fill(cell, words, SMALL, 10.5)
        _widths(made, table.widths)
        _tight(self.document.add_paragraph())

    def _pieces(self, pieces: tuple[Piece, ...]) -> None:
        """Two to a row; a paper without a picture is named all the same."""
        made = self.document.add_table(0, COLUMNS)
        _layout(made, (1,) * COLUMNS)
        for start in range(0, len(pieces), COLUMNS):
            row = made.add_row()
            _whole(row)
            for cell, piece in zip(row.cells, pieces[start : start + COLUMNS], strict=False):
                self._piece(cell, piece)
        _widths(made, (1,) * COLUMNS)

    def _piece(self, cell: Any, piece: Piece) -> None:
        if piece.pages:
            _picture(cell.paragraphs[0], piece.pages[0], 74, 64)
            line = cell.add_paragraph()
        else:
            line = cell.paragraphs[0]
        _run(line, f"{piece.no}. {piece.caption}", HEAD, 10.5)
        for words in (*piece.facts, piece.off):
            if words:
                _run(_tight(cell.add_paragraph()), words, SMALL, 9)

    def appendix(self, chapters: tuple[Chapter, ...]) -> None:
        head = self.document.add_heading("附：材料清单", level=1)
        head.paragraph_format.page_break_before = True
        _mark(head, "_papers", len(chapters) + 1)
        rows = tuple((c.number, str(p.no), p.caption, p.kind, p.original) for c in chapters for p in c.pieces)
        if not rows:
            self.document.add_paragraph("没有佐证材料。")
            return
        heads = ("问题编号", "序号", "说明", "种类", "原件校验值（SHA-256）")
        self._table(Table(heads, rows, (4, 2, 5, 2, 8)))
        for chapter in chapters:
            for piece in chapter.pieces:
                self._sheets(chapter, piece)

    def _sheets(self, chapter: Chapter, piece: Piece) -> None:
        """The pages of a document; a photo stands in its chapter already."""
        if piece.sheets < 2 and piece.kind == "照片":
            return
        for place, page in enumerate(piece.pages, start=1):
            line = self.document.add_paragraph()
            line.paragraph_format.page_break_before = True
            _run(line, f"{chapter.number} 材料 {piece.no} {piece.caption}，第 {place} 页", HEAD, 10.5)
            _picture(self.document.add_paragraph(), page, WIDE, 205)
        if len(piece.pages) < piece.sheets:
            words = f"共 {piece.sheets} 页，这里印了前 {len(piece.pages)} 页，其余见压缩包里的原件。"
            self.document.add_paragraph(words)


def _fonts(properties: Any, font: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), font)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def _run(paragraph: Any, words: str, font: str, size: float) -> Any:
    run = paragraph.add_run(words)
    run.font.size = Pt(size)
    _fonts(run._r.get_or_add_rPr(), font)
    return run


def _tight(paragraph: Any) -> Any:
    paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(0), 1.0
    return paragraph


def _field(paragraph: Any, code: str, shown: str, font: str, size: float) -> None:
    for kind in ("begin", None, "separate", "", "end"):
        run = _run(paragraph, shown if kind == "" else "", font, size)
        if kind == "":
            continue
        if kind is None:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = f" {code} "
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def _mark(paragraph: Any, name: str, number: int) -> None:
    """A bookmark around the paragraph, for the index."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for part in (start, end):
        part.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    first = paragraph._p.find(qn("w:r"))
    first.addprevious(start)
    paragraph._p.append(end)


def _fill(cell: Any, words: str, font: str, size: float) -> None:
    lines = words.split("\n") or [""]
    for place, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        _run(_tight(paragraph), line, font, size)


def _picture(paragraph: Any, path: Path, wide: int, high: int) -> None:
    """The picture within so many millimetres; one that cannot be read is said to be missing."""
    try:
        shape = paragraph.add_run().add_picture(str(path))
    except (OSError, UnrecognizedImageError):
        _run(paragraph, "（图片打不开，见压缩包里的原件）", SMALL, 9)
        return
    scale = min(Mm(wide) / shape.width, Mm(high) / shape.height)
    shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)


def _layout(table: Any, widths: tuple[int, ...]) -> None:
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(WIDE * width / sum(widths))


def _widths(table: Any, widths: tuple[int, ...]) -> None:
    """WPS and LibreOffice go by the cells, Word by the columns."""
    sizes = [Mm(WIDE * width / sum(widths)) for width in widths]
    for row in table._tbl.tr_lst:
        for cell, size in zip(row.tc_lst, sizes, strict=True):
            cell.width = size


def _repeats(row: Any) -> None:
    _row(row, "w:tblHeader")


def _whole(row: Any) -> None:
    """A row that is not broken over two pages: picture and words stay together."""
    _row(row, "w:cantSplit")


def _row(row: Any, name: str) -> None:
    part = OxmlElement(name)
    part.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(part)
