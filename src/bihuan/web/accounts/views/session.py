"""Coming in and going out: sign-in, second factor, choosing a post, password."""

from __future__ import annotations

from base64 import b32encode

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from bihuan.web import journal
from bihuan.web.access import scope
from bihuan.web.access.refusal import Refused
from bihuan.web.access.request import Request
from bihuan.web.access.scope import Scope
from bihuan.web.access.views import signed_in
from bihuan.web.accounts import services
from bihuan.web.accounts.forms import PasswordForm, SignInForm, TokenForm
from bihuan.web.accounts.models import Account
from bihuan.web.accounts.sign_in import by_door, enter, is_loopback
from bihuan.web.journal import apart


def _next(request: Request) -> str:
    """Where to go afterwards: only an address of our own."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else "/"


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: Request) -> HttpResponse:
    """Name and password; failures are journaled on their own connection, without the name typed (it may be a password)."""
    form = SignInForm(request, request.POST or None)
    if request.method == "POST":
        if form.is_valid() and form.account is not None:
            return _admit(request, form.account)
        if not getattr(request, "axes_locked_out", False):
            apart.write(None, "signin.failed", name=journal.digest(request.POST.get("username", "").strip()))
    context = {
        "form": form,
        "next": _next(request),
        "why": request.GET.get("why", ""),
        "demo_accounts": _demo_accounts(request),
        "demo_url": reverse("accounts:demo"),
    }
    return render(request, "accounts/sign_in.html", context)


def _admit(request: Request, account: Account) -> HttpResponse:
    scope.apply(Scope(account_id=account.pk, person_id=account.person_id))
    login(request, account, backend="bihuan.web.accounts.sign_in.DoorBackend")
    request.session.pop("since", None)  # signed in anew, the longest time begins anew
    post = account.person.grants.select_related("unit").first()
    if post is not None:
        journal.write(scope.actor_of(account.person, post, request.id), "signin.done", account.person)
    if account.must_change:
        messages.info(request, "这是初始密码，请先换成自己的密码。")
        return redirect("accounts:password")
    return redirect(_next(request))


def _demo_accounts(request: Request) -> list[dict[str, str]]:
    """The demo county's people, to press on; nothing outside demo mode or from another machine."""
    if not (settings.DEMO and is_loopback(request)):
        return []
    from bihuan.web.demo.build import sign_ins

    return [{"username": name, "label": role, "unit": tried} for role, name, _password, tried in sign_ins()]


@require_POST
@never_cache
def demo(request: Request) -> HttpResponse:
    """Signs a demo account in at one press: demo mode, this machine, accounts marked as demo."""
    account = by_door(request.POST.get("username", ""))
    if (
        not (settings.DEMO and is_loopback(request))
        or account is None
        or not account.demo
        or not account.is_active
    ):
        raise Refused("这里只能在演示时、在这台机器上用演示账号。")
    enter(account.pk)
    return _admit(request, account)


@require_POST
def sign_out(request: Request) -> HttpResponse:
    """Ends the session."""
    if request.actor is not None:
        journal.write(request.actor, "signin.out", request.person)
    logout(request)
    return redirect("accounts:sign_in")


@require_POST
@signed_in
def choose_post(request: Request) -> HttpResponse:
    """Switches to another post the person holds today."""
    wanted = request.POST.get("post", "")
    if wanted not in {str(post.pk) for post in request.posts}:
        raise Refused("您现在没有这个身份，或已经到期。")
    request.session["post"] = int(wanted)
    return redirect("/")


@signed_in
@never_cache
@sensitive_post_parameters()
def password(request: Request) -> HttpResponse:
    """Changes the reader's own password; the session goes on."""
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.change_password(request.actor, request.user, form.cleaned_data["new"])
        update_session_auth_hash(request, request.user)
        messages.success(request, "密码已换。下次用新密码登录。")
        return redirect("/")
    return render(request, "accounts/password.html", {"form": form})


@require_POST
@signed_in
def elsewhere(request: Request) -> HttpResponse:
    """Ends the reader's sessions on all other devices; this one goes on."""
    services.sign_out_elsewhere(request.actor, request.user)
    update_session_auth_hash(request, request.user)
    messages.success(request, "别处的登录都已退出，这台设备不受影响。")
    return redirect("accounts:password")


@signed_in
@never_cache
def totp(request: Request) -> HttpResponse:
    """Asks office roles for the second factor; the first time, to set it up."""
    device = TOTPDevice.objects.filter(user=request.user, confirmed=True).first()
    if device is None:
        return redirect("accounts:totp_setup")
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # Locked, so that a token sent twice at the same moment is not taken twice; verify_token itself refuses while throttled.
        device = TOTPDevice.objects.select_for_update(no_key=True).get(pk=device.pk)
        if device.verify_token(form.cleaned_data["token"]):
            otp_login(request, device)
            return redirect(_next(request))
        form.add_error("token", "动态口令不对或已用过。等下一个数字再输；手机时间要准。")
    return render(request, "accounts/totp.html", {"form": form, "next": _next(request)})


@signed_in
@never_cache
def totp_setup(request: Request) -> HttpResponse:
    """Shows the code to scan until a token proves that the phone has it."""
    if TOTPDevice.objects.filter(user=request.user, confirmed=True).exists():
        return redirect("accounts:totp")
    device, _ = TOTPDevice.objects.get_or_create(
        user=request.user, confirmed=False, defaults={"name": "手机"}
    )
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if device.verify_token(form.cleaned_data["token"]):
            device.confirmed = True
            device.save()
            journal.write(request.actor, "signin.totp_added", request.person)
            otp_login(request, device)
            return redirect(_next(request))
        form.add_error("token", "口令对不上。请确认扫的是这一页的码，手机时间准。")
    context = {
        "form": form,
        "qr": segno.make(device.config_url).svg_data_uri(scale=5),
        "key": _grouped(device),
    }
    return render(request, "accounts/totp_setup.html", context)


def _grouped(device: TOTPDevice) -> str:
    """The secret as people type it into a phone: base 32, in groups of four."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))
