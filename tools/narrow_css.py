"""A style sheet made narrow: the rules that no page of ours can come under are left out.

A rule stays unless its selectors ask for a class that no template, script or Python file of ours has as a word. Classes that are put
together of parts must stand somewhere in full; `tests/web/spine` asks each page whether it has a class that was left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

WORD = re.compile(r"[A-Za-z_][\w-]*")
_THEME = re.compile(r"\[(data-bs-[\w-]+)")
_FUNCTION = re.compile(r":[\w-]+\([^()]*\)")
CLASS = re.compile(r"\.((?:\\.|[A-Za-z_-])(?:\\.|[\w-])*)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LICENCE = re.compile(r"/\*!.*?\*/", re.DOTALL)
_PIECE = re.compile(r"""[^{};"']*(?:(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')[^{};"']*)*[{};]?""", re.DOTALL)
_NESTING = ("@media", "@supports", "@layer", "@container")


def words_in(paths: Iterable[Path]) -> frozenset[str]:
    """Returns all words of the files that a class may be called."""
    return frozenset(word for path in paths for word in WORD.findall(path.read_text(encoding="utf-8")))


def narrowed(css: str, words: frozenset[str]) -> str:
    """Returns the style sheet without the rules for classes that are not among `words`; what it says of its licence stands first."""
    pieces = (piece for piece in _PIECE.findall(_COMMENT.sub("", css)) if piece.strip())
    return "".join([*_LICENCE.findall(css), "\n", *_rules(pieces, words)])


def _rules(pieces: Iterator[str], words: frozenset[str]) -> Iterator[str]:
    """The rules up to the brace that closes them."""
    for piece in pieces:
        head = piece.strip()
        if head == "}":
            return
        if not head.endswith("{"):
            yield head  # @charset, @import
        elif head.startswith(_NESTING):
            inside = "".join(_rules(pieces, words))
            yield f"{head}{inside}}}" if inside else ""
        else:
            body = _body(pieces)
            kept = head[:-1] if head.startswith("@") else ",".join(_kept(head[:-1], words))
            yield f"{kept}{{{body}}}" if kept else ""


def _body(pieces: Iterator[str]) -> str:
    """Declarations, or the steps of an animation, up to the brace that closes them."""
    held, deep = [], 0
    for piece in pieces:
        text = piece.strip()
        if text.endswith("}"):
            held.append(text[:-1].rstrip())
            if not deep:
                break
            deep -= 1
            held.append("}")
            continue
        deep += text.endswith("{")
        held.append(text)
    return "".join(held)


def _kept(selectors: str, words: frozenset[str]) -> list[str]:
    return [each for each in _divided(selectors) if _may_fit(each, words)]


def _divided(selectors: str) -> Iterator[str]:
    """The selectors of a list, which commas within brackets do not divide."""
    deep, held = 0, ""
    for letter in selectors:
        deep += (letter in "([") - (letter in ")]")
        if letter == "," and not deep:
            yield held.strip()
            held = ""
        else:
            held += letter
    yield held.strip()


def _may_fit(selector: str, words: frozenset[str]) -> bool:
    """What stands in :not(), :is() and the like is not looked at."""
    bare = selector
    while (less := _FUNCTION.sub("", bare)) != bare:
        bare = less
    named = [re.sub(r"\\(.)", r"\1", name) for name in CLASS.findall(bare)]
    return all(name in words for name in (*named, *_THEME.findall(bare)))
