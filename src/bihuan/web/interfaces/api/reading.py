"""JSON as we take it, and pydantic's complaints in Chinese."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from bihuan.web.access.middleware import unreadable
from bihuan.web.interfaces.faults import Broken, Wrong

DEEPEST = 12

# pydantic's kinds of errors, by the start of their names; {…} are values of its context.
_WORDS = (
    ("missing", "缺少这一项。"),
    ("extra_forbidden", "没有这一项，请核对名称。"),
    ("string_too_long", "最多 {max_length} 个字。"),
    ("string_too_short", "至少 {min_length} 个字。"),
    ("string_pattern_mismatch", "格式不对。"),
    ("string_", "要填文字。"),
    ("int_", "要填整数。"),
    ("bool_", "要填 true 或 false。"),
    ("date", "要填日期，照 2026-11-24 的样子。"),
    ("greater_than_equal", "不能小于 {ge}。"),
    ("less_than_equal", "不能大于 {le}。"),
    ("literal_error", "只能是 {expected}。"),
    ("enum", "只能是 {expected}。"),
    ("union_tag_not_found", "缺少 act，请说明办哪一步。"),
    ("union_tag", "没有这样的办法，只能是 {expected_tags}。"),
    ("list_type", "要填数组。"),
    ("too_long", "最多 {max_length} 项。"),
    ("too_short", "至少 {min_length} 项。"),
    ("model_", "要填对象。"),
    ("dict_", "要填对象。"),
    ("file_", "请用表单上传文件。"),
)


class StrictParser(Parser):
    """Refuses what JSON does not have (NaN, names given twice) and what the database cannot hold."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Broken("media_type", "请求体要用 application/json。")
        try:
            value = json.loads(request.body, parse_constant=_no_number, object_pairs_hook=_once)
        except (ValueError, RecursionError) as broken:
            raise Broken("bad_request", "请求体不是合法的 JSON。") from broken
        _check(value, 0)
        return value


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise Broken("bad_request", f"请求体嵌套超过 {DEEPEST} 层。")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        for name, held in value.items():
            _check_text(name)
            _check(held, depth + 1)
    elif isinstance(value, list):
        for held in value:
            _check(held, depth + 1)


def _check_text(text: str) -> None:
    """No NUL, no half of a pair of UTF-16, no number without end: none of them can be stored."""
    if unreadable(text) or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Broken("bad_request", "文字里有存不了的字符，或一个长得没有尽头的数字。")


def complaints(errors: Iterable[dict[str, Any]]) -> list[Wrong]:
    """Returns ninja's list of validation errors as ours."""
    return [_wrong(each) for each in errors]


def _wrong(error: dict[str, Any]) -> Wrong:
    source, *way = error["loc"]
    words, kind = _chinese(error), error["type"]
    if source in ("query", "path"):
        return Wrong(words, kind, parameter=str(way[-1]))
    if source == "header":
        return Wrong(words, kind, header=str(way[-1]))
    if source in ("form", "file"):
        return Wrong(words, kind, pointer=f"/{way[-1]}")
    # body.<name of the parameter>.<variant of the union>.<field>: people see the field alone
    steps = way[2:] if way[1:2] and way[1] in _acts() else way[1:]
    return Wrong(words, kind, pointer="".join(f"/{step}" for step in steps))


def _acts() -> frozenset[str]:
    from bihuan.web.interfaces.api.acts import ACTS

    return frozenset(ACTS)


def _chinese(error: dict[str, Any]) -> str:
    context = {key: str(value) for key, value in (error.get("ctx") or {}).items()}
    for start, words in _WORDS:
        if error["type"].startswith(start):
            return words.format_map(_Blank(context))
    return "格式不对。"


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"
