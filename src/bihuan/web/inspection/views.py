"""Draws: the list, a new one, one with what was drawn, its frame, and the result of one problem."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access import may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.idempotency import first_time
from bihuan.web.inspection import batches, services, tables
from bihuan.web.inspection.checking import checks
from bihuan.web.inspection.forms import DrawForm, ResultForm, VoidForm
from bihuan.web.inspection.models import Draw, DrawItem
from bihuan.web.problems import page, twins
from bihuan.web.problems.photos import Photos
from bihuan.web.problems.services import NotNow, Photo
from bihuan.web.problems.snapshot import case_of, current_gates
from bihuan.web.problems.views.detail import load

State = DrawItem.State


@require_GET
@needs("draw.read")
def draws(request: Request) -> HttpResponse:
    """All draws."""
    return tables.draws(request).respond(
        "inspection/draws.html", {"may_make": may(request.actor.role, "draw.make")}
    )


@needs("draw.make")
def new_draw(request: Request) -> HttpResponse:
    """The form; what it makes is a draw whose frame is frozen."""
    form = DrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not first_time(request):
            return redirect("inspection:draws")
        try:
            made = services.make_draw(request.actor, form.terms())
        except NotNow as refused:
            form.add_service_error(refused)
        else:
            messages.success(request, "号已封好，名册已锁。看过名册就可以抽取。")
            return redirect(made)
    chosen = [int(pk) for pk in request.POST.getlist("townships") if pk.isdecimal()]
    status = 422 if request.method == "POST" else 200
    return render(request, "inspection/new.html", {"form": form, "chosen": chosen}, status=status)


@require_GET
@needs("draw.read")
def draw(request: Request, pk: int) -> HttpResponse:
    """One draw: what was drawn by place, how each township stands, and the draw checked again."""
    return _draw_page(request, pk, VoidForm())


def _draw_page(request: Request, pk: int, void_form: VoidForm, status: int = 200) -> HttpResponse:
    made = get_object_or_404(Draw.objects.select_related("made_by", "made_unit", "campaign"), pk=pk)
    items = list(made.items.select_related("problem", "by", "by_unit").order_by("key"))
    drawn = sorted((i for i in items if i.drawn), key=_by_place)
    role = request.actor.role
    context = {
        "draw": made,
        "clock": tables.due_clock(made),
        "drawn": drawn,
        "waiting": sum(item.state == State.WAITING for item in drawn),
        "framed": len(items),
        "townships": _townships(made, items),
        "checks": checks(made, items),
        "may_record": may(role, "draw.record"),
        "may_make": may(role, "draw.make"),
        "void_form": void_form,
    }
    return render(request, "inspection/draw.html", context, status=status)


def _by_place(item: DrawItem) -> tuple[bool, int, str, str]:
    """What still waits first, then as one would drive."""
    return item.state != State.WAITING, item.problem.area_code, item.problem.place, item.key


def _townships(made: Draw, items: list[DrawItem]) -> list[dict[str, Any]]:
    """How each township stands: in the frame, to be drawn or drawn, passed, failed, taken back."""
    rule, rows = services.rule_of(made), {}
    # As one would drive: by the townships' codes, like the list of what was drawn.
    for stratum in dict.fromkeys(item.stratum for item in sorted(items, key=lambda i: i.problem.area_code)):
        own = [item for item in items if item.stratum == stratum]
        states = [item.state for item in own]
        rows[stratum] = {
            "name": stratum,
            "framed": len(own),
            "drawn": rule.size(len(own)),
            "passed": states.count(State.PASSED),
            "failed": states.count(State.FAILED),
            "pulled": sum(item.pulled for item in own),
        }
    return list(rows.values())


@require_POST
@needs("draw.make")
def reveal(request: Request, pk: int) -> HttpResponse:
    """Reveals the seed and draws."""
    try:
        made = services.reveal(request.actor, pk)
    except NotNow as refused:
        messages.error(request, str(refused))
        return redirect("inspection:draw", pk)
    count = made.items.filter(drawn=True).count()
    messages.success(request, f"已抽中 {count} 件，号已公布。督查组的今日页上会出现。")
    return redirect(made)


@require_POST
@needs("draw.make")
def void(request: Request, pk: int) -> HttpResponse:
    """Gives a draw up before it is drawn."""
    form = VoidForm(request.POST)
    try:
        if form.is_valid():
            return redirect(services.void(request.actor, pk, form.cleaned_data["reason"]))
    except NotNow as refused:
        form.add_service_error(refused)
    return _draw_page(request, pk, form, 422)


@require_GET
@needs("draw.read")
def frame(request: Request, pk: int) -> HttpResponse:
    """The whole frame, to look at, to export and to draw again elsewhere."""
    made = get_object_or_404(Draw, pk=pk)
    return tables.frame(request, made).respond("inspection/frame.html", {"draw": made})


@needs("draw.read")
def drawn(request: Request, pk: int) -> HttpResponse:
    """One drawn problem: what the township saw, and the form for what is found now."""
    item = get_object_or_404(
        DrawItem.objects.select_related("draw", "problem", "by", "by_unit"), pk=pk, drawn=True
    )
    problem = load(item.problem_id)
    gates = [(g.kind, g.label) for g in current_gates(problem.gates.all())]
    form = ResultForm(request.POST or None, request.FILES or None, gates=gates)
    if request.method == "POST":
        done = _rest(request, item) if "rest" in request.POST else _recorded(request, item, form)
        if done is not None:
            return done
    case, pieces = case_of(problem), list(problem.evidence.all())
    context = {
        "item": item,
        "problem": problem,
        "form": form,
        "open": item.state == State.WAITING and may(request.actor.role, "draw.record"),
        "moved_on": item.moved_on,
        "left": batches.waiting(item) if may(request.actor.role, "draw.record") else 0,
        "batch": item.draw.items.filter(unit=item.unit_id).count(),
        "gates": page.gate_boxes(problem, case, mine=False),
        "gates_title": page.gates_title(problem),
        "measures": page.measure_boxes(problem, Photos(pieces, twins.marks(pieces))),
    }
    return render(request, "inspection/drawn.html", context, status=422 if request.method == "POST" else 200)


def _rest(request: Request, item: DrawItem) -> HttpResponse:
    """Asks once more for the job that takes the batch back."""
    if not first_time(request):
        return redirect("jobs:list")
    try:
        return redirect("jobs:run", batches.take_back_rest(request.actor, item.pk).pk)
    except NotNow as refused:
        messages.error(request, str(refused))
        return redirect("inspection:drawn", item.pk)


def _recorded(request: Request, item: DrawItem, form: ResultForm) -> HttpResponse | None:
    """Records what was posted and says where to go: the draw, or the job of a large batch; None when it was refused, with the reason beside
    the form."""
    lapsed = request.POST.get("outcome") == State.LAPSED
    if not lapsed and not form.is_valid():
        return None
    if not first_time(request):
        return redirect(item.draw)
    given = {} if lapsed else form.cleaned_data
    photos = [Photo(cast(Any, file), file.name or "") for file in given.get("photos", [])]
    try:
        made = services.record(
            request.actor,
            item.pk,
            State.LAPSED if lapsed else given["outcome"],
            given.get("note", ""),
            gate_kind=given.get("gate_kind", ""),
            photos=photos,
        )
    except NotNow as refused:
        form.add_service_error(refused)
        return None
    messages.success(request, _said(made))
    return redirect("jobs:run", made.run.pk) if made.run else redirect(item.draw)


def _said(item: DrawItem) -> str:
    if item.run:
        return (
            f"{item.key} 已记不过，已经退回。{item.stratum}这一批另外的件正在后台重新打开，办完这里会写明。"
        )
    if item.state == State.FAILED:
        count = item.draw.items.filter(unit=item.unit_id, pulled=True).count()
        return f"{item.key} 已记不过。{item.stratum}这一批 {count} 件都重新打开，由县里逐件核验。"
    return f"{item.key} 已记：{item.get_state_display()}。"
