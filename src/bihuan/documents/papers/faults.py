"""Why a file cannot be a template."""

from __future__ import annotations


class BadTemplate(ValueError):
    """The file cannot be a template; `faults` say what is wrong and where, in Chinese."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("；".join(faults))
        self.faults = faults
