"""Asking checks of frames: `run` on an engine (DuckDB, Polars, Spark), `plain.run` in plain Python, the truth every engine gives.

Both take `(frames, checks, on, book, area_code)` and return an `Outcome` (see outcome.py): findings as Arrow, unknowns by check and
missing input, checks that were not asked with the reason, a fingerprint.
"""

from bihuan.engine.quality.frames import Stored
from bihuan.engine.quality.model import SEVERITIES, Case, Check, Population
from bihuan.engine.quality.outcome import FINDINGS, UNKNOWNS, Outcome
from bihuan.engine.quality.running import run

__all__ = ["FINDINGS", "SEVERITIES", "UNKNOWNS", "Case", "Check", "Outcome", "Population", "Stored", "run"]
