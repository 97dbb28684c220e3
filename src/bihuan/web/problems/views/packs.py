"""Evidence packs: asked for from a problem, a household or a list; made at once or as a job; taken until they are swept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from bihuan.documents.media import DOCX
from bihuan.web import journal
from bihuan.web.access import may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.idempotency import first_time
from bihuan.web.jobs.services import enqueue
from bihuan.web.problems import jobs
from bihuan.web.problems.models import Pack, Problem
from bihuan.web.problems.packs.build import folder_of
from bihuan.web.problems.services import NotNow, packs
from bihuan.web.problems.tables import VIEWS, table_of
from bihuan.web.problems.views.lists import view_of

TYPES = {
    "docx": DOCX,
    "pdf": "application/pdf",
    "zip": "application/zip",
}


@needs("problem.pack")
def all_packs(request: Request) -> HttpResponse:
    """The reader's own packs of late, in this post."""
    rows = Pack.objects.filter(person_id=request.actor.person_id, grant_id=request.actor.grant_id)[:50]
    return render(request, "problems/packs.html", {"packs": rows})


@require_POST
@needs("problem.pack")
def make_pack(request: Request) -> HttpResponse:
    """Makes a pack of what was asked for: small ones while the reader waits, larger ones as a job."""
    if not first_time(request):
        return redirect("problems:packs")
    title, words, ids = _asked(request)
    try:
        pack = packs.ask_for_pack(
            request.actor,
            title,
            words,
            ids,
            unmasked=request.POST.get("unmasked") == "1",
            why=request.POST.get("why", ""),
        )
    except NotNow as refused:
        messages.error(request, str(refused))
        return redirect("problems:packs")
    if packs.small(ids):
        packs.make_pack(request.actor, pack.pk, _quietly)
        return redirect("problems:pack", pk=pack.pk)
    run = enqueue(request.actor, jobs.make_pack, pack_id=pack.pk)
    return redirect("jobs:run", pk=run.pk)


def _quietly(done: int, total: int, note: str = "") -> None:
    """Nobody watches the progress of what is made at once."""


def _asked(request: Request) -> tuple[str, str, list[int]]:
    """Title, the words of the filter, and the problems: of one problem, a household, an earlier pack, or the list as it is shown."""
    given = request.POST
    if again := _number(given.get("again", "")):
        old = get_object_or_404(Pack, pk=again, person_id=request.actor.person_id)
        return old.title, old.words, list(old.wanted)
    if named := [_number(each) for each in given.getlist("problem")]:
        return _of_named(named)
    if household := _number(given.get("household", "")):
        rows = list(Problem.objects.filter(household_id=household).order_by("number"))
        if not rows:
            raise Http404
        return (
            f"{rows[0].place} 一户的佐证材料",
            f"同一户的全部问题（户编号 {household}）",
            [p.pk for p in rows],
        )
    return _of_list(request)


def _of_named(ids: list[int]) -> tuple[str, str, list[int]]:
    found = list(Problem.objects.filter(pk__in=ids[: packs.MOST]).order_by("number"))
    if not found:
        raise Http404
    first = found[0]
    if len(found) == 1:
        return f"{first.number} 佐证材料", f"一件问题：{first.number} {first.title}", [first.pk]
    words = f"指定的 {len(found)} 件：{'、'.join(problem.number for problem in found)}"
    return f"{len(found)} 件问题的佐证材料", words, [problem.pk for problem in found]


def _of_list(request: Request) -> tuple[str, str, list[int]]:
    view = view_of(request)
    table = table_of(request, view)
    rows = table.shown if request.POST.get("whole") == "1" else table.chosen()
    picked = "" if request.POST.get("whole") == "1" or request.POST.get("all") == "1" else "，勾选的"
    ids = list(rows.order_by("number").values_list("pk", flat=True)[: packs.MOST + 1])
    return f"{VIEWS[view]} 佐证材料", f"{VIEWS[view]}，{table.filter_words}{picked}", ids


def _number(words: str) -> int:
    return int(words) if words.isdecimal() and len(words) < 19 else 0


@needs("problem.pack")
def pack(request: Request, pk: int) -> HttpResponse:
    """What was made, with its files."""
    found = _own(request, pk)
    context: dict[str, Any] = {"pack": found, "may_unmask": may(request.actor.role, "data.unmask")}
    return render(request, "problems/pack.html", context)


@needs("problem.pack")
def pack_file(request: Request, pk: int, place: int) -> HttpResponse:
    """One of its files, streamed from disk; whoever takes it leaves a line."""
    found = _own(request, pk)
    if not found.there or not 0 < place <= len(found.files):
        raise Http404
    told = found.files[place - 1]
    stored = folder_of(found.pk) / told["name"]
    if not stored.is_file():
        raise Http404
    journal.write(request.actor, "pack.taken", found, title=found.title, name=told["name"])
    response = FileResponse(
        stored.open("rb"), as_attachment=True, filename=told["name"], content_type=TYPES[told["kind"]]
    )
    response.outside_transaction = True  # type: ignore[attr-defined]  # a file: no row is read while it is sent
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response  # type: ignore[return-value]


def _own(request: Request, pk: int) -> Pack:
    return get_object_or_404(Pack, pk=pk, person_id=request.actor.person_id, grant_id=request.actor.grant_id)
