"""The forms of a problem: one for each thing people may do, and those that raise it."""

from bihuan.web.problems.forms.acts import ActForm
from bihuan.web.problems.forms.raising import RaiseForm
from bihuan.web.problems.forms.spot import SpotForm

__all__ = ["ActForm", "RaiseForm", "SpotForm"]
