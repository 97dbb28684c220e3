"""Ways out of the house, off unless the environment names them: a mail server, a webhook. Addresses come from nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MAIL_PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True)
class Hook:
    """Where notices are posted, in which shape, signed with what."""

    url: str
    kind: str
    secret: str


HOOK_KINDS = ("plain", "wecom", "dingtalk")


def mail(address: str) -> dict[str, Any]:
    """Returns Django's EMAIL_* settings for smtp://user:password@host:port?tls=1 or smtps://…; ImproperlyConfigured says what is wrong."""
    if not address:
        return {}
    parts = urlsplit(address)
    if parts.scheme not in MAIL_PORTS or not parts.hostname:
        raise ImproperlyConfigured(
            "BIHUAN_SMTP 写得不对：要像 smtp://用户:密码@主机:端口?tls=1，或 smtps://用户:密码@主机:465。"
        )
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or MAIL_PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parse_qs(parts.query).get("tls") == ["1"],
        "EMAIL_TIMEOUT": 15,
    }


def hook(url: str, kind: str, secret: str) -> Hook | None:
    """Returns the webhook, None where there is none; ImproperlyConfigured for another scheme, an unknown kind, no secret."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ImproperlyConfigured("BIHUAN_WEBHOOK 只能是 http:// 或 https:// 开头的地址，里面不带用户名。")
    if kind not in HOOK_KINDS:
        raise ImproperlyConfigured(f"BIHUAN_WEBHOOK_KIND 只能是 {'、'.join(HOOK_KINDS)}，现在是“{kind}”。")
    if kind != "wecom" and not secret:
        raise ImproperlyConfigured("设了 BIHUAN_WEBHOOK，还要设 BIHUAN_WEBHOOK_SECRET：对方靠它核对签名。")
    return Hook(url, kind, secret)
