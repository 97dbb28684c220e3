"""The sweep from the asked unit's side: what it is asked, and its answer."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from bihuan.web import journal
from bihuan.web.access import may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may as needs
from bihuan.web.config import clock
from bihuan.web.idempotency import first_time
from bihuan.web.problems import services
from bihuan.web.problems.forms.sweep import SweepAnswerForm, SweepCorrectForm, initial_of
from bihuan.web.problems.models import Problem, SweepAsk
from bihuan.web.ui.deadlines import clock_of
from bihuan.web.ui.tables import Column, Filter, Saved, Table
from bihuan.web.ui.words import cn_date

COLUMNS = (
    Column("question", "查什么", render="problems/cells/sweep.html", sort="question"),
    Column("unit", "问谁", value="unit", sort="unit__pinyin", nowrap=True),
    Column("asked", "谁布置", value="asked_unit", phone="hide", nowrap=True),
    Column(
        "due",
        "答复时限",
        value=lambda a: cn_date(a.due),
        render="problems/cells/sweep_due.html",
        export="due",
        sort="due",
        phone="left",
        nowrap=True,
    ),
    Column("state", "答复", value="said", phone="right", nowrap=True),
    Column("looked_at", "查了哪些", phone="hide"),
    Column("by", "谁负责", value="answered_by", phone="hide", nowrap=True),
)


@needs("sweep.read")
def sweeps(request: Request) -> HttpResponse:
    """What units were asked, as far as the reader sees: its own unit's first."""
    waiting, actor = Q(state="open"), request.actor
    own = (
        [Saved("mine", "等本单位答复", waiting & Q(unit=actor.unit_id))]
        if may(actor.role, "sweep.answer")
        else []
    )
    table = Table(
        request,
        SweepAsk.objects.select_related("unit", "asked_unit", "answered_by"),
        COLUMNS,
        [Filter("state", "答复", choices=SweepAsk.State.choices)],
        [
            *own,
            Saved("waiting", "没有答复", waiting),
            Saved("late", "逾期", waiting & Q(due__lt=clock.today())),
            Saved("found", "另查出", Q(state="found")),
            Saved("all", "全部"),
        ],
        default_sort="due",
        default_saved="mine" if own else "waiting",
        export_name="举一反三",
        search=("question__icontains",),
        search_label="查什么",
        row_url=lambda a: a.get_absolute_url(),
    )
    return table.respond("problems/sweeps.html")


@needs("sweep.read")
def sweep(request: Request, pk: int) -> HttpResponse:
    """One question: the form for the unit that is asked, or that corrects its answer (?correct), the answer for others."""
    ask = get_object_or_404(
        SweepAsk.objects.select_related("unit", "asked_unit", "asked_by", "answered_by", "check_item"), pk=pk
    )
    mine = ask.unit_id == request.actor.unit_id and may(request.actor.role, "sweep.answer")
    local = services.raised_by_answer(ask)
    correctable = mine and ask.answered and not services.sweep_ended(ask.pk)
    sent = request.POST if request.method == "POST" else None
    asked_to_correct = correctable and ("correct" in request.GET or sent is not None)
    form = _form(request, ask, local) if (mine and ask.open) or asked_to_correct or sent else None
    if form is not None and form.is_bound and form.is_valid() and _answer(request, ask, form):
        return redirect(ask)
    context = {
        "ask": ask,
        "form": form if mine else None,
        "correctable": correctable,
        "clock": clock_of(ask.due) if ask.open else None,
        "former": list(ask.former.select_related("answered_by", "replaced_by")),
        "local": local,
        "original": Problem.objects.filter(pk=ask.problem_id).first(),
        "lines": journal.lines_of(ask),
    }
    return render(request, "problems/sweep.html", context, status=422 if sent else 200)


def _form(request: Request, ask: SweepAsk, local: list[Problem]) -> SweepAnswerForm:
    """Empty for an answer; for its correction it holds what was said."""
    kind = SweepAnswerForm if ask.open else SweepCorrectForm
    sent = request.POST if request.method == "POST" else None
    return kind(sent, actor=request.actor, raised=len(local), initial=initial_of(ask))


def _answer(request: Request, ask: SweepAsk, form: SweepAnswerForm) -> bool:
    if not first_time(request):
        return True
    try:
        made = form.answer(request.actor, ask.pk)
    except services.NotNow as refused:
        form.add_service_error(refused)
        return False
    raised = f"登记了 {len(made)} 件：{'、'.join(p.number for p in made)}。" if made else ""
    messages.success(request, f"{form.done}{raised}")
    return True


@require_POST
@needs("sweep.ask")
def remind(request: Request, pk: int) -> HttpResponse:
    """Notes that the words for those who have not answered were copied."""
    services.remind_sweep(request.actor, pk)
    return HttpResponse(status=204)
