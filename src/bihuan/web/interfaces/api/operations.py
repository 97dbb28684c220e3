"""What every operation has: the scope it needs, and the refusals it may answer with."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from bihuan.web.interfaces.faults import FAULTS, Broken
from bihuan.web.interfaces.scopes import SCOPES

READS = (400, 401, 403, 422, 429, 500, 503)
ONE = (*READS, 404)
WRITES = (*ONE, 409, 413, 415)
CHANGES = (*WRITES, 412, 428)


class Needs:
    """Lets a request pass whose token holds the scope; ninja calls it before anything of the request is read."""

    def __init__(self, scope: str) -> None:
        self.scope = SCOPES[scope]

    def __call__(self, request: HttpRequest) -> bool:
        system = getattr(request, "system", None)
        if system is None:
            raise Broken("token_missing")
        if self.scope.key not in system.scopes:
            raise Broken("scope_missing", f"这个令牌没有“{self.scope.label}”（{self.scope.key}）。")
        return True


def needs(scope: str, **extra: Any) -> dict[str, Any]:
    """Returns the arguments of an operation that needs the scope, told in the description as well."""
    return {"auth": Needs(scope), "openapi_extra": {"security": [{"token": [scope]}], **extra}}


def responses(good: dict[int, Any], refusals: tuple[int, ...]) -> dict[int, Any]:
    """Returns what an operation answers: its own, and the refusals by status."""
    from bihuan.web.interfaces.api.shapes.common import FaultOut

    return {**good, **dict.fromkeys(sorted(refusals), FaultOut)}


def codes_of(status: int) -> list[str]:
    """The codes of refusals with that status."""
    return [code for code, fault in FAULTS.items() if fault.status == status]
