"""Templates say where words go and nothing else: what they may not do is refused when read, and could not be done when written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from jinja2 import StrictUndefined, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError

from bihuan.documents.papers.kinds import Kind, Rows

_LOOP = frozenset({"index", "first", "last", "length"})
_PLAIN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const, nodes.For, nodes.If,
    nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or, nodes.CondExpr,
)  # fmt: skip


class Sandbox(ImmutableSandboxedEnvironment):
    """No globals, filters, tests, calls or attributes: names lead to given words and lists only."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        self.filters = {}
        self.tests = {}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The field of a row; the counter of a loop."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        raise SecurityError(f"attribute {attribute!r} is not open")

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Rows are not picked by number."""
        raise SecurityError("items are not open")

    def call(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Nothing is called."""
        raise SecurityError("calls are not open")


class Reader:
    """Walks a parsed template and yields (line, what is wrong) against the fields of a kind."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.fields = {field.name for field in kind.fields}
        self.lists = {rows.name: rows for rows in kind.lists}

    def faults(self, tree: nodes.Template) -> Iterator[tuple[int, str]]:
        """Every place that uses what is not declared, or does more than put words."""
        yield from self._node(tree, {})

    def _node(self, node: nodes.Node, open_: dict[str, Rows]) -> Iterator[tuple[int, str]]:
        if not isinstance(node, _PLAIN):
            yield node.lineno, "只能写字段、逐条（for）和判断（if），不能写计算、函数、过滤器或下标"
        elif isinstance(node, nodes.For):
            yield from self._for(node, open_)
        elif isinstance(node, nodes.Getattr):
            yield from self._field(node, open_)
        elif isinstance(node, nodes.Name):
            yield from self._name(node, open_)
        else:
            yield from self._inside(node, open_)

    def _inside(self, node: nodes.Node, open_: dict[str, Rows]) -> Iterator[tuple[int, str]]:
        bare = node.nodes if isinstance(node, nodes.Output) else []
        for child in node.iter_child_nodes():
            if (
                child in bare
                and isinstance(child, nodes.Name)
                and (child.name in self.lists or child.name in open_)
            ):
                yield child.lineno, f"“{child.name}”是一列，要用 for 逐条写出来"
            else:
                yield from self._node(child, open_)

    def _for(self, node: nodes.For, open_: dict[str, Rows]) -> Iterator[tuple[int, str]]:
        rows = self._rows_of(node.iter, open_)
        if rows is None:
            yield node.lineno, f"“{_words(node.iter)}”不是可以逐条写的一列"
            return
        if not isinstance(node.target, nodes.Name) or node.test is not None or node.recursive:
            yield node.lineno, "逐条只能写成 for 名字 in 列名"
            return
        within = {**open_, node.target.name: rows}
        for child in (*node.body, *node.else_):
            yield from self._node(child, within)

    def _rows_of(self, node: nodes.Node, open_: dict[str, Rows]) -> Rows | None:
        if isinstance(node, nodes.Name):
            return self.lists.get(node.name) if not open_ else None
        if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name in open_:
            return next((r for r in open_[node.node.name].lists if r.name == node.attr), None)
        return None

    def _field(self, node: nodes.Getattr, open_: dict[str, Rows]) -> Iterator[tuple[int, str]]:
        owner = node.node.name if isinstance(node.node, nodes.Name) else ""
        if owner == "loop" and open_ and node.attr in _LOOP:
            return
        rows = open_.get(owner)
        if rows is None:
            yield node.lineno, f"没有“{_words(node)}”这个字段"
        elif node.attr not in {f.name for f in rows.fields}:
            yield node.lineno, f"“{rows.label}”里没有“{node.attr}”这个字段"

    def _name(self, node: nodes.Name, open_: dict[str, Rows]) -> Iterator[tuple[int, str]]:
        if node.name not in self.fields and node.name not in self.lists and node.name not in open_:
            yield node.lineno, f"没有“{node.name}”这个字段"


def _words(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_words(node.node)}.{node.attr}"
    return "这里写的"
