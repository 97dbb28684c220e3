"""Generated plans as files: Word with a real table, and a saved web page."""

from __future__ import annotations

import io

import docx
from docx.document import Document

from .generator import HEADINGS, Spec, head, numbered_items, rows, tail


def word(spec: Spec, merged: bool) -> bytes:
    """Returns the plan as a .docx with a real table; category cells merged downwards on demand."""
    document: Document = docx.Document()
    for line in head(spec).split("\n"):
        document.add_paragraph(line)
    content = [list(HEADINGS), *rows(spec)]
    table = document.add_table(rows=len(content), cols=len(HEADINGS))
    for at, row in enumerate(content):
        for column, words in enumerate(row):
            if words:
                table.cell(at, column).text = words
    if merged:
        _merge_down(table, spec)
    for line in tail(spec).split("\n"):
        document.add_paragraph(line)
    return _saved(document)


def _merge_down(table: docx.table.Table, spec: Spec) -> None:
    items = numbered_items(spec)
    for at, (number, item, opens) in enumerate(items):
        last = max(other for other, answer, _ in items if answer.category == item.category)
        if opens and last > number:
            for row in range(at + 2, last + 1):
                table.cell(row, 1).text = ""
            words = table.cell(at + 1, 1).text
            table.cell(at + 1, 1).merge(table.cell(last, 1)).text = words


def _saved(document: Document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def web(spec: Spec) -> bytes:
    """Returns the plan as a page with the table's categories spanning rows, and a menu around it."""
    opening = "".join(f"<p>{line}</p>" for line in head(spec).split("\n"))
    closing = "".join(f"<p>{line}</p>" for line in tail(spec).split("\n"))
    table = _html_rows(spec)
    return (
        f"<html><head><meta charset='utf-8'><title>x</title><script>var a=1;</script></head><body><div class='nav'><a href='#'>首页</a>"
        f"<a href='#'>政务公开</a></div><table><tr><td>{opening}<table border=1>{table}</table>{closing}</td></tr></table>"
        "<div><a href='a.doc'>附件：整改方案.doc</a></div></body></html>"
    ).encode()


def _html_rows(spec: Spec) -> str:
    out = ["<tr>" + "".join(f"<th>{words}</th>" for words in HEADINGS) + "</tr>"]
    items = numbered_items(spec)
    for (_, item, opens), row in zip(items, rows(spec), strict=True):
        size = sum(answer.category == item.category for _, answer, _ in items)
        cells = [
            f"<td>{row[0]}</td>",
            f"<td rowspan={size}>{item.category}</td>" if opens else "",
            *(f"<td><p>{words}</p></td>" for words in row[2:]),
        ]
        out.append("<tr>" + "".join(cells) + "</tr>")
    return "".join(out)
