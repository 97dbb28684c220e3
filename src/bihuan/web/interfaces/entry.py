"""Who a token stands for: asked by the one middleware that sets scopes, before anything else of the interface runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from bihuan.web.access import scope
from bihuan.web.access.scope import Scope, fetch_one
from bihuan.web.accounts.models import Grant
from bihuan.web.config import clock
from bihuan.web.interfaces import faults
from bihuan.web.interfaces.faults import PAGES, ROOT, Broken
from bihuan.web.interfaces.limits import Left, buckets
from bihuan.web.interfaces.services import digest_of
from bihuan.web.journal import apart

BODY_BYTES = 256 * 1024
# What a form holds beside the file.
FORM_BYTES = 64 * 1024
NOTED_EVERY = timedelta(minutes=5)
Handler = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Bearer:
    """A token as it was found."""

    token_id: int
    prefix: str
    system_id: int
    system_name: str
    person_id: int
    grant_id: int
    scopes: list[str]
    per_minute: int
    expires_at: datetime
    revoked: bool
    last_used_at: datetime | None


def asked(request: HttpRequest) -> bool:
    """Whether the request is for the interface and not for one of its pages."""
    return request.path.startswith(ROOT) and (request.path not in PAGES or "Authorization" in request.headers)


def answer(request: HttpRequest, get_response: Handler) -> HttpResponse:
    """Recognises the token, sets the system's scope, passes the request on; every answer carries what is left of the limit."""
    request.user = AnonymousUser()
    left: Left | None = None
    try:
        _check_size(request)
        bearer = _bearer(request)
        left = buckets.take(bearer.token_id, bearer.per_minute)
        if left.wait:
            raise Broken("too_many", f"这个令牌每分钟最多 {left.limit} 次请求，请 {left.wait} 秒后再发。")
        _enter(request, bearer)
        response = get_response(request)
        if response.status_code == 405:  # ninja's own is plain text
            raise Broken("method_not_allowed", headers={"Allow": response["Allow"]})
    except Broken as broken:
        response = broken.response(request)
    for name, value in (left.headers() if left else {}).items():
        response[name] = value
    response.setdefault("Cache-Control", "no-store")
    return response


def _check_size(request: HttpRequest) -> None:
    """A body longer than what the address takes is refused unread."""
    form = request.content_type == "multipart/form-data"
    most = settings.EVIDENCE_MAX_BYTES + FORM_BYTES if form else BODY_BYTES
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > most:
        raise Broken("too_large", f"这次请求的内容超过 {most // 1024} KB 的上限，没有收下。")


def _bearer(request: HttpRequest) -> Bearer:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        raise Broken("token_missing")
    row = fetch_one("select * from door_token(%s)", [digest_of(secret.strip())])
    if row is None:
        raise Broken("token_unknown")
    return _valid(Bearer(*row))


def _valid(bearer: Bearer) -> Bearer:
    if bearer.revoked:
        raise _refused(bearer, "token_revoked")
    if bearer.expires_at <= clock.now():
        raise _refused(bearer, "token_expired")
    return bearer


def _refused(bearer: Bearer, code: str) -> Broken:
    """The refusal of a token that was good once; noted in the journal, as often as a good one might be used."""
    if not buckets.take(bearer.token_id, bearer.per_minute).wait:
        why = faults.FAULTS[code].title
        apart.write(None, "system.refused", system=bearer.system_name, prefix=bearer.prefix, why=why)
    return Broken(code)


def _enter(request: Any, bearer: Bearer) -> None:
    """Sets the scope of the system's post, as a person's is set."""
    scope.apply(Scope(person_id=bearer.person_id))
    rows = Grant.objects.select_related("person__account", "unit__area").defer("person__phone")
    post = rows.filter(pk=bearer.grant_id, person_id=bearer.person_id).first()
    if post is None or not post.holds_on(clock.today()):
        raise Broken("post_missing")
    request.system, request.person, request.post = bearer, post.person, post
    request.scope = scope.scope_of(post.person, post)
    request.actor = scope.actor_of(post.person, post, request.id)
    scope.apply(request.scope)
    if bearer.last_used_at is None or clock.now() - bearer.last_used_at > NOTED_EVERY:
        fetch_one("select door_token_used(%s, %s)", [bearer.token_id, clock.now()])
