"""Putting a problem right on the spot: the page, and what a phone sends when it has signal: each photo on its own, then the form."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from bihuan.web.access import Actor
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.areas.models import Unit
from bihuan.web.idempotency import Answer, BadKey, KeyReused, fingerprint, first_time, once
from bihuan.web.phone.keeping import keep
from bihuan.web.phone.telling import tell
from bihuan.web.problems import camera, services
from bihuan.web.problems.forms.spot import SHOTS, SpotForm, take_in
from bihuan.web.problems.models import Problem
from bihuan.web.problems.snapshot import station_of


@needs("problem.spot")
def on_the_spot(request: Request) -> HttpResponse:
    """One form, two photos; then it waits for the township. Without script the form comes here whole."""
    actor: Actor = request.actor
    form = SpotForm(request.POST or None, request.FILES or None, actor=actor)
    if request.method == "POST":
        made = _whole(request, actor, form)
        if made is not None:
            return redirect(made)
        form.keep_photos()
    unit = Unit.objects.select_related("parent__parent").get(pk=actor.unit_id)
    above = station_of(unit)
    context = {"form": form, "verifier": above[1] if above else "县里"}
    status = 422 if request.method == "POST" else 200
    return keep(request, render(request, "problems/on_the_spot.html", context, status=status))


def _whole(request: Request, actor: Actor, form: SpotForm) -> Any:
    if not form.is_valid():
        return None
    if not first_time(request):
        return "problems:list"
    try:
        made = _make(actor, form)
    except services.NotNow as refused:
        form.add_service_error(refused)
        return None
    messages.success(request, "已提交。核验后会通知您。")
    return made


def _make(actor: Actor, form: SpotForm) -> Problem:
    return services.on_the_spot(actor, before=form.shot("before"), after=form.shot("after"), **form.given())


@require_POST
@needs("problem.spot")
def photo(request: Request) -> HttpResponse:
    """Takes one photo in before its form. 200 with the note that stands for it, 422 with words when it is refused.

    Sent again it is the same stored file; nothing shows until the form comes.
    """
    sent, given = request.FILES.get("photo"), request.POST
    if sent is None:
        return tell(422, "没有照片。请重新拍。")
    try:
        taken = camera.moment_of(request.actor, given.get("token", ""), given.get("phone", ""))
        kept = take_in(
            request.actor, cast(BinaryIO, sent.file), sent.name or "拍照.jpg", taken, camera.place_in(given)
        )
    except services.NotNow as refused:
        return tell(422, str(refused))
    return tell(200, "已传上。", note=kept.note(request.actor))


@require_POST
@needs("problem.spot")
def send(request: Request) -> HttpResponse:
    """Takes in a form that a phone kept. The same key again gets the same answer.

    200 with the problem's number and address; 422 with words, `errors` by field, and `again`: photos to be sent once more.
    """
    form = SpotForm(request.POST, actor=request.actor)
    if not form.is_valid():
        errors = {name: str(words[0]) for name, words in form.errors.items()}
        return tell(422, "".join(errors.values()), errors=errors, again=form.stale())

    def act() -> Answer:
        made = _make(request.actor, form)
        messages.success(request, f"当场整改 {made.number} 已提交。核验后会通知您。")
        return Answer(200, {"problem": made.pk, "number": made.number})

    try:
        answer = once(request.actor, request.POST.get("idem", ""), _seen(form), act)
    except (services.NotNow, BadKey, KeyReused) as refused:
        return tell(422, str(refused))
    made = answer.reference
    return tell(
        200,
        f"已提交，编号 {made['number']}。核验后会通知您。",
        number=made["number"],
        url=reverse("problems:detail", args=[made["problem"]]),
    )


def _seen(form: SpotForm) -> str:
    """Tells one filled form from another: its words and its photos, however often these had to be sent."""
    words = [f"{name}={form.data.get(name, '')}" for name in sorted(form.fields) if name not in SHOTS]
    photos = [kept.kept.sha256 for kept in (form.kept[name] for name in SHOTS) if kept]
    return fingerprint("spot", *words, *photos)
