"""An empty paper with page, grid, styles and page numbers; words are put in by their style's name."""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from bihuan.documents.official import measures as m

_ALIGN = {
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_SCRIPTS = ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")
_THEMES = ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme")

_BOX_WIDE, _BOX_HIGH = 8.0, 24.0
_SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_NAMES = f"{nsdecls('w', 'wp', 'a')} xmlns:wps='{_SHAPE}'"
# `vert` turns the words a quarter clockwise; the box itself stands still.
_BOX = """<w:drawing {names}><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0"
 locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV>
<wp:extent cx="{wide}" cy="{high}"/><wp:wrapNone/><wp:docPr id="1" name="页码"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>
<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>
<a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx><w:txbxContent/></wps:txbx>
<wps:bodyPr vert="vert" lIns="0" tIns="0" rIns="0" bIns="0"/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"""


def paper() -> Any:
    """A portrait page of 22 lines of 28 characters; odd page numbers right, even ones left, one character in."""
    document = _styled()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(m.PAGE_WIDE), Mm(m.PAGE_HIGH)
    page.top_margin, page.bottom_margin = Mm(m.TOP), Mm(m.BOTTOM)
    page.left_margin, page.right_margin = Mm(m.INNER), Mm(m.OUTER)
    # Footers are measured from the edge to the foot of their line, here 7 mm and one line of 14 pt under the type area.
    page.footer_distance = Mm(m.BOTTOM - m.NUMBER_BELOW - m.NUMBER_SIZE / 72 * 25.4)
    _grid(page)
    for footer, align, side in (
        (page.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right"),
        (page.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left"),
    ):
        line = footer.paragraphs[0]
        line.alignment = align
        _character_in(line, side)
        page_number(line)
    return document


def flat_paper() -> Any:
    """A page laid flat for a wide table. The sheet is turned, so the number stands at the left short side, where portrait pages have it."""
    document = _styled()
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(m.PAGE_HIGH), Mm(m.PAGE_WIDE)
    page.left_margin, page.right_margin = Mm(m.BOTTOM), Mm(m.TOP)
    page.top_margin, page.bottom_margin = Mm(m.INNER), Mm(m.OUTER)
    page.header_distance = page.footer_distance = Mm(12)
    for header, low in ((page.header, True), (page.even_page_header, False)):
        _turned_number(header, low)
    return document


def _styled() -> Any:
    document: Any = Document()
    document.core_properties.author = "闭环"
    document.core_properties.comments = ""
    document.settings.odd_and_even_pages_header_footer = True
    normal = document.styles["Normal"]
    _letters(normal, m.FANG, m.BODY_SIZE, False)
    normal.paragraph_format.space_after = Pt(0)
    for style in m.STYLES:
        _style(document, style)
    return document


def _style(document: Any, wanted: m.Style) -> None:
    style = document.styles.add_style(wanted.name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.quick_style = document.styles["Normal"], True
    _letters(style, wanted.font, wanted.size, wanted.bold)
    shape = style.paragraph_format
    shape.alignment = _ALIGN[wanted.align]
    shape.line_spacing = Pt(wanted.line / 20)
    shape.space_before = shape.space_after = Pt(0)
    shape.keep_with_next = wanted.keep or None
    shape.widow_control = False
    properties = style.element.get_or_add_pPr()
    _by_itself(style, properties, wanted)
    if wanted.indent:
        _indent(properties, "w:firstLineChars", "w:firstLine", wanted.indent)
    if wanted.right:
        _indent(properties, "w:rightChars", "w:right", wanted.right)
    if wanted.outline is not None:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(wanted.outline))
        properties.append(level)


def _by_itself(style: Any, properties: Any, wanted: m.Style) -> None:
    """Line and letter stand by the style's own measures: Word squeezes letters to the grid's cells, LibreOffice gives a wide one two."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    # The order of the schema: after the tabs and before spacing and indent.
    spacing = properties.find(qn("w:spacing"))
    spacing.addprevious(snap)
    if wanted.size == m.BODY_SIZE:
        closer = OxmlElement("w:spacing")
        closer.set(qn("w:val"), str(m.CLOSER))
        style.element.rPr.find(qn("w:sz")).addprevious(closer)


def _indent(properties: Any, counted: str, measured: str, characters: float) -> None:
    indent = properties.get_or_add_ind()
    indent.set(qn(counted), str(round(characters * 100)))
    indent.set(qn(measured), str(round(characters * m.CHARACTER)))


def _letters(style: Any, font: str, size: float, bold: bool) -> None:
    style.font.size, style.font.bold = Pt(size), bold
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts(style.element.get_or_add_rPr(), font)


def fonts(properties: Any, font: str) -> None:
    """Names the font for every script, the East-Asian one too, and drops what a theme would set instead."""
    named = properties.get_or_add_rFonts()
    for script in _SCRIPTS:
        named.set(qn(script), font)
    for theme in _THEMES:
        named.attrib.pop(qn(theme), None)


def _grid(page: Any) -> None:
    for old in page._sectPr.findall(qn("w:docGrid")):
        page._sectPr.remove(old)
    grid = OxmlElement("w:docGrid")
    for name, value in (
        ("type", "linesAndChars"),
        ("linePitch", m.LINE),
        ("charSpace", m.CHARACTER_SPACE),
    ):
        grid.set(qn(f"w:{name}"), str(value))
    page._sectPr.append(grid)


def _character_in(line: Any, side: str) -> None:
    indent = line._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn(f"w:{side}Chars"), "100")
    indent.set(qn(f"w:{side}"), str(round(m.NUMBER_SIZE * 20)))


def page_number(line: Any) -> None:
    """— 1 — in Song of 14 pt, the figure a field."""
    for kind, words in (
        ("", "— "),
        ("begin", ""),
        ("code", " PAGE "),
        ("separate", ""),
        ("", "1"),
        ("end", ""),
        ("", " —"),
    ):
        run = line.add_run(words if kind == "" else "")
        run.font.size = Pt(m.NUMBER_SIZE)
        fonts(run._r.get_or_add_rPr(), m.SONG)
        if kind:
            run._r.append(_field_part(kind, words))


def _field_part(kind: str, words: str) -> Any:
    if kind == "code":
        part = OxmlElement("w:instrText")
        part.set(qn("xml:space"), "preserve")
        part.text = words
        return part
    part = OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    return part


def _turned_number(header: Any, low: bool) -> None:
    """The number in a box of its own, turned with the sheet; `low` stands at the foot (odd pages), else at the head."""
    character = m.NUMBER_SIZE / 72 * 25.4
    high = m.PAGE_WIDE - m.OUTER - character - _BOX_HIGH if low else m.INNER + character
    left = m.BOTTOM - m.NUMBER_BELOW - character - 1
    line = header.paragraphs[0]
    line.paragraph_format.line_spacing = Pt(1)
    words: Any = parse_xml(
        f"<w:p {nsdecls('w')}><w:pPr><w:jc w:val='{'right' if low else 'left'}'/></w:pPr></w:p>"
    )
    page_number(Paragraph(words, header))
    run = line.add_run()
    run._r.append(
        parse_xml(
            _BOX.format(names=_NAMES, x=_emu(left), y=_emu(high), wide=_emu(_BOX_WIDE), high=_emu(_BOX_HIGH))
        )
    )
    run._r.find(".//" + qn("w:txbxContent")).append(words)


def _emu(millimetres: float) -> int:
    return round(millimetres * 36_000)
