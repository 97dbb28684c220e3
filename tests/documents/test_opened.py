"""Every kind of paper opens in LibreOffice and prints with its words on the pages they belong to."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2 as pdfium

from bihuan.documents.returns import ReturnRow, write_docx, write_xlsx
from tests.documents.test_returns import SHEET
from tests.office import converted

LONG = replace(
    SHEET,
    rows=tuple(
        ReturnRow(str(n), f"类别{n // 20}", "", "是否逐户排查，" * 9, "已查", "", "", "各乡镇")
        for n in range(60)
    ),
)


def pages(data: bytes) -> list[str]:
    document = pdfium.PdfDocument(data)
    return [page.get_textpage().get_text_range() for page in document]


def test_a_long_return_prints_flat_with_its_heads_on_every_page() -> None:
    made = converted(write_docx(LONG), "docx", "pdf")
    found = pages(made)
    assert len(found) > 3
    assert all("排查内容" in words and "责任单位" in words for words in found)
    assert [f"— {n} —" in " ".join(words.split()) for n, words in enumerate(found, start=1)] == [True] * len(
        found
    )
    wide, high = pdfium.PdfDocument(made)[0].get_size()
    assert (round(wide), round(high)) == (842, 595)


def test_the_sheet_prints_one_page_wide() -> None:
    found = pages(converted(write_xlsx(LONG), "xlsx", "pdf"))
    assert len(found) > 2
    assert all("责任单位" in words and "序号" in words for words in found)
    assert "此表每月4日前报送" in "".join(found[-1].split())
