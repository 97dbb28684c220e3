"""The gates a document demands, found by its words 不放过; who publishes may change them."""

from __future__ import annotations

import re

from bihuan.web.campaigns.models.campaign import GATES

_CLAUSE = re.compile(r"([^“”‘’\"，,、；;。！!？?：:（）()\s]{2,24})不放过")
_MEANS = {
    "found_out": re.compile(r"查清|查明|查透|摸清|原因|找准"),
    "put_right": re.compile(r"整改[^满]{0,6}(?:到位|彻底|落实|完成)|不整改|未整改|不彻底|没有?解决"),
    "up_to_standard": re.compile(r"达标|成效|效果|标准|长效|机制"),
    "accepted": re.compile(r"满意|认可|群众|答应"),
}


def clauses(text: str) -> list[str]:
    """Returns the document's own words: 问题不查清不放过, 整改不到位不放过, ..."""
    return list(dict.fromkeys(f"{found[1]}不放过" for found in _CLAUSE.finditer(text)))


def detect(text: str) -> list[str]:
    """Returns the keys of GATES that the document names, in their order; all of them where it names none."""
    found = {gate for clause in clauses(text) if (gate := _gate_of(clause))}
    return [gate for gate in GATES if gate in found] or list(GATES)


def _gate_of(clause: str) -> str | None:
    """The gate of one clause. 群众对整改不满意 speaks of rectification too, so satisfaction is asked first."""
    for gate in ("accepted", "found_out", "up_to_standard", "put_right"):
        if _MEANS[gate].search(clause):
            return gate
    return None
