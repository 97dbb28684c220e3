"""Coverage-guided fuzzing of the plan reader: `python -m tools.fuzz [seconds]`, with the package atheris installed.

Whatever bytes come, under whatever name, the reader gives a plan or an UnreadableDocument in bounded time; anything else
is a fault, and atheris writes the bytes that caused it to a file. Not part of `make test`: hypothesis does it there, without
a compiler's help and in seconds.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["bihuan.plans"]):
    from bihuan.plans import UnreadableDocument, read_bytes

NAMES = ("plan.txt", "plan.html", "plan.docx", "plan.pdf", "plan.doc", "plan")


def one(data: bytes) -> None:
    """Reads one input; spans of what was read must lie in the text."""
    if not data:
        return
    try:
        plan = read_bytes(data[1:], NAMES[data[0] % 2 if data[0] < 128 else data[0] % len(NAMES)])
    except UnreadableDocument:
        return
    told = plan.to_json()
    for kind in ("problems", "check_items", "phases", "report_obligations", "quotas"):
        for item in told[kind]:
            start, end = item["span"]
            assert 0 <= start <= end <= len(told["text"]), (kind, item)


def main() -> None:
    """Runs for the given seconds (60)."""
    seconds = sys.argv[1] if len(sys.argv) > 1 else "60"
    atheris.Setup(
        [sys.argv[0], f"-max_total_time={seconds}", "-max_len=4096", "-timeout=20", *sys.argv[2:]], one
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
