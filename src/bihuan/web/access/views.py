"""`@may("verb.object")`: a view that only roles with that right may call."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from bihuan.web.access.roles import VERBS, require

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Sends visitors to the sign-in page."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor is None:  # type: ignore[attr-defined]
            return redirect_to_sign_in(request)
        return view(request, *args, **kwargs)

    inner.access = "signed_in"  # type: ignore[attr-defined]
    return inner


def may(verb: str) -> Callable[[View], View]:
    """Refuses (403, journaled by the middleware) unless the actor's role may do `verb`."""
    VERBS[verb]

    def wrap(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.actor is None:  # type: ignore[attr-defined]
                return redirect_to_sign_in(request)
            require(request.actor, verb)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        inner.access = verb  # type: ignore[attr-defined]
        return inner

    return wrap


def redirect_to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, coming back here afterwards."""
    from urllib.parse import urlencode

    from django.urls import reverse

    return redirect(f"{reverse('accounts:sign_in')}?{urlencode({'next': request.get_full_path()})}")
