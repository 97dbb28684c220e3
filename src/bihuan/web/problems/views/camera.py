"""The camera page: a photo with the server's time on it, kept on the phone until there is signal."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.config import clock
from bihuan.web.idempotency import Answer, BadKey, KeyReused, fingerprint, once
from bihuan.web.phone.keeping import keep
from bihuan.web.phone.telling import tell
from bihuan.web.problems import camera, services
from bihuan.web.problems.snapshot import case_of
from bihuan.web.problems.views.detail import load


@require_GET
@needs("problem.read")
def page(request: Request, pk: int) -> HttpResponse:
    """The camera for one problem. `?for=` chooses what the photo is for."""
    problem = load(pk)
    choices = camera.purposes(request.actor, problem, case_of(problem))
    chosen = request.GET.get("for", choices[0][0] if choices else "")
    context = {"problem": problem, "choices": choices, "chosen": chosen}
    return keep(request, render(request, "problems/camera.html", context))


@require_POST
@needs("problem.read")
def moment(request: Request) -> HttpResponse:
    """The server's moment, signed; asked for when the shutter is pressed."""
    token, now = camera.promise(request.actor)
    return JsonResponse({"token": token, "words": f"{now.astimezone(clock.ZONE):%Y-%m-%d %H:%M:%S}"})


@require_POST
@needs("problem.read")
def send(request: Request, pk: int) -> HttpResponse:
    """Takes a photo in. 200 when it is kept (also when it came before), 422 with words when it is not."""
    problem, given = load(pk), request.POST
    sent = request.FILES.get("photo")
    if sent is None:
        return tell(422, "没有照片。请重新拍。")

    def act() -> Answer:
        taken = camera.moment_of(request.actor, given.get("token", ""), given.get("phone", ""))
        sent.seek(0)
        kept = services.add_evidence(
            request.actor,
            problem.pk,
            cast(BinaryIO, sent.file),
            sent.name or "拍照.jpg",
            **camera.target(given.get("for", "")),
            caption=given.get("caption", ""),
            kind="photo",
            taken=taken.at,
            taken_clock=taken.clock,
            spot=camera.place_in(given),
            source=f"{request.actor.unit_name}拍照页",
        )
        return Answer(200, {"evidence": kept.pk})

    seen = fingerprint(request.path, given.get("for", ""), given.get("caption", ""), sent.read())
    try:
        once(request.actor, given.get("idem", ""), seen, act)
    except (services.NotNow, BadKey, KeyReused) as refused:
        return tell(422, str(refused))
    return tell(200, "已传上。", url=problem.get_absolute_url())
