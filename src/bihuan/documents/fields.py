"""A field of a template: what it is called there, what people call it, and an example."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """`name` stands in templates, `label` on screen. `words` are headings by which outside forms name it."""

    name: str
    label: str
    example: str
    words: tuple[str, ...] = ()
