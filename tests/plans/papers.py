"""Small files made by hand for the extraction tests: Word packages and PDFs with Chinese text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from bihuan.plans import read_text

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def package(body: str, numbering: str = "", styles: str = "", **parts: bytes) -> bytes:
    """Returns a .docx whose document body, numbering and styles are the XML given."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr(
            "word/document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><w:document {NS}><w:body>{body}</w:body></w:document>',
        )
        if numbering:
            book.writestr("word/numbering.xml", f"<w:numbering {NS}>{numbering}</w:numbering>")
        if styles:
            book.writestr("word/styles.xml", f"<w:styles {NS}>{styles}</w:styles>")
        for name, data in parts.items():
            book.writestr(name, data)
    return target.getvalue()


def paragraph(words: str, num: int | None = None, level: int = 0, style: str = "") -> str:
    """Returns a paragraph, numbered by a list or through its style on demand."""
    number = (
        f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>' if num is not None else ""
    )
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{number}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def level(at: int, form: str, words: str, start: int = 1, extra: str = "") -> str:
    """Returns a level of a list definition."""
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{words}"/>{extra}</w:lvl>'


def numbering(levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    """Returns a numbering part with one list definition."""
    return f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{nums}'


def cell(words: str, span: int = 1, merge: str = "") -> str:
    """Returns a table cell; merge is restart, continue or empty."""
    down = f'<w:vMerge w:val="{merge}"/>' if merge == "restart" else "<w:vMerge/>" if merge else ""
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{down}</w:tcPr>{paragraph(words)}</w:tc>'


def table(*rows: Sequence[str]) -> str:
    """Returns a table of cells."""
    return "<w:tbl>" + "".join("<w:tr>" + "".join(row) + "</w:tr>" for row in rows) + "</w:tbl>"


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Returns a PDF with a text layer: one string a line, in a font that is only named and mapped to Unicode."""
    chars = sorted({char for page in pages for line in page for char in line})
    codes = {char: at for at, char in enumerate(chars, 1)}
    mapping = "\n".join(f"<{code:04x}> <{ord(char):04x}>" for char, code in codes.items())
    cmap = (
        f"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{mapping}\nendbfchar endcmap end"
    )
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "",
        "<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[4 0 R]"
        "/ToUnicode 5 0 R>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        "/DW 1000/FontDescriptor 6 0 R>>",
        _stream(cmap),
        "<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -2"
        "00/CapHeight 700/StemV 80>>",
    ]
    kids = []
    for page in pages:
        content = (
            "BT /F1 12 Tf 40 780 Td 18 TL "
            + " ".join("<" + "".join(f"{codes[char]:04x}" for char in line) + "> Tj T*" for line in page)
            + " ET"
        )
        objects += [
            _stream(content),
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(objects) + 1} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>",
        ]
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    return _assembled(objects)


def _stream(words: str) -> str:
    return f"<</Length {len(words.encode())}>>stream\n{words}\nendstream"


def _assembled(objects: Sequence[str]) -> bytes:
    out = b"%PDF-1.4\n"
    offsets = []
    for number, item in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{item}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    return out + f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()


def bomb(size: int) -> bytes:
    """Returns a .docx whose document swells to `size` bytes."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as book,
        book.open("word/document.xml", "w") as part,
    ):
        for _ in range(size // 1048576):
            part.write(b" " * 1048576)
    return target.getvalue()


# how a problem opens, how many measures it has, its units and its deadline; None where it does not matter
Want = tuple[str, int | None, list[str] | None, str | None]


def told(paper: str, wanted: Sequence[Want]) -> list[Want]:
    """Returns what the reader makes of a paper in the form of the labels: their opening words where they stand in the problem's first thirty."""
    plan = read_text(paper)
    found: list[Want] = []
    for at, item in enumerate(plan.problems):
        opens, measures, units, deadline = wanted[at] if at < len(wanted) else ("", 0, [], None)
        when = item.deadline.text if item.deadline else None
        near = when and deadline and (deadline in when or when in deadline)
        found.append(
            (
                opens if any(name in item.text[:30] for name in opens.split("|")) else item.text[:30],
                None if measures is None else len(item.measures),
                None
                if units is None
                else sorted(item.responsible, key=units.index)
                if set(item.responsible) == set(units)
                else list(item.responsible),
                deadline if near else when,
            )
        )
    return found
