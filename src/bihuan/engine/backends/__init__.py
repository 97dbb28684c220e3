"""The engines behind narwhals. Only this folder knows which one runs; everything else sees lazy frames.

`engine(name)` opens one as a context: `duckdb` (default, over Arrow in this process), `polars` (in memory), `spark` (a cluster;
the extra `[spark]`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from bihuan.engine.backends.model import Engine

ENGINES = ("duckdb", "polars", "spark")


@contextmanager
def engine(name: str) -> Iterator[Engine]:
    """Yields the engine of this name and closes it after; ValueError (Chinese) for another name."""
    if name not in ENGINES:
        raise ValueError(f"没有“{name}”这个引擎，可以用的是 {'、'.join(ENGINES)}。")
    opened: Engine = import_module(f"{__name__}.{name}").opened()
    try:
        yield opened
    finally:
        opened.close()


__all__ = ["ENGINES", "Engine", "engine"]
