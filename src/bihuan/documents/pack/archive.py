"""The pack as .zip, written to disk piece by piece: papers, one folder a problem, an index for people and checksums for machines."""

from __future__ import annotations

import hashlib
import html
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from xlsxwriter import Workbook

from bihuan.documents.pack.model import Chapter, Cover, Piece

INDEX, SHEET, SUMS = "00_目录.html", "00_目录.xlsx", "00_校验值.txt"
HEADS = ("问题编号", "问题", "序号", "说明", "种类", "记载", "文件", "文件校验值", "原件校验值", "备注")
_BAD = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_CHUNK = 2**20


@dataclass
class _Listed:
    """What the index says, gathered while the files go in."""

    sums: list[tuple[str, str]] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)


def write_archive(cover: Cover, papers: Iterable[Path], chapters: Iterable[Chapter], target: Path) -> None:
    """Writes the .zip: the papers, 01_编号_题目/01_说明.jpg ..., index.html and .xlsx, and the SHA-256 of every file (`sha256sum -c`)."""
    listed = _Listed()
    with ZipFile(target, "w", ZIP_STORED, allowZip64=True) as archive:
        for paper in papers:
            _put(archive, paper, paper.name, listed)
        for place, chapter in enumerate(chapters, start=1):
            _chapter(archive, place, chapter, listed)
        _text(archive, INDEX, _page(cover, listed.rows), listed)
        with tempfile.TemporaryDirectory(prefix="bihuan-zip-", dir=target.parent) as folder:
            sheet = Path(folder) / "index.xlsx"
            _sheet(sheet, listed.rows)
            _put(archive, sheet, SHEET, listed)
        sums = "".join(f"{digest}  {name}\n" for name, digest in listed.sums)
        archive.writestr(SUMS, sums, ZIP_DEFLATED)


def safe(words: str, most: int = 40) -> str:
    """Words as part of a file's name on any system."""
    return _BAD.sub("_", words).strip(" ._")[:most].strip(" ._") or "无题"


def _chapter(archive: ZipFile, place: int, chapter: Chapter, listed: _Listed) -> None:
    folder = f"{place:02d}_{safe(chapter.number)}_{safe(chapter.title)}"
    for piece in chapter.pieces:
        name, digest = "", ""
        if piece.file is not None and piece.file.is_file():
            name = f"{folder}/{piece.no:02d}_{safe(piece.caption)}{_tail(piece)}"
            digest = _put(archive, piece.file, name, listed)
        words = "；".join(piece.facts)
        missing = "" if name else "原件不在服务器上"
        listed.rows.append(
            (
                *(chapter.number, chapter.title, str(piece.no), piece.caption, piece.kind, words),
                *(name, digest, piece.original, "；".join(part for part in (piece.off, missing) if part)),
            )
        )


def _tail(piece: Piece) -> str:
    tail = Path(piece.name).suffix.lower()
    return tail if re.fullmatch(r"\.[a-z0-9]{1,5}", tail) else ""


def _put(archive: ZipFile, source: Path, name: str, listed: _Listed) -> str:
    """Copies the file in and returns its SHA-256; no more than a megabyte of it is in memory."""
    digest = hashlib.sha256()
    with source.open("rb") as content, archive.open(name, "w", force_zip64=True) as part:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            part.write(chunk)
    listed.sums.append((name, digest.hexdigest()))
    return digest.hexdigest()


def _text(archive: ZipFile, name: str, words: str, listed: _Listed) -> None:
    data = words.encode()
    archive.writestr(name, data, ZIP_DEFLATED)
    listed.sums.append((name, hashlib.sha256(data).hexdigest()))


def _page(cover: Cover, rows: list[tuple[str, ...]]) -> str:
    e = html.escape
    facts = "".join(f"<dt>{e(label)}</dt><dd>{e(words)}</dd>" for label, words in cover.facts)
    notes = "".join(f"<p>{e(note)}</p>" for note in cover.notes)
    heads = "".join(f"<th>{e(head)}</th>" for head in HEADS)
    lines = "".join(f"<tr>{''.join(_cell(at, words) for at, words in enumerate(row))}</tr>" for row in rows)
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{e(cover.title)}</title><style>body{{font:15px/1.6 sans-serif;margin:24px}}table{{border-collapse:collapse}}"
        "td,th{border:1px solid #999;padding:4px 8px;text-align:left;vertical-align:top}dt{float:left;clear:left;width:7em;color:#555}"
        ".h{font:12px monospace;word-break:break-all;max-width:17em}</style>"
        f"<h1>{e(cover.title)}</h1><dl>{facts}</dl>{notes}<p>校验：在这个文件夹里运行 sha256sum -c {SUMS}，逐个文件核对。</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></html>"
    )


def _cell(at: int, words: str) -> str:
    from urllib.parse import quote

    shown = html.escape(words)
    if HEADS[at] == "文件" and words:
        return f'<td><a href="{quote(words)}">{shown}</a></td>'
    return f'<td class="h">{shown}</td>' if HEADS[at].endswith("校验值") else f"<td>{shown}</td>"


def _sheet(target: Path, rows: list[tuple[str, ...]]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(str(target), options) as book:
        page = book.add_worksheet("目录")
        bold, wrap = (
            book.add_format({"bold": True, "bottom": 1}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        for at, width in enumerate((12, 28, 6, 20, 8, 40, 40, 24, 24, 20)):
            page.set_column(at, at, width)
        for at, head in enumerate(HEADS):
            page.write_string(0, at, head, bold)
        for place, row in enumerate(rows, start=1):
            for at, words in enumerate(row):
                page.write_string(place, at, words, wrap)
