"""Signature and date: the date four characters from the right edge, the signature centred over it so that a seal covers both."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn

from bihuan.documents.official.measures import CHARACTER, DATE, SIGNATURE

RIGHT = 4.0


def undersigned(signature: str, date: str) -> tuple[float, float]:
    """How far signature and date stand from the right edge, in characters; a long signature pushes the date inwards."""
    over = (_wide(signature) - _wide(date)) / 2
    inset = max(RIGHT, over)
    return inset - over, inset


def sign(document: Any) -> None:
    """Sets every signature that is followed by its date in place, in a document whose words are final."""
    paragraphs = list(document.paragraphs)
    for place, (before, after) in enumerate(zip(paragraphs, paragraphs[1:], strict=False)):
        if before.style.name == SIGNATURE and after.style.name == DATE:
            left, right = undersigned(before.text.strip(), after.text.strip())
            indent(before, left)
            indent(after, right)
            # They never stand on a page without words of the paper.
            for line in paragraphs[max(0, place - 2) : place]:
                line.paragraph_format.keep_with_next = True


def indent(paragraph: Any, characters: float) -> None:
    """Sets the right indent in characters, and in twips for readers that do not count characters."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_ind()
    properties.set(qn("w:rightChars"), str(round(characters * 100)))
    properties.set(qn("w:right"), str(round(characters * CHARACTER)))


def _wide(words: str) -> float:
    """Full-width characters count one, figures and Latin letters half."""
    return sum(0.5 if ord(letter) < 128 else 1.0 for letter in words)
