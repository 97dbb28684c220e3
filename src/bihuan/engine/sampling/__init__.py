"""Draws that anybody can check: a frozen frame, a seed committed to beforehand, a size rule, and a pure function of the three."""

from bihuan.engine.sampling.draw import Drawn, draw, ticket
from bihuan.engine.sampling.frame import Entry, Frame
from bihuan.engine.sampling.seed import commitment, fits, new_seed
from bihuan.engine.sampling.size import SizeRule

__all__ = ["Drawn", "Entry", "Frame", "SizeRule", "commitment", "draw", "fits", "new_seed", "ticket"]
