"""What happens between a valid session and a view: idle time, the post in force, people without a post."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.web.access import scope
from bihuan.web.access.scope import Scope
from bihuan.web.accounts.models import Account, Grant
from bihuan.web.accounts.posts import entered
from bihuan.web.config import clock

SEEN_EVERY = 300


def over(request: HttpRequest) -> bool:
    """Whether the session has had its time, or nothing was asked for longer than allowed; notes the time, at most every five minutes."""
    now, session = int(clock.now().timestamp()), request.session
    since, seen = session.get("since", now), session.get("seen", now)
    if now - since > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_SECONDS:
        return True
    session.setdefault("since", now)
    if "seen" not in session or now - seen > SEEN_EVERY:
        session["seen"] = now
    return False


def expire(request: HttpRequest) -> HttpResponse:
    """Ends the session and says why on the sign-in page."""
    logout(request)
    return redirect(f"{reverse('accounts:sign_in')}?why=idle")


def posts(request: HttpRequest) -> list[Grant]:
    """The posts the signed-in person holds today, oldest first."""
    account: Account = request.user  # type: ignore[assignment]
    known = account if account.given is not None else entered(account.pk)
    return [grant for grant in (known and known.given) or () if grant.holds_on(clock.today())]


def current_post(request: HttpRequest) -> Grant | None:
    """The post chosen in this session, else the first."""
    held = posts(request)
    request.posts = held  # type: ignore[attr-defined]
    chosen = request.session.get("post")
    return next((g for g in held if g.pk == chosen), held[0] if held else None)


def without_post(request: HttpRequest) -> HttpResponse | None:
    """Somebody whose posts have all ended sees why, and may only sign out."""
    account: Account = request.user  # type: ignore[assignment]
    scope.apply(Scope(account_id=account.pk, person_id=account.person_id))
    if request.path.startswith("/accounts/sign-out"):
        return None
    return render(request, "accounts/no_post.html", status=403)
