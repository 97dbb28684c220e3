"""Text with separators: UTF-8 (with or without mark), UTF-16 with a mark, GB 18030."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice

import polars as pl

from bihuan.engine.reading.files.sheet import Refused, Sheet, tidied

ROWS_AT_ONCE = 50_000
MOST_COLUMNS = 256


def sheets(name: str, data: bytes) -> list[Sheet]:
    """Returns the one sheet, under the file's name without suffix; raises `Refused`."""
    text = decoded(data)
    first = next((line for line in text.splitlines() if len(line) > 1), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text, first), strict=True)
    frames: list[pl.DataFrame] = []
    try:
        for rows in _chunks(reader):
            frames.append(_frame(rows))
    except csv.Error as error:
        line = reader.line_num
        raise Refused(
            f"第 {line} 行附近引号或分隔不成对，分不清哪些字属于哪一格（{error}）。请用 Excel 或 WPS 打开核对，另存为 .xlsx 后再交。"
        ) from error
    return [Sheet(name, tidied(pl.concat(frames, how="diagonal") if frames else pl.DataFrame()))]


def decoded(data: bytes) -> str:
    """Returns the text; raises `Refused` when it is in no encoding offices use."""
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused("文字编码认不出来，或者内容不是文本。请另存为 .xlsx，或编码选 UTF-8 的 .csv 再交。")


def _separator(text: str, first: str) -> str:
    """The sign that parts the line with the most of any of them among the first."""
    lines = list(islice(io.StringIO(text), 8)) or [first]
    return max(",\t;，|", key=lambda sign: max(line.count(sign) for line in lines))


def _chunks(rows: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        yield chunk


def _frame(rows: list[list[str]]) -> pl.DataFrame:
    width = max(map(len, rows), default=0)
    if width > MOST_COLUMNS:
        raise Refused(f"一行有 {width} 格，最多 {MOST_COLUMNS} 格。多半是分隔符不对，请另存为 .xlsx 后再交。")
    if min(map(len, rows), default=0) < width:
        rows = [row + [""] * (width - len(row)) for row in rows]
    return pl.DataFrame(
        [pl.Series(f"c{at}", cells, dtype=pl.String) for at, cells in enumerate(zip(*rows, strict=True))]
    )
