"""The request as our middleware hands it to views: with who asks, in which post, under which scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from bihuan.web.access.scope import Actor, Scope
    from bihuan.web.accounts.models import Account, Grant, Person


class Request(HttpRequest):
    """Only for annotations: a view behind `@signed_in` or `@may` always has these."""

    id: str
    actor: Actor
    person: Person
    post: Grant
    posts: list[Grant]
    scope: Scope
    htmx: Any
    user: Account
