"""Who may come in: password through a database door, lock-out by django-axes, demo accounts from loopback only."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password, verify_password
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bihuan.web.access import scope
from bihuan.web.access.scope import Scope
from bihuan.web.accounts.models import Account
from bihuan.web.accounts.posts import entered
from bihuan.web.config.callers import is_loopback


class DoorBackend(BaseBackend):
    """Finds the account through `door_account` (row security hides accounts from somebody not yet signed in)."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Account | None:
        if not username or password is None:
            return None
        account = by_door(username)
        if account is None:
            make_password(password)  # the same work as for a real account: time tells no names
            return None
        right, outdated = verify_password(password, account.password)
        if not right or not account.is_active or not _address_fits(request, account):
            return None
        enter(account.pk)
        if outdated:
            _hash_anew(account, password)
        return account

    def get_user(self, user_id: int) -> Account | None:
        account = entered(user_id)
        return account if account is not None and account.is_active else None


def by_door(username: str) -> Account | None:
    """Returns the account with that name, whoever asks; the door hands out one row by exact name."""
    rows = Account.objects.raw("select * from door_account(%s)", [username.strip()])
    return next(iter(rows), None)


def _hash_anew(account: Account, password: str) -> None:
    """A newer Django hashes harder; the row may be written only under the account's own scope."""
    scope.apply(Scope(account_id=account.pk, person_id=account.person_id))
    account.set_password(password)
    account.save(update_fields=["password"])


def enter(account_id: int) -> None:
    """Lets the rest of the transaction see this account's own row."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.account', %s, true)", [str(account_id)])


def _address_fits(request: HttpRequest | None, account: Account) -> bool:
    if not account.demo:
        return True
    return request is not None and is_loopback(request)


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Under what django-axes counts failures: never the name as typed, which may be a password."""
    from bihuan.web.journal import digest

    return digest(str((credentials or request.POST).get("username", "")).strip())


def locked_out(request: HttpRequest, _response: HttpResponse, _credentials: Any) -> HttpResponse:
    """The page after too many failures; it keeps the count although its status is 429."""
    from bihuan.web.accounts.forms import SignInForm
    from bihuan.web.journal import apart, digest

    apart.write(None, "signin.locked", name=digest(request.POST.get("username", "").strip()))
    form = SignInForm(request)
    context = {"form": form, "locked": True, "wait_minutes": 15}
    response = render(request, "accounts/sign_in.html", context, status=429)
    response.keep = True  # type: ignore[attr-defined]
    return response
