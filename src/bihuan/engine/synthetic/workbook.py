"""A sheet of texts as .xlsx, a hundred thousand rows of a hundred columns in seconds, the same bytes for the same texts.

The cells are put together a column at a time (Polars) instead of one by one: see docs/decisions/0120-made-up-county.md. Only what the
exports need: shared strings, title rows merged over all columns, bold headings, frozen. ECMA-376 part 1, SpreadsheetML.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl

STAMP = (1980, 1, 1, 0, 0, 0)  # a zip has to say when; this is the earliest it can
CHUNK = 10_000  # rows put together at a time
LEVEL = 1  # of compression: text this repetitive shrinks enough at the fastest
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for part, kind in (
            ("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"), ("styles", "styles"), ("sharedStrings", "sharedStrings"),
        )
    )
    + "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    + "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}.xml"/>'
        for n, (kind, target) in enumerate(
            (("worksheet", "worksheets/sheet1"), ("styles", "styles"), ("sharedStrings", "sharedStrings")), 1
        )
    )
    + "</Relationships>",
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/>'
    '<name val="宋体"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/>'
    '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf xfId="0"/><xf fontId="1" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}  # fmt: skip


def write(path: Path, frame: pl.DataFrame, titles: tuple[str, ...] = (), name: str = "Sheet1") -> None:
    """Write the frame of texts to `path`: title rows, the headings, a row for each row; a null is an empty cell."""
    words, numbers = _numbered(frame, titles)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as folder:
        for part, text in _PARTS.items():
            _put(folder, part, [_HEAD + text])
        _put(folder, "xl/workbook.xml", [_HEAD + f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="{escape(name)}" '
                                         'sheetId="1" r:id="rId1"/></sheets></workbook>'])  # fmt: skip
        _put(folder, "xl/sharedStrings.xml", _strings(words))
        _put(folder, "xl/worksheets/sheet1.xml", _sheet(numbers, titles, words))


def letters(column: int) -> str:
    """Returns a column's letters: 0 is A, 26 is AA."""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def _put(folder: zipfile.ZipFile, part: str, texts: Iterator[str] | list[str]) -> None:
    info = zipfile.ZipInfo(part, STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    info._compresslevel = LEVEL  # type: ignore[attr-defined]
    with folder.open(info, "w", force_zip64=True) as stream:
        for text in texts:
            stream.write(text.encode())


def _numbered(frame: pl.DataFrame, titles: tuple[str, ...]) -> tuple[pl.Series, pl.DataFrame]:
    """Every text there is, once (titles and headings first), and the frame with each text's number among them instead of it."""
    values = [column.drop_nulls().unique(maintain_order=True).alias("") for column in frame]
    words = pl.concat([pl.Series("", [*titles, *frame.columns]), *values]).unique(maintain_order=True)
    at = words.to_frame().with_row_index("at")
    numbers = [value.to_frame().join(at, on="", how="left", maintain_order="left")["at"] for value in values]
    return words, frame.select(
        pl.col(name).replace_strict(value, number, return_dtype=pl.UInt32)
        for name, value, number in zip(frame.columns, values, numbers, strict=True)
    )


def _strings(words: pl.Series) -> Iterator[str]:
    yield _HEAD + f'<sst xmlns="{_MAIN}" uniqueCount="{len(words)}">'
    kept = pl.col("").str.replace_all("&", "&amp;", literal=True).str.replace_all("<", "&lt;", literal=True)
    text = pl.lit('<si><t xml:space="preserve">') + kept + pl.lit("</t></si>")
    for chunk in words.to_frame().select(text).iter_slices(CHUNK):
        yield "".join(chunk.to_series())
    yield "</sst>"


def _sheet(frame: pl.DataFrame, titles: tuple[str, ...], words: pl.Series) -> Iterator[str]:
    heading = len(titles) + 1
    last = letters(frame.width - 1)
    yield _HEAD + (
        f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:{last}{heading + frame.height}"/><sheetViews><sheetView workbookViewId="0">'
        f'<pane ySplit="{heading}" topLeftCell="A{heading + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        '<sheetFormatPr defaultRowHeight="15" defaultColWidth="14"/><sheetData>'
    )
    at = {word: n for n, word in enumerate(words.head(len(titles) + frame.width).to_list())}
    for n, title in enumerate(titles, 1):
        yield f'<row r="{n}"><c r="A{n}" s="1" t="s"><v>{at[title]}</v></c></row>'
    cells = (
        f'<c r="{letters(n)}{heading}" s="1" t="s"><v>{at[name]}</v></c>'
        for n, name in enumerate(frame.columns)
    )
    yield f'<row r="{heading}">{"".join(cells)}</row>'
    yield from _rows(frame, heading)
    merged = "".join(f'<mergeCell ref="A{n}:{last}{n}"/>' for n in range(1, heading))
    yield (
        "</sheetData>"
        + (f'<mergeCells count="{len(titles)}">{merged}</mergeCells>' if titles else "")
        + "</worksheet>"
    )


def _rows(frame: pl.DataFrame, heading: int) -> Iterator[str]:
    number = pl.col("").cast(pl.String)
    cells = [
        pl.concat_str(pl.lit(f'<c r="{letters(n)}'), number, pl.lit('" t="s"><v>'), pl.col(name).cast(pl.String), pl.lit("</v></c>"))
        for n, name in enumerate(frame.columns)
    ]  # fmt: skip
    whole = pl.concat_str(
        pl.lit('<row r="'), number, pl.lit('">'), *cells, pl.lit("</row>"), ignore_nulls=True
    )
    for chunk in frame.with_row_index("", heading + 1).iter_slices(CHUNK):
        yield "".join(chunk.select(whole).to_series())
