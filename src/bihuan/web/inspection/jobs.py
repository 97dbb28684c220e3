"""What this app does as jobs: a worker knows only what was imported by the name `jobs`."""

from bihuan.web.inspection.batches import take_back

__all__ = ["take_back"]
