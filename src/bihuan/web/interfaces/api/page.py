"""The description drawn for people: the same OpenAPI document, as rows of tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from bihuan.web.interfaces.api.openapi import document

_KINDS = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "true / false",
    "object": "对象",
    "array": "数组",
}
_FORMATS = {"date": "日期", "date-time": "时间", "binary": "文件"}


@dataclass(frozen=True)
class Field:
    """One parameter or member: what it is called, what it holds, whether it must be there, in words."""

    name: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True)
class Part:
    """A table of fields with its heading."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Operation:
    """One operation."""

    id: str
    method: str
    path: str
    summary: str
    words: str
    scope: str
    parts: tuple[Part, ...]
    statuses: tuple[tuple[str, str], ...]


@cache
def described() -> dict[str, list[Operation]]:
    """Group -> its operations, in the order of the description."""
    groups: dict[str, list[Operation]] = {}
    for path, methods in document()["paths"].items():
        for method, given in methods.items():
            made = _operation(document(), path, method, given)
            groups.setdefault(given["tags"][0], []).append(made)
    return groups


def _operation(whole: Any, path: str, method: str, given: dict[str, Any]) -> Operation:
    parameters = tuple(
        _field(whole, p["name"], p["schema"], p["required"], p.get("description", ""))
        for p in given["parameters"]
    )
    parts = [Part("参数和请求头", parameters)] if parameters else []
    parts += _parts(whole, "请求体", _body(given.get("requestBody")))
    good: dict[str, Any] = next(
        (answer for status, answer in given["responses"].items() if int(status) < 204), {}
    )
    parts += _parts(whole, "答复", _body(good))
    bad = tuple(
        (str(status), a["description"]) for status, a in given["responses"].items() if int(status) >= 400
    )
    scope = given["security"][0]["token"][0]
    return Operation(
        given["operationId"],
        method.upper(),
        path,
        given["summary"],
        given.get("description", ""),
        scope,
        tuple(parts),
        bad,
    )


def _body(given: Any) -> dict[str, Any] | None:
    content = (given or {}).get("content", {})
    found = next(iter(content.values()), None)
    return found["schema"] if found else None


def _parts(whole: Any, title: str, schema: dict[str, Any] | None) -> list[Part]:
    """One table, or one for each variant of a union."""
    if schema is None:
        return []
    solved = _solved(whole, schema)
    if "oneOf" in solved:
        variants = [_solved(whole, each) for each in solved["oneOf"]]
        return [Part(f"{title}：{v['description']}", _fields(whole, v)) for v in variants]
    rows = solved.get("properties", {}).get("data", {}).get("items")
    if rows:
        return [Part(f"{title}：data 里每一条", _fields(whole, _solved(whole, rows)))]
    return [Part(title, _fields(whole, solved))] if "properties" in solved else []


def _fields(whole: Any, schema: dict[str, Any]) -> tuple[Field, ...]:
    needed = schema.get("required", ())
    return tuple(_field(whole, n, s, n in needed, "") for n, s in schema["properties"].items())


def _field(whole: Any, name: str, schema: dict[str, Any], required: bool, words: str) -> Field:
    said = [schema.get("title", ""), words or schema.get("description", "")]
    told = "。".join(part.rstrip("。") for part in said if part and part.isascii() is False)
    return Field(name, _kind(whole, schema), required, told)


def _kind(whole: Any, schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        kinds = [_kind(whole, each) for each in schema["anyOf"] if each != {"type": "null"}]
        return f"{'、'.join(kinds)}，或 null"
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if "const" in schema:
        return f'"{schema["const"]}"'
    if "enum" in schema:
        return " / ".join(schema["enum"])
    if schema.get("type") == "array":
        return f"数组：{_kind(whole, schema['items'])}"
    return _FORMATS.get(schema.get("format", ""), _KINDS.get(schema.get("type", ""), "任意"))


def _solved(whole: Any, schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        found: dict[str, Any] = whole["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        return found
    return schema
