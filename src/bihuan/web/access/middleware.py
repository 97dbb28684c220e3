"""One transaction a request, with the scope of the person set inside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from bihuan.web.access import refusal, scope
from bihuan.web.access.roles import ROLES
from bihuan.web.config import errors

Handler = Callable[[HttpRequest], HttpResponse]

# Longer than a bank card, shorter than what Python refuses to read as a number.
LONGEST_NUMBER = 100

# All that is open to somebody signed in whose own password or second factor is still missing.
DOORSTEP = frozenset(
    {
        "healthz",
        "metrics",
        "accounts:sign_in",
        "accounts:sign_out",
        "accounts:post",
        "accounts:password",
        "accounts:totp",
        "accounts:totp_setup",
    }
)


class TransactionMiddleware:
    """Outermost in the database: everything below runs in one transaction; answers of 400 and above roll it back.

    A view that must keep what it wrote in spite of its status (a lock-out) sets `response.keep = True`.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Static files are answered before us; a missing one needs a transaction like any page: without a scope the
        # session would look gone, and its cookie be deleted.
        within = connection.in_atomic_block  # a fresh transaction has no settings, which is a scope of nobody
        with transaction.atomic():
            if within:
                scope.apply(scope.NOBODY)
            response = self.get_response(request)
            if response.streaming and not getattr(response, "outside_transaction", False):
                raise RuntimeError(
                    "streaming responses run after the transaction and would see no rows: build them inside"
                )
            if response.status_code >= 400 and not getattr(response, "keep", False):
                transaction.set_rollback(True)
        return response


class ScopeMiddleware:
    """Turns the signed-in account, or a system's token, into a person in a post, sets the scope, and answers refusals with their pages."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        from bihuan.web.interfaces import entry

        request.actor = request.person = request.post = None  # type: ignore[attr-defined]
        request.scope = scope.NOBODY  # type: ignore[attr-defined]
        if entry.asked(request):
            return entry.answer(request, self.get_response)
        if request.user.is_authenticated:
            return _unkept(self._enter(request) or self.get_response(request))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Refusals become pages and are written to the journal on their own connection, so that the rollback keeps them."""
        if isinstance(exception, refusal.Conflict):
            return errors.conflict(request, exception)
        if isinstance(exception, refusal.Refused):
            note_refusal(request, exception)
        return None

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Nobody gets past the doorstep with a first password, or without the second factor an office role needs.

        Raises BadRequest for values that no form of ours sends: they would only make the database or Python stumble.
        """
        if any(
            unreadable(value)
            for sent in (request.GET, request.POST)
            for _, held in sent.lists()
            for value in held
        ):
            raise BadRequest("a value holds NUL, or a number without end")
        if request.actor is None or _view_name(request) in DOORSTEP or hasattr(request, "system"):  # type: ignore[attr-defined]
            return None
        if request.user.must_change:  # type: ignore[union-attr]
            return redirect("accounts:password")
        role = ROLES[request.post.role]  # type: ignore[attr-defined]
        if settings.DEMO or not role.office or request.user.is_verified():  # type: ignore[union-attr]
            return None
        return redirect(_coming_back(request, reverse("accounts:totp")))

    def _enter(self, request: HttpRequest) -> HttpResponse | None:
        from bihuan.web.accounts import entry

        if entry.over(request):
            return entry.expire(request)
        post = entry.current_post(request)
        if post is None:
            return entry.without_post(request)
        person = post.person
        request.person, request.post = person, post  # type: ignore[attr-defined]
        request.scope = scope.scope_of(person, post)  # type: ignore[attr-defined]
        request.actor = scope.actor_of(person, post, request.id)  # type: ignore[attr-defined]
        scope.apply(request.scope)  # type: ignore[attr-defined]
        return None


def _unkept(response: HttpResponse) -> HttpResponse:
    """What somebody signed in was shown stays in no cache, unless the view allows it: county computers are shared."""
    response.headers.setdefault("Cache-Control", "no-store, private")
    return response


def note_refusal(request: HttpRequest, refused: refusal.Refused) -> None:
    """Writes a refusal to the journal on its own connection."""
    from bihuan.web.journal import apart

    said = {"verb": refused.verb} if refused.verb else {}
    apart.write(request.actor, "access.refused", path=request.path, **said)  # type: ignore[attr-defined]


def unreadable(value: str) -> bool:
    """Whether a value holds the character that no text of the database may, or is a number longer than any of ours."""
    return "\0" in value or (len(value) > LONGEST_NUMBER and value.strip().isdecimal())


def _view_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _coming_back(request: HttpRequest, address: str) -> str:
    """`address` with where the reader wanted to go; a form that was being sent is not sent again."""
    if request.method != "GET":
        return address
    return f"{address}?{urlencode({'next': request.get_full_path()})}"
