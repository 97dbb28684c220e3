"""The papers of a pack, opened with other libraries than those that wrote them."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import Image

from bihuan.documents.pack import (
    Chapter,
    Cover,
    NoFont,
    Piece,
    Section,
    Table,
    Volume,
    print,
    volumes_of,
    write_archive,
    write_docx,
    write_pdf,
)
from bihuan.documents.pack.archive import INDEX, SHEET, SUMS, safe
from bihuan.documents.pdfium import sheet_of

NASTY = '#strong[x] $y$ *z* <script>alert(1)</script> "引号" =1+1'
COVER = Cover("佐证材料", (("制作", "县帮扶办 周桂兰"),), ("个人信息已遮盖。",))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    Image.new("RGB", (300, 200), "#456").save(tmp_path / "p.jpg")
    return tmp_path / "p.jpg"


def piece(no: int, picture: Path, **more: Any) -> Piece:
    given = {"file": picture, "pages": (picture,), **more}
    return Piece(no, f"整改后{no}", ("2026-11-24 10:20",), "照片", "x.JPG", "ab" * 32, **given)


def volume(picture: Path, chapters: int = 3) -> Volume:
    made = tuple(
        Chapter(
            f"2026-{n:04d}",
            f"第{n}件 {NASTY}",
            (
                Section("一、基本情况", facts=(("地点", "石坳村"), ("情况", NASTY))),
                Section("二、措施", table=Table(("序号", "措施"), (("1", NASTY),) * 60, (1, 5))),
                Section("九、佐证", pieces=(piece(1, picture), piece(2, picture), piece(3, picture))),
                Section("十、经过", nothing="没有记录。"),
            ),
        )
        for n in range(1, chapters + 1)
    )
    return Volume(COVER, 1, 2, made)


def words_of_pdf(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_the_docx_opens_and_says_everything(picture: Path, tmp_path: Path) -> None:
    write_docx(volume(picture), tmp_path / "v.docx")
    document = Document(str(tmp_path / "v.docx"))
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert heads == [*(f"{n}. 2026-{n:04d}　第{n}件 {NASTY}" for n in (1, 2, 3)), "附：材料清单"]
    marks = set(document.element.body.xpath(".//w:bookmarkStart/@w:name"))
    asked = {
        words.split()[1]
        for words in document.element.body.xpath(".//w:instrText/text()")
        if "PAGEREF" in words
    }
    assert asked == marks == {"_p1", "_p2", "_p3", "_papers"}
    measures = next(t for t in document.tables if t.rows[0].cells[0].text == "序号")
    assert measures.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert (len(measures.rows), measures.rows[60].cells[1].text) == (61, NASTY)
    assert len(document.inline_shapes) == 9
    assert document.sections[0].top_margin.mm == pytest.approx(37, abs=0.1)
    for style, font in (
        ("Normal", "仿宋"),
        ("Title", "方正小标宋简体"),
        ("Heading 1", "黑体"),
        ("Heading 2", "楷体"),
    ):
        assert document.styles[style].element.xpath("./w:rPr/w:rFonts/@w:eastAsia") == [font]


def test_the_pdf_has_an_index_whose_pages_are_right(picture: Path, tmp_path: Path) -> None:
    write_pdf(volume(picture), tmp_path / "v.pdf")
    pages = words_of_pdf(tmp_path / "v.pdf")
    index = pages[1]
    for n in (1, 2, 3):
        page = next(at for at, words in enumerate(pages, start=1) if at > 2 and f"{n}. 2026-{n:04d}" in words)
        line = next(line for line in index.splitlines() if line.startswith(f"{n}. 2026-"))
        entry = index[index.index(line) :].split(f"{n + 1}. 2026-")[0].split("附：")[0]
        assert entry.split(".")[-1].split()[-1] == str(page)
    whole = "".join("".join(pages).split())
    assert "".join(NASTY.split()) in whole
    assert "第1册，共2册" in whole
    assert (
        sum("序号" in page for page in pages[2:]) > 3
    )  # the head of a long table stands on each of its pages


def test_pictures_stand_in_the_pdf_byte_by_byte(picture: Path, tmp_path: Path) -> None:
    """Drawn anew they would lose twice, and were they decoded for it, eighty photos would take hundreds of megabytes."""
    other = tmp_path / "other.jpg"
    Image.effect_noise((400, 300), 50).convert("RGB").save(other)
    pieces = (piece(1, picture), piece(2, other, pages=(other, picture), sheets=2))
    write_pdf(
        Volume(COVER, 1, 1, (Chapter("2026-0001", "路灯", (Section("九", pieces=pieces),)),)),
        tmp_path / "v.pdf",
    )
    data = (tmp_path / "v.pdf").read_bytes()
    assert [each.read_bytes() in data for each in (picture, other)] == [True, True]
    with pypdfium2.PdfDocument(tmp_path / "v.pdf") as document:
        chapter = document[2].render(scale=1).to_pil().convert("RGB")
    # 74 mm wide and two thirds as high, in points, and in its own colour (by JPEG one shade off)
    found = sum(n for n, (red, green, _) in chapter.getcolors(2**20) if (red, green) == (0x44, 0x55))
    assert found == pytest.approx((74 / 25.4 * 72) ** 2 * 2 / 3, rel=0.05)


def test_what_is_no_jpeg_is_no_sheet(tmp_path: Path) -> None:
    bad = tmp_path / "x.jpg"
    bad.write_bytes(b"\xff\xd8 and no more")
    with pytest.raises(OSError, match=r"x.jpg: not a JPEG"):
        sheet_of(bad, tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


def test_without_a_chinese_font_the_pdf_says_what_to_do(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print, "BODY", ("No Such Font",))
    monkeypatch.setattr(print, "HEAD", ())
    with pytest.raises(NoFont, match="fonts-noto-cjk"):
        write_pdf(volume(picture), tmp_path / "v.pdf")
    assert not (tmp_path / "v.pdf").exists()


def test_the_archive_can_be_checked(picture: Path, tmp_path: Path) -> None:
    gone = piece(4, picture, file=tmp_path / "nowhere", pages=())
    made = volume(picture, 1)
    chapters = [
        *made.chapters,
        Chapter("2026-0009", "../../etc/passwd", (Section("九", pieces=(gone, piece(5, picture))),)),
    ]
    paper = tmp_path / "佐证材料.docx"
    write_docx(made, paper)
    write_archive(COVER, [paper], chapters, tmp_path / "v.zip")
    with zipfile.ZipFile(tmp_path / "v.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert not [name for name in names if name.startswith("/") or ".." in name.split("/")]
        sums = dict(line.split("  ", 1)[::-1] for line in archive.read(SUMS).decode().splitlines())
        assert {
            name: hashlib.sha256(archive.read(name)).hexdigest() for name in names if name != SUMS
        } == sums
        page = archive.read(INDEX).decode()
        assert "<script>" not in page
        assert "原件不在服务器上" in page
        archive.extract(SHEET, tmp_path)
    rows = list(load_workbook(tmp_path / SHEET).active.iter_rows(values_only=True))
    assert [row[6] for row in rows[1:]][3] in (None, "")
    assert rows[1][6] == f"01_2026-0001_{safe(f'第1件 {NASTY}')}/01_整改后1.jpg"
    assert rows[1][7] == hashlib.sha256(picture.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("sizes", "cuts"),
    [
        ([], []),
        ([5], [range(1)]),
        ([1] * 61, [range(60), range(60, 61)]),
        ([200, 41, 10], [range(1), range(1, 3)]),
        ([1000, 1000], [range(1), range(1, 2)]),
    ],
)
def test_volumes(sizes: list[int], cuts: list[range]) -> None:
    assert list(volumes_of(sizes)) == cuts
