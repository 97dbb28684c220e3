"""The files of a paper, from its data and the template in force."""

from __future__ import annotations

from typing import Any

from bihuan.documents.papers import KINDS, BadTemplate, write_paper
from bihuan.web.access import Refused
from bihuan.web.config import files
from bihuan.web.papers.gather import gathered
from bihuan.web.papers.models import Paper, PaperTemplate
from bihuan.web.papers.services.templates import in_force


def made(paper: Paper, *, public: bool = False) -> bytes:
    """The paper as it would be issued now."""
    return written(paper, gathered(paper), in_force(paper.unit_id, paper.kind), public=public)


def written(
    paper: Paper, data: dict[str, Any], template: PaperTemplate | None, *, public: bool = False
) -> bytes:
    """The paper of these data; Refused when the template no longer fits."""
    own = files.path(template.sha256).read_bytes() if template else None
    terms = [paper.about.name, paper.about.short_name] if paper.about else []
    try:
        return write_paper(KINDS[paper.kind], data, own, public=public, terms=[*terms, str(data["county"])])
    except BadTemplate as bad:
        raise Refused(f"{KINDS[paper.kind].label}的模板用不上：{bad}。请换一版，或恢复自带的。") from bad
