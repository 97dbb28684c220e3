"""Other systems of the small county, and what they send."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client

from bihuan.web.access.roles import may
from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.interfaces import services
from bihuan.web.interfaces.models import System, Token
from bihuan.web.interfaces.scopes import SCOPES

Acting = Callable[[str], AbstractContextManager[Actor]]
ROOT = "/api/v1"


@dataclass
class Caller:
    """One system with one token, and a client that holds nothing else."""

    system: System
    token: Token
    secret: str

    def __post_init__(self) -> None:
        self.client = Client(raise_request_exception=False)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"{ROOT}{path}", query, headers=self.headers)

    def post(
        self, path: str, body: Any = None, *, match: str = "", key: str | None = None, **files: Any
    ) -> Any:
        """Sends JSON, or a form when there are files; a fresh key unless one is given ("" for none)."""
        headers = dict(self.headers)
        if key != "":
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        if match:
            headers["If-Match"] = match
        if files:
            return self.client.post(f"{ROOT}{path}", {**(body or {}), **files}, headers=headers)
        return self.client.post(
            f"{ROOT}{path}", json.dumps(body or {}), content_type="application/json", headers=headers
        )

    def act(self, problem: int, act: str, **fields: Any) -> Any:
        """Reads the problem and takes a step upon what was read."""
        read = self.get(f"/problems/{problem}")
        assert read.status_code == 200, read.content.decode()
        return self.post(f"/problems/{problem}/transitions", {"act": act, **fields}, match=read["ETag"])


def fitting(role: str) -> list[str]:
    """All scopes that the role can use."""
    return [s.key for s in SCOPES.values() if any(may(role, verb) for verb in s.verbs)]


def caller(
    acting: Acting, name: str, unit: str, role: str, scopes: list[str] | None = None, per_minute: int = 6000
) -> Caller:
    """A registered system with a token of a month."""
    with acting("administrator") as actor:
        system = services.add_system(
            actor,
            name,
            Unit.objects.get(name=unit),
            role,
            purpose="测试",
            contact="大数据局 王工",
            per_minute=per_minute,
        )
        until = clock.today() + timedelta(days=30)
        token, secret = services.make_token(actor, system, "测试", scopes or fitting(role), until)
    return Caller(system, token, secret)
