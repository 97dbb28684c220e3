"""Everything the interface refuses, as problem+json (RFC 9457): one table of codes, which the guide is made of."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

ROOT = "/api/v1/"
DOCS = f"{ROOT}docs"
# Read in the browser by people who are signed in; all else is for tokens alone.
PAGES = frozenset({DOCS, f"{ROOT}openapi.json"})
MEDIA = "application/problem+json"


@dataclass(frozen=True)
class Fault:
    """One kind of refusal: HTTP status, what it is called, what the caller does next."""

    status: int
    title: str
    next: str


FAULTS: dict[str, Fault] = {
    "bad_request": Fault(400, "请求读不懂", "按文档检查请求的格式，改好再发。"),
    "cursor_invalid": Fault(400, "翻页位置不对", "不要改 cursor，也不要换筛选条件；或去掉 cursor 从头取。"),
    "key_missing": Fault(400, "没有提交编号", "加上 Idempotency-Key 请求头，每次提交用一个新的 UUID。"),
    "key_invalid": Fault(400, "提交编号不对", "用 8 到 80 个可见的英文字符，建议用 UUID。"),
    "version_unreadable": Fault(400, "If-Match 读不懂", "照抄读取时得到的 ETag，连引号一起。"),
    "token_missing": Fault(401, "没有带令牌", "加上请求头 Authorization: Bearer 令牌。网页登录在这里不算数。"),
    "token_unknown": Fault(401, "令牌不对", "核对令牌有没有抄全；找不到了，请系统管理员重新发。"),
    "token_expired": Fault(401, "令牌已到期", "请系统管理员发新的令牌。"),
    "token_revoked": Fault(401, "令牌已收回", "请系统管理员发新的令牌。"),
    "post_missing": Fault(403, "系统的岗位已到期", "请系统管理员重新登记这个系统。"),
    "scope_missing": Fault(403, "令牌没有这项权限", "请系统管理员发一个带这项权限的令牌。"),
    "role_missing": Fault(403, "系统的角色不能办", "换由有权限的单位或同志办理。"),
    "not_found": Fault(404, "没有找到", "地址不对，或不在这个系统能看到的范围内。"),
    "method_not_allowed": Fault(405, "这个地址不能这样用", "看响应头 Allow 里允许的方法。"),
    "not_now": Fault(409, "现在不能这样办", "重新读取这一件，看清状态和缺什么，再决定怎么办。"),
    "version_stale": Fault(412, "已经被别人改过", "重新读取，看过最新情况，用新的 ETag 再提交。"),
    "too_large": Fault(413, "内容太大", "压缩或拆开再传；上限见文档。"),
    "media_type": Fault(415, "内容类型不对", "按文档设置 Content-Type。"),
    "invalid": Fault(422, "有的项填得不对", "逐条看 errors，改好再提交；没有存下任何部分。"),
    "key_reused": Fault(422, "提交编号用过了", "同一个编号只能用于同一份内容；内容变了，请换新编号。"),
    "version_missing": Fault(428, "没有说明依据的版本", "先读取，再把得到的 ETag 放进 If-Match 请求头。"),
    "too_many": Fault(429, "请求太快", "等 Retry-After 秒再发；长期不够用，请系统管理员调高。"),
    "server_error": Fault(500, "系统出了问题", "这一步全部撤销。过一会儿用同一个提交编号再试；还不行，把 request_id 告诉管理员。"),
    "unavailable": Fault(503, "数据库正在恢复", "等 Retry-After 秒，用同一个提交编号再试。"),
}  # fmt: skip

BY_STATUS = {
    503: "unavailable",
    400: "bad_request",
    403: "role_missing",
    404: "not_found",
    409: "not_now",
    413: "too_large",
}


@dataclass(frozen=True)
class Wrong:
    """One value that was refused: `pointer` into the body, or the name of a query parameter or header."""

    detail: str
    code: str = "invalid"
    pointer: str = ""
    parameter: str = ""
    header: str = ""

    def as_dict(self) -> dict[str, str]:
        """What is sent of it; empty places are left out."""
        return {key: value for key, value in vars(self).items() if value or key in ("detail", "code")}


class Broken(Exception):
    """The interface refuses the request with one of FAULTS; `detail` is for people."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        wrong: Iterable[Wrong] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail or FAULTS[code].title)
        self.code, self.detail, self.wrong, self.headers = code, detail, list(wrong), headers or {}

    def response(self, request: HttpRequest) -> HttpResponse:
        """Returns the answer."""
        return answer(request, self.code, self.detail, self.wrong, self.headers)


def answer(
    request: HttpRequest,
    code: str,
    detail: str = "",
    wrong: Iterable[Wrong] = (),
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """Returns the problem+json of one fault."""
    fault = FAULTS[code]
    said: dict[str, Any] = {
        "type": f"{DOCS}#{code}",
        "title": fault.title,
        "status": fault.status,
        "detail": detail or f"{fault.title}。",
        "code": code,
        "next": fault.next,
        "request_id": getattr(request, "id", ""),
    }
    if found := [each.as_dict() for each in wrong]:
        said["errors"] = found
    body = json.dumps(said, ensure_ascii=False)
    response = HttpResponse(body, status=fault.status, content_type=MEDIA)
    for name, value in (headers or {}).items():
        response[name] = value
    if fault.status == 401:
        response["WWW-Authenticate"] = f'Bearer realm="bihuan", error="{code}"'
    response["Cache-Control"] = "no-store"
    return response


def asked(request: HttpRequest) -> bool:
    """Whether the address is one of those that other systems speak to, so that refusals are theirs to read."""
    return request.path.startswith(ROOT) and request.path not in PAGES


def of_status(request: HttpRequest, status: int, why: str) -> HttpResponse:
    """Returns the answer for a status that came from outside the interface's own code."""
    return answer(request, BY_STATUS.get(status, "server_error"), why)


def table() -> list[tuple[str, int, str, str]]:
    """(code, status, title, what to do) of every fault, for the docs."""
    return [(code, fault.status, fault.title, fault.next) for code, fault in FAULTS.items()]
