"""Run every benchmark `bench/<area>/<name>.py` that has `run() -> list[dict]`, and print its rows as a table.

python -m bench.run [words...]     only those whose name has one of the words
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

HERE = Path(__file__).parent
Row = dict[str, Any]


def main(words: list[str]) -> None:
    print(
        f"{platform.platform()}，{os.cpu_count()} 核，Python {platform.python_version()}，{time.strftime('%Y-%m-%d')}"
    )
    for name in names():
        if not words or any(word in name for word in words):
            started = time.perf_counter()
            rows = importlib.import_module(name).run()
            print(f"\n{name.removeprefix('bench.')}（{time.perf_counter() - started:.1f} 秒）")
            print("\n".join(table(rows)))


def names() -> list[str]:
    """The modules that hold benchmarks, sorted."""
    files = (path for path in sorted(HERE.glob("*/*.py")) if not path.name.startswith("_"))
    return [
        f"bench.{path.parent.name}.{path.stem}"
        for path in files
        if "\ndef run(" in path.read_text(encoding="utf-8")
    ]


def table(rows: list[Row]) -> Iterator[str]:
    """The rows as aligned lines under the names of their columns."""
    columns = list(dict.fromkeys(key for row in rows for key in row if key != "name"))
    cells = [columns, *([_text(row.get(column)) for column in columns] for row in rows)]
    widths = [max(_width(line[at]) for line in cells) for at in range(len(columns))]
    for line in cells:
        yield "  " + "  ".join(
            " " * (width - _width(text)) + text for text, width in zip(line, widths, strict=True)
        )


def _text(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


def _width(text: str) -> int:
    """Columns it takes on a terminal: a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


if __name__ == "__main__":
    main(sys.argv[1:])
