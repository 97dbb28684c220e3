"""A post to the webhook: its shape by kind, its signature, no redirects, no proxy, a short time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from bihuan.web.config.outside import Hook

TIMEOUT, MOST_READ = 10, 4096


class Unsent(Exception):
    """The other side did not take it; the words say what it answered."""


@dataclass(frozen=True)
class Shape:
    """How one kind of receiver wants it: body, address and headers."""

    body: Callable[[str, list[dict[str, str]], str], dict[str, Any]]
    sign: Callable[[Hook, bytes], tuple[str, dict[str, str]]]
    # Group robots answer 200 with an errcode of their own.
    errcode: bool = False


def _events(key: str, events: list[dict[str, str]], _text: str) -> dict[str, Any]:
    return {"id": key, "events": events}


def _robot(_key: str, _events: list[dict[str, str]], text: str) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": text}}


def _by_header(hook: Hook, body: bytes) -> tuple[str, dict[str, str]]:
    signed = hmac.new(hook.secret.encode(), body, hashlib.sha256).hexdigest()
    return hook.url, {"X-Bihuan-Signature": f"sha256={signed}"}


def _by_key_in_address(hook: Hook, _body: bytes) -> tuple[str, dict[str, str]]:
    return hook.url, {}


def _by_dingtalk(hook: Hook, _body: bytes) -> tuple[str, dict[str, str]]:
    """DingTalk's own: base64 of the HMAC over milliseconds, a line feed and the secret, both in the address."""
    moment = str(int(time.time() * 1000))
    signed = hmac.new(hook.secret.encode(), f"{moment}\n{hook.secret}".encode(), hashlib.sha256).digest()
    query = urlencode({"timestamp": moment, "sign": base64.b64encode(signed).decode()})
    return f"{hook.url}{'&' if '?' in hook.url else '?'}{query}", {}


SHAPES: dict[str, Shape] = {
    "plain": Shape(_events, _by_header),
    "wecom": Shape(_robot, _by_key_in_address, errcode=True),
    "dingtalk": Shape(_robot, _by_dingtalk, errcode=True),
}


class _Stay(HTTPRedirectHandler):
    """Follows no redirect: the address is the administrator's, not the other side's to choose."""

    def redirect_request(self, *_: Any) -> None:
        return None


def post(hook: Hook, key: str, events: list[dict[str, str]], text: str) -> None:
    """Posts it; Unsent when the answer is not a success, OSError when there is none."""
    shape = SHAPES[hook.kind]
    body = json.dumps(shape.body(key, events, text), ensure_ascii=False).encode()
    address, signed = shape.sign(hook, body)
    headers = {"Content-Type": "application/json; charset=utf-8", "X-Bihuan-Id": key, **signed}
    # Checked where it is read from the environment: http and https alone.
    asked = Request(address, data=body, headers=headers, method="POST")
    try:
        with build_opener(ProxyHandler({}), _Stay).open(asked, timeout=TIMEOUT) as answer:
            said = answer.read(MOST_READ)
    except HTTPError as refused:
        raise Unsent(f"对方回答 {refused.code}") from refused
    if shape.errcode:
        _check(said)


def _check(said: bytes) -> None:
    try:
        code = json.loads(said)["errcode"]
    except (ValueError, KeyError, TypeError) as unread:
        raise Unsent("对方的回答读不懂") from unread
    if code != 0:
        raise Unsent(f"对方回答 errcode {code}")
