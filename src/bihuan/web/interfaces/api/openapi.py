"""What ninja's description lacks: headers, problem+json, the token, and the sentences common to all."""

from __future__ import annotations

from functools import cache
from typing import Any

from bihuan.web.interfaces.api.operations import codes_of
from bihuan.web.interfaces.faults import MEDIA, ROOT
from bihuan.web.interfaces.scopes import SCOPES

_TAG = {"type": "string", "pattern": '^"[!#-~]*"$'}
_LIMITS = {
    "RateLimit": {"description": "这个令牌还剩几次（r），几秒后满（t）", "schema": {"type": "string"}},
    "RateLimit-Policy": {"description": "每分钟几次（q）", "schema": {"type": "string"}},
}
_ETAG = {"ETag": {"description": "这一件的版本；改它时放进 If-Match", "schema": _TAG}}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "这次提交的编号，建议用 UUID。没有收到答复时用同一个编号再发，只办一次。",
    "schema": {"type": "string", "minLength": 8, "maxLength": 80, "pattern": "^[!-~]{8,80}$"},
}
_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "读取时得到的 ETag。已经被别人改过的，答 412。",
    "schema": _TAG,
}


@cache
def document() -> dict[str, Any]:
    """Returns the description; made once a process."""
    from bihuan.web.interfaces.api.site import api

    return dict(api.get_openapi_schema(path_prefix=ROOT))


def finished(schema: Any) -> Any:
    """Returns the description, completed."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation)
    scopes = "；".join(f"`{s.key}` {s.label}" for s in SCOPES.values())
    schema["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": f"系统管理员发的令牌。权限：{scopes}。"}
    }
    schema["servers"] = [{"url": "/"}]
    return schema


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    _sent_or_not(operation)
    changes = 412 in operation["responses"]
    if method == "post":
        operation["parameters"] += [_KEY, _MATCH] if changes else [_KEY]
    for status, answer in operation["responses"].items():
        code = int(status)
        headers = dict(_LIMITS) if code != 401 else {}
        if code >= 400:
            answer["content"] = {MEDIA: {"schema": {"$ref": "#/components/schemas/FaultOut"}}}
            answer["description"] = "、".join(f"`{each}`" for each in codes_of(code)) or "出错"
        elif code in (200, 201) and (method == "post" or "{id}" in path):
            headers |= _ETAG if path != "/api/v1/items/{id}" else {}
        answer["headers"] = headers


def _sent_or_not(operation: dict[str, Any]) -> None:
    """In a query or a form there is no null: a value is sent or it is not."""
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            parameter["description"] = "读清单时得到的 id"
        parameter["schema"] = _without_null(parameter["schema"])
    form = operation.get("requestBody", {}).get("content", {}).get("multipart/form-data")
    if form:
        fields = form["schema"]["properties"]
        form["schema"]["properties"] = {name: _without_null(field) for name, field in fields.items()}
        form["schema"]["additionalProperties"] = False


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return {**rest, **kinds[0]} if len(kinds) == 1 else schema
