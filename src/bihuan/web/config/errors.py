"""Error pages: what was not done, why, what was kept, what next, and the id to quote."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

import psycopg
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bihuan.web.access.refusal import Conflict, Refused
from bihuan.web.interfaces import faults


@dataclass(frozen=True)
class Words:
    """What an error page says."""

    title: str
    why: str
    kept: str
    next: str


WORDS = {
    400: Words(
        "这次提交没有办成",
        "送来的内容不完整，或格式不对。",
        "原有数据没有变动。",
        "退回上一页，检查后再提交。",
    ),
    403: Words(
        "这一页不归您办",
        "您现在的身份没有这项权限，或已经到期。",
        "没有改动任何数据，这次尝试已记入经过记录。",
        "回到今日页；如果该归您办，请联系本单位管理员。",
    ),
    404: Words(
        "没有找到这一页",
        "地址不对，或这件事不在您能看到的范围内。",
        "没有改动任何数据。",
        "回到今日页，从清单里找。",
    ),
    409: Words(
        "别人刚刚改过这件事",
        "您打开之后，另一位同志已经办过一步。",
        "您写的内容没有存入，对方的改动保留。",
        "重新打开这一页，看过最新情况再办。",
    ),
    413: Words("文件太大，没有收下", "超过了单个文件的上限。", "没有存下任何部分。", "压缩或拆开后再传。"),
    500: Words(
        "系统出了问题，没有办成",
        "程序遇到了没有料到的情况，已经记下。",
        "这一步全部撤销，原有数据没有变动。",
        "过一会儿再试；还不行，把下面的编号告诉管理员。",
    ),
    503: Words(
        "数据库暂时连不上，请等一会儿",
        "数据库刚刚中断，或者正在启动，一般不到一分钟就恢复。",
        "已经存下的都在；断开那一刻正在办的一步全部撤销，要再办一次。",
        "留在这一页，恢复后它自己重新打开。",
    ),
}
AGAIN_SECONDS = 5  # after which a page that could not be made for want of the database asks again
_SEND_AGAIN = "等一会儿，退回上一页，写的还在，再提交一次。"
_AWAY = ("08", "57P0")  # connection exceptions; shut down, crashed, starting up


def page(request: HttpRequest, status: int, why: str = "") -> HttpResponse:
    """Returns the error page for `status`; `why` replaces the general reason. Other systems get theirs as problem+json."""
    if faults.asked(request):
        return faults.of_status(request, status, why)
    words = WORDS.get(status, WORDS[500])
    context = {
        "words": words,
        "why": why or words.why,
        "status": status,
        "request_id": getattr(request, "id", ""),
    }
    return render(request, [f"errors/{status}.html", "errors/500.html"], context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 403, str(exception) if isinstance(exception, Refused) else "")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while the exception is being handled: 503 where it only says that the database is away, else 500."""
    return unavailable(request) if database_away(sys.exc_info()[1]) else page(request, 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Returns the page for a database that is away; nothing is asked of it, and it opens again by itself where that is harmless."""
    if faults.asked(request):
        return faults.answer(request, "unavailable", headers={"Retry-After": str(AGAIN_SECONDS)})
    again = AGAIN_SECONDS if request.method in ("GET", "HEAD") else None
    words = WORDS[503] if again else replace(WORDS[503], next=_SEND_AGAIN)
    context = {
        "words": words,
        "why": words.why,
        "request_id": getattr(request, "id", ""),
        "again": again,
        "actor": None,
    }
    answer = render(request, "errors/503.html", context, status=503)
    answer["Retry-After"] = str(AGAIN_SECONDS)
    answer["Cache-Control"] = "no-store"
    return answer


def database_away(error: BaseException | None) -> bool:
    """Whether the error, or what it was raised from, says that no connection to PostgreSQL can be had or that it broke."""
    while error is not None:
        if isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)):
            code = error.sqlstate
            return code is None or code.startswith(_AWAY)
        error = error.__cause__ or error.__context__
    return False


def conflict(request: HttpRequest, exception: Conflict) -> HttpResponse:
    return page(request, 409, str(exception))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403, "这一页打开太久，或在别的窗口重新登录过，提交的凭据已失效。请刷新后再提交。")
