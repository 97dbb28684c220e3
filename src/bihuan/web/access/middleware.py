"""One transaction a request, with the scope of the person set inside it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from bihuan.web.access import refusal, scope
from bihuan.web.access.roles import ROLES
from bihuan.web.config import errors

Handler = Callable[[HttpRequest], HttpResponse]


class TransactionMiddleware:
    """Outermost in the database: everything below runs in one transaction; answers of 400 and above roll it back.

    A view that must keep what it wrote in spite of its status (a lock-out) sets `response.keep = True`.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        with transaction.atomic():
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
    """Turns the signed-in account into a person in a post, sets the scope, and answers refusals with their pages."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = request.person = request.post = None  # type: ignore[attr-defined]
        request.scope = scope.NOBODY  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            early = self._enter(request)
            if early is not None:
                return early
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Refusals become pages and are written to the journal on their own connection, so that the rollback keeps them."""
        if isinstance(exception, refusal.Conflict):
            return errors.conflict(request, exception)
        return None

    def _enter(self, request: HttpRequest) -> HttpResponse | None:
        from bihuan.web.accounts import entry

        if entry.idle_too_long(request):
            return entry.expire(request)
        post = entry.current_post(request)
        if post is None:
            return entry.without_post(request)
        person = post.person
        request.person, request.post = person, post  # type: ignore[attr-defined]
        request.scope = scope.scope_of(person, post)  # type: ignore[attr-defined]
        request.actor = scope.actor_of(person, post, request.id)  # type: ignore[attr-defined]
        scope.apply(request.scope)  # type: ignore[attr-defined]
        return self._second_factor(request)

    def _second_factor(self, request: HttpRequest) -> HttpResponse | None:
        role = ROLES[request.post.role]  # type: ignore[attr-defined]
        if settings.DEMO or not role.office or request.user.is_verified():  # type: ignore[union-attr]
            return None
        if request.path.startswith(reverse("accounts:root")) or request.path in ("/healthz", "/metrics"):
            return None
        return redirect("accounts:totp")
