"""The tree of numbered items: which mark belongs to which list, and which field to which item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from bihuan.plans.model import Span
from bihuan.plans.outline.labels import Label, find_labels
from bihuan.plans.outline.marks import BULLETS, RANK, Mark, find_marks
from bihuan.plans.page import outside, trim

_HEAD_STOP = re.compile(r"[。；;！？\n]|[:：](?=\s*(?:[（(]1[)）]|1[.、]|①|\S))")
# an annex heading or a date on its own line ends every open list
_ANNEX = r"附\s?件\s?[0-9一二三四五六七八九十]{0,3}\s?[:：]?"
_OFFICE = r"(?:委员会|办公室|人民政府|领导小组|党组|局|委)"
_DAY = r"[12二][0-9〇○零]\S{2}年\S{1,3}月"
_RESET = re.compile(
    rf"(?m)^[ \t　]*(?:{_ANNEX}[ \t　]*$|{_ANNEX}(?<=[:：])\S|{_DAY}(?:\S{{1,3}}日)?[ \t　]*$"
    rf"|(?:联系人|此件公开发布|抄送)[:：]?|[^\n，。；：、]{{4,24}}{_OFFICE}[ \t　]*\n[ \t　]*{_DAY})"
    rf"|(?<=[ \t　。]){_ANNEX}(?=[^，。；\n]{{2,40}}(?:清单|表|台账|方案)\s)"
    rf"|(?<=[ \t　。])[^\s，。；：、]{{3,24}}{_OFFICE}\s+{_DAY}\S{{1,3}}日(?=\s|$)"
)


@dataclass(eq=False)
class Node:
    """A numbered item from its mark to the next item of its own or a higher level."""

    mark: Mark | None
    start: int
    end: int
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    after: Label | None = None

    @property
    def no(self) -> str | None:
        """The mark's words as printed, without list punctuation."""
        bare = self.mark is None or self.mark.style in BULLETS
        return None if self.mark is None or bare else self.mark.words.rstrip("、.．:：，, ") or None

    @property
    def style(self) -> str:
        """The mark's style; empty for the root."""
        return self.mark.style if self.mark else ""

    def walk(self) -> Iterator[Node]:
        """Yields the nodes below this one in reading order."""
        pending = list(reversed(self.children))
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(node.children))

    def ancestors(self) -> Iterator[Node]:
        """Yields parent, grandparent and so on, without the root."""
        node = self.parent
        while node is not None and node.mark is not None:
            yield node
            node = node.parent


@dataclass
class Outline:
    """The tree with every label in reading order and warnings about the numbering."""

    text: str
    root: Node
    labels: list[Label]
    warnings: list[str]
    tables: list[Span]
    heads: dict[int, str] = field(default_factory=dict)

    def head(self, node: Node) -> str:
        """Returns the first sentence, line or clause before a colon of a node."""
        if id(node) not in self.heads:
            self.heads[id(node)] = self._head(node)
        return self.heads[id(node)]

    def _head(self, node: Node) -> str:
        first = node.children[0].mark if node.children else None
        stop = min(node.end, first.span[0] if first else node.end)
        match = _HEAD_STOP.search(self.text, node.start, stop)
        return self.text[node.start : match.start() if match else stop].strip()

    def section(self, node: Node) -> str:
        """Returns the head of the nearest ancestor, empty for a top node."""
        above = next(node.ancestors(), None)
        return self.head(above) if above else ""


def build(text: str, tables: list[Span]) -> Outline:
    """Returns the outline of the text outside the tables."""
    marks, labels = _tokens(text, tables)
    builder = _Builder(text, tables)
    named = {label.span[1] for label in labels}
    resets = [match.start() for match in _RESET.finditer(text) if not _is_value(text, match.start(), named)]
    resets += [start for start, _ in tables]
    tokens: list[tuple[int, int, Mark | Label | None]] = [(at, 0, None) for at in resets]
    tokens += [(label.span[0], 1, label) for label in labels] + [(mark.span[0], 2, mark) for mark in marks]
    for at, _, token in sorted(tokens, key=lambda item: item[:2]):
        builder.take(at, token)
    return builder.finish(labels)


def _is_value(text: str, at: int, named: set[int]) -> bool:
    """Whether nothing but blanks stands between a label and `at`: a day below 完成时限 ends no list."""
    while at > 0 and text[at - 1].isspace():
        at -= 1
    return at in named


def _tokens(text: str, tables: list[Span]) -> tuple[list[Mark], list[Label]]:
    marks: list[Mark] = []
    labels: list[Label] = []
    for start, end in outside(tables, len(text)):
        some = find_marks(text, start, end)
        after = frozenset(
            trim(text, (mark.span[1], end))[0]
            if text[mark.span[1] : mark.span[1] + 1].isspace()
            else mark.span[1]
            for mark in some
        )
        here = find_labels(text, start, end, after)
        marks += _items(text, some, {label.span[0]: label for label in here})
        labels += here
    return marks, labels


def _items(text: str, marks: list[Mark], opened: dict[int, Label]) -> list[Mark]:
    """The marks that number items: one before a label (2.整改措施：) numbers fields, save where all read 1.问题： 2.问题："""
    labelled = [(mark, _label_after(text, mark, opened)) for mark in marks]
    kept = []
    for (mark, label), after in zip_longest(labelled, labelled[1:]):
        fields = after is not None and after[1] is not None and after[1].kind != "problem"
        if label is None or mark.style == "item" or (label.kind == "problem" and not fields):
            kept.append(mark)
    return kept


def _label_after(text: str, mark: Mark, opened: dict[int, Label]) -> Label | None:
    at = mark.span[1]
    while text[at : at + 1] in (" ", "\u3000", "\t"):
        at += 1
    return opened.get(at)


class _Builder:
    """Takes marks and labels in reading order and keeps the open path of nodes."""

    def __init__(self, text: str, tables: list[Span]) -> None:
        self.text = text
        self.root = Node(None, 0, len(text))
        self.path = [self.root]
        self.last: dict[str, int] = {}
        self.home: dict[str, str] = {}
        self.fresh: Label | None = None
        self.owner: Node | None = None
        self.warnings: list[str] = []
        self.tables = tables

    def take(self, at: int, token: Mark | Label | None) -> None:
        """Adds one mark or label; None ends every open list."""
        if token is None:
            self._close(at, 1)
            self.owner, self.fresh = None, None
        elif isinstance(token, Label):
            self._label(token)
        else:
            self._mark(token)

    def finish(self, labels: list[Label]) -> Outline:
        """Returns the finished outline."""
        self._close(len(self.text), 1)
        return Outline(self.text, self.root, labels, self.warnings, self.tables)

    def _label(self, label: Label) -> None:
        if self._opens_problem(label):
            self._unnumbered(label)
        elif label.kind in ("measures", "done"):
            self._lift(label)
            self.fresh, self.owner = label, self.path[-1]
        elif not label.bracketed:
            if self.owner in self.path:
                self._close(label.span[0], self.path.index(self.owner) + 1)
            elif label.opens_line:
                self._lift(label)
            self.fresh = None
        self.path[-1].labels.append(label)

    def _opens_problem(self, label: Label) -> bool:
        """问题描述： on a line of its own, outside every numbered item, opens an item without a number."""
        if label.kind == "problem" and label.words.endswith("\t"):
            return True
        outside_items = len(self.path) == 1 or (self.path[1].mark is not None and not self.path[1].mark.words)
        return label.kind == "problem" and label.opens_line and not label.bracketed and outside_items

    def _unnumbered(self, label: Label) -> None:
        sections = next(
            (at for at, node in enumerate(self.path[1:], 1) if node.style != "han"), len(self.path)
        )
        self._close(label.span[0], sections if label.words.endswith("\t") else 1)
        at, parent = label.span[0], self.path[-1]
        mark = Mark("item", len(parent.children) + 1, "", (at, at), True)
        node = Node(mark, label.span[1], len(self.text), parent)
        parent.children.append(node)
        self.path.append(node)

    def _lift(self, label: Label) -> None:
        """A label after the last line of a list speaks for the list's owner, unless each line has its own."""
        while len(self.path) > 2 and self._speaks_for_parent(label):
            self._close(label.span[0], len(self.path) - 1)

    def _speaks_for_parent(self, label: Label) -> bool:
        node, parent = self.path[-1], self.path[-2]
        if node.labels:
            return parent is self.owner and node.after is not None
        if parent is self.owner and node.after is not None:
            return True
        inline = node.style in ("shi", "circle", "order")
        before = parent.children[:-1]
        bare = bool(before) and not any(_has_fields(child) for child in before)
        item = parent.style != "han" or any(label.kind == "problem" for label in parent.labels)
        return inline or (bare and parent.mark is not None and item)

    def _mark(self, mark: Mark) -> None:
        if mark.style in BULLETS:
            before = (node.mark.number for node in self.path[:0:-1] if node.mark and node.style == mark.style)
            mark = replace(mark, number=next(before, 0) + 1)
        depth = self._depth(mark)
        if depth is None:
            return
        self._close(mark.span[0], depth)
        parent = self.path[-1]
        node = Node(mark, self._text_start(mark), len(self.text), parent, after=self._after(parent, mark))
        parent.children.append(node)
        self.path.append(node)
        self.last[mark.style] = mark.number
        self.home[mark.style] = parent.style
        self.fresh = None

    def _after(self, parent: Node, mark: Mark) -> Label | None:
        """The 整改措施 label whose list this mark opens or carries on."""
        if parent is not self.owner:
            return None
        if mark.number == 1:
            return self.fresh if self.fresh is not None and self._leads(self.fresh, mark) else None
        before = parent.children[-1] if parent.children else None
        return before.after if before is not None and before.style == mark.style else None

    def _text_start(self, mark: Mark) -> int:
        return mark.span[0] if mark.style == "shi" else trim(self.text, (mark.span[1], len(self.text)))[0]

    def _depth(self, mark: Mark) -> int | None:
        """How much of the path stays open for this mark; None when the mark is only words."""
        if mark.number == 1:
            return self._opening(mark)
        for depth in range(len(self.path) - 1, 0, -1):
            node = self.path[depth]
            if node.style == mark.style and node.mark and node.mark.number + 1 == mark.number:
                return depth
        return self._stray(mark)

    def _opening(self, mark: Mark) -> int | None:
        if self.fresh is not None and self.owner in self.path and self._leads(self.fresh, mark):
            return self.path.index(self.owner) + 1
        styles = [node.style for node in self.path]
        if mark.style in styles[1:]:
            depth = len(styles) - 1 - styles[::-1].index(mark.style)
            return (
                depth
                if mark.opens_line or mark.style in ("pnum", "circle", "shi", "num", "half", "phan")
                else None
            )
        if not mark.opens_line and mark.style in ("han", "order"):
            return 1 if mark.style == "han" else len(self.path)
        return self._above(mark) if mark.style == "han" else len(self.path)

    def _leads(self, label: Label, mark: Mark) -> bool:
        between = self.text[label.span[1] : mark.span[0]].strip()
        return not between or (len(between) <= 80 and not mark.opens_line and between.count("。") <= 1)

    def _above(self, mark: Mark) -> int:
        """Headings 一、 stand above whatever list is open, save under a label of their own."""
        ranks = [RANK.get(node.style, 0) for node in self.path]
        return next(
            (depth for depth in range(1, len(ranks)) if ranks[depth] >= RANK[mark.style]), len(self.path)
        )

    def _stray(self, mark: Mark) -> int | None:
        """A number that follows nothing open: a list carried on under a new heading, or one with a gap."""
        carried = self.last.get(mark.style) == mark.number - 1
        if not carried and not (mark.opens_line and mark.style not in ("shi", "order", "half")):
            return None
        for depth in range(len(self.path) - 1, 0, -1):
            if self.path[depth].style == mark.style:
                return self._gap(mark, depth) if not carried else depth
        if not carried and self.last.get(mark.style, 0) > 0:
            self._gap(mark, 0)
        return (self._below_home(mark) if carried else None) or self._above_rank(mark)

    def _below_home(self, mark: Mark) -> int | None:
        """A list carried on stands below a heading of the kind it stood below before."""
        home = self.home.get(mark.style)
        places = (depth for depth in range(len(self.path) - 1, 0, -1) if self.path[depth].style == home)
        return next((depth + 1 for depth in places), None) if home else None

    def _gap(self, mark: Mark, depth: int) -> int:
        open_mark = self.path[depth].mark if depth else None
        before = open_mark.number if open_mark else self.last.get(mark.style)
        words = self.text[mark.span[0] : mark.span[0] + 16].replace("\n", " ")
        self.warnings.append(f"编号不连续：“{words}”之前是第{before}项，请核对是否漏项")
        return depth

    def _above_rank(self, mark: Mark) -> int:
        ranks = [RANK.get(node.style, 0) for node in self.path]
        return next(
            (depth for depth in range(1, len(ranks)) if ranks[depth] >= RANK[mark.style]), len(self.path)
        )

    def _close(self, at: int, depth: int) -> None:
        for node in self.path[depth:]:
            node.end = at
        del self.path[depth:]
        if self.owner is not None and self.owner not in self.path:
            self.owner, self.fresh = None, None


def _has_fields(node: Node) -> bool:
    return bool(node.labels) or any(child.labels for child in node.children)
