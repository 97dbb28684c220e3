"""Papers of an office about a campaign: declared fields, shipped and own templates, official layout.

The template engine loads at first use: every process of the site imports this package for its declarations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bihuan.documents.papers.faults import BadTemplate
from bihuan.documents.papers.kinds import KINDS, Kind, Rows, example
from bihuan.documents.papers.preview import Shown, shown
from bihuan.documents.papers.shipped import shipped

__all__ = [
    "KINDS",
    "BadTemplate",
    "Kind",
    "Rows",
    "Shown",
    "check",
    "example",
    "shipped",
    "shown",
    "write_paper",
]


def check(kind: Kind, data: bytes) -> None:
    """BadTemplate with every fault: not a plain .docx, something that acts by itself, an unknown field with its place."""
    from bihuan.documents.papers import template

    template.check(kind, data)


def write_paper(
    kind: Kind,
    context: Mapping[str, Any],
    template: bytes | None = None,
    *,
    public: bool = False,
    terms: Iterable[str] = (),
) -> bytes:
    """The paper as .docx; BadTemplate when the template does not fit. `public` covers personal numbers; `terms` stay whole in the title."""
    from bihuan.documents.papers import writing

    return writing.write_paper(kind, context, template, public=public, terms=terms)
