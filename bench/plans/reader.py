"""How fast plans are read, and what reading costs beside the bare extraction of the same .docx by python-docx."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import docx

from bihuan.plans import read_bytes
from bihuan.plans.numerals import to_han

CHARS_A_PAGE = 600
PAGES = (10, 100, 1000)
GROUP = 60
_PROBLEM = "部分村台账登记不规范，{at}户数据与实际不符，日常巡查流于形式，涉及资金{at}.6万元未及时拨付，群众反映强烈，整改推进缓慢。"
_ANNEX = "个别镇第{at}处设施损毁失修，管护责任未落实，水质检测不达标，合同款未按进度支付，资产长期闲置。"
_MEASURES = (
    "（1）全面核查相关台账，逐条补录更正，每月核查不少于1次。"
    "（2）健全长效管理机制，明确专人负责，每季度通报一次。（3）举一反三，对照政策逐户比对，"
    "按程序纠正，并于2023年{month}月底前将结果报县整改办公室。"
)
_UNITS = ("县财政局、县农业农村局", "县住建局、各乡镇", "县水利局", "县教育局、县卫生健康局")


def document(pages: int, table: bool = False) -> bytes:
    """Returns a .docx of about so many pages of problems under labels, with an annex table of one row a page on demand."""
    paper = docx.Document()
    paper.add_paragraph("云溪县督查反馈问题整改方案")
    paper.add_paragraph("一、反馈问题及整改措施")
    for at in range(pages * 3):
        if at % GROUP == 0:
            paper.add_paragraph(f"（{to_han(at // GROUP + 1)}）第{at // GROUP + 1}组反馈问题")
        for line in _lines(at % GROUP + 1):
            _paragraph(paper, line)
    if table:
        _table(paper, pages)
    paper.add_paragraph("云溪县人民政府")
    paper.add_paragraph("2023年3月20日")
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _paragraph(paper: Any, line: str) -> None:
    """Word keeps Chinese and digits in runs of their own."""
    paragraph = paper.add_paragraph()
    for words in re.findall(r"\d+|\D+", line):
        paragraph.add_run(words)


def _lines(at: int) -> list[str]:
    return [
        f"{at}.{_PROBLEM.format(at=at)}",
        "整改措施：" + _MEASURES.format(month=at % 12 + 1),
        f"责任单位：{_UNITS[at % 4]}",
        f"整改时限：2023年{at % 12 + 1}月底前",
    ]


def _table(paper: Any, rows: int) -> None:
    paper.add_paragraph("附件")
    heads = ("序号", "存在问题", "整改措施", "责任单位", "整改时限")
    grid = paper.add_table(rows=rows + 1, cols=len(heads))
    content = [
        heads,
        *(
            (
                str(at),
                _ANNEX.format(at=at),
                _MEASURES.format(month=at % 12 + 1),
                _UNITS[at % 4],
                "2023年9月底",
            )
            for at in range(1, rows + 1)
        ),
    ]
    for row, words in zip(grid.rows, content, strict=True):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text


def extract(data: bytes) -> str:
    """Returns the words by python-docx alone: paragraphs and table cells in order."""
    parts: list[str] = []
    for block in docx.Document(io.BytesIO(data)).iter_inner_content():
        if hasattr(block, "rows"):
            parts += [cell.text for row in block.rows for cell in row.cells]
        else:
            parts.append(block.text)
    return "\n".join(parts)


def _seconds(work: Callable[[bytes], object], data: bytes, times: int) -> float:
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work(data)
        spent.append(time.perf_counter() - start)
    return median(spent)


def run() -> list[dict[str, Any]]:
    """Returns one row a size and kind (prose, annex table): pages, seconds to read and to extract, their ratio, recall."""
    return [_row(pages, table) for table in (False, True) for pages in PAGES]


def _row(pages: int, table: bool) -> dict[str, Any]:
    data = document(pages, table)
    times = 3 if pages < 1000 else 1
    found = len(read_bytes(data, "bench.docx").problems)
    size = len(extract(data)) / CHARS_A_PAGE
    reading = _seconds(lambda file: read_bytes(file, "bench.docx"), data, times)
    extracting = _seconds(extract, data, times)
    return {
        "name": "plans.reader",
        "kind": "table" if table else "prose",
        "pages": round(size),
        "read_s": round(reading, 3),
        "extract_s": round(extracting, 3),
        "pages_per_s": round(size / reading),
        "ratio": round(reading / extracting, 2),
        "problems": found,
        "problems_written": pages * 3 if not table else pages * 3 + pages,
    }


if __name__ == "__main__":
    for row in run():
        print(row)
