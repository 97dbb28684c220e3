"""Asking checks of frames. `plain.run` is the plain-Python road: the truth that every engine must give exactly.

Both roads take `(frames, checks, on, book, area_code)` and return an `Outcome` (see outcome.py): findings as Arrow, unknowns by check and
missing input, checks that were not asked with the reason, a fingerprint.
"""

from bihuan.engine.quality.model import SEVERITIES, Case, Check, Population
from bihuan.engine.quality.outcome import FINDINGS, UNKNOWNS, Outcome

__all__ = ["FINDINGS", "SEVERITIES", "UNKNOWNS", "Case", "Check", "Outcome", "Population"]
