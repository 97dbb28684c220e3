"""One answer: what is asked, what was said then and now, the form, sending back, its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Case, Q, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from bihuan import days
from bihuan.web import journal
from bihuan.web.access import Refused
from bihuan.web.access import may as role_may
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns import found
from bihuan.web.campaigns.forms import AnswerForm, SendBackForm
from bihuan.web.campaigns.models import Answer, AnswerFile, AnswerPlace, Campaign
from bihuan.web.campaigns.services import answers as service
from bihuan.web.campaigns.services import periods
from bihuan.web.config import clock
from bihuan.web.problems import services as loop
from bihuan.web.problems.models import Problem
from bihuan.web.problems.views import files
from bihuan.web.ui.deadlines import clock_of
from bihuan.web.ui.words import cn_datetime, day_of

State = Answer.State
# When an answer goes back, the next working day is offered; the reader may take another.
_AGAIN = 1
COUNTED_IN = ("户", "人", "处", "件", "个", "项", "亩", "万元")


@may("campaign.read")
def one(request: Request, pk: int) -> HttpResponse:
    """One answer: what is asked, what the villages said, the form when it is the reader's to give."""
    answer = _get(pk)
    children = service.children_of([answer])[answer.pk]
    forms = Forms(request, answer, children) if _mine(request, answer) else None
    if request.method == "POST" and forms and forms.valid():
        done = _answered(request, answer, forms)
        if done:
            return done
    context = _context(request, answer, children, forms)
    bound = forms is not None and forms.answer.is_bound
    return render(request, "campaigns/answer.html", context, status=422 if bound else 200)


def _get(pk: int) -> Answer:
    people = ("answered_by", "returned_by")
    rows = Answer.objects.select_related(
        "check_item", "campaign__unit", "unit__area", "unit__parent", *people
    )
    return get_object_or_404(rows, pk=pk)


def _mine(request: Request, answer: Answer) -> bool:
    if not role_may(request.actor.role, "answer.write") or answer.campaign.state != Campaign.State.RUNNING:
        return False
    own_area = Unit.objects.values_list("area_id", flat=True).get(pk=request.actor.unit_id)
    return service.may_answer(request.actor, answer, own_area)


class Forms:
    """The three parts of the page's one form."""

    def __init__(self, request: Request, answer: Answer, children: list[Answer]) -> None:
        post = request.POST or None
        self.answer = AnswerForm(post, initial=_initial(answer, children))
        self.problem = found.ProblemForm(answer, post)
        self.files = found.FilesForm(post, request.FILES or None)
        self.raising = request.POST.get("state") == State.FOUND and bool(request.POST.get("raise"))

    def valid(self) -> bool:
        """Whether all that is to be stored can be read."""
        good = self.answer.is_valid() and self.files.is_valid()
        return good and (not self.raising or self.problem.is_valid())


def _initial(answer: Answer, children: list[Answer]) -> dict[str, Any]:
    """What the unit said before; for a forwarded one, what its villages add up to."""
    summed = service.rolled_up(children) if answer.state == State.FORWARDED else None
    said = summed or service.said_of(answer)
    named = ("text", "measures", "progress", "looked", "number", "counted_in")
    held = {name: getattr(said, name) for name in named}
    state = said.state if said.state in Answer.SAID else ""
    return {**held, "looked": list(said.looked), "state": state, "version": answer.version}


def _context(request: Request, answer: Answer, children: list[Answer], forms: Forms | None) -> dict[str, Any]:
    last = service.last_of([answer]).get(answer.pk)
    backs = service.may_send_back(request.actor, answer) and answer.state in Answer.SAID
    places = list(answer.places.filter(live=True).select_related("problem"))
    running = answer.campaign.state == Campaign.State.RUNNING
    later = found.found_later([answer, *([last] if last else [])])
    return {
        "answer": answer,
        "item": answer.check_item,
        "children": children,
        "form": forms.answer if forms else None,
        "problem_form": forms.problem if forms else None,
        "files_form": forms.files if forms else None,
        "raising": forms.raising if forms and forms.answer.is_bound else None,
        "place_rows": _place_rows(request, answer, places) if forms else [],
        "place_choices": list(found.places_of(answer).values_list("code", "name")) if forms else [],
        "counted_in": COUNTED_IN,
        "ways": Answer.Way.choices,
        "clock": clock_of(answer.due_at) if answer.waiting else None,
        "lines": journal.lines_of(answer),
        "problems": found.problems_of(answer),
        "places": places,
        "files": list(answer.files.select_related("by")),
        "last": last,
        "changes": service.changes(answer, last) if last else [],
        "answer_later": later.get(answer.pk, []),
        "last_later": later.get(last.pk, []) if last else [],
        "period": periods.period_words(answer.period, answer.check_item.rule),
        "forwards": forms is not None and answer.waiting and role_may(request.actor.role, "answer.forward"),
        "raises": role_may(request.actor.role, "problem.raise"),
        "back_form": _back_form(answer) if backs and running else None,
        "following": following(answer),
    }


def _place_rows(request: Request, answer: Answer, places: list[AnswerPlace]) -> list[dict[str, Any]]:
    """What stands in the rows of places: what was typed, else those not yet registered, else the unit's own place."""
    post = request.POST
    if post:
        numbers, texts = post.getlist("place_number"), post.getlist("place_text")
        return [
            {"code": code, "number": _at(numbers, n), "text": _at(texts, n)}
            for n, code in enumerate(post.getlist("place"))
        ]
    rows = [
        {"code": str(p.place_code), "number": p.number, "text": p.text}
        for p in places
        if p.problem_id is None
    ]
    return rows or [{"code": str(answer.area_code), "number": None, "text": ""}]


def _at(held: list[str], n: int) -> str:
    return held[n] if n < len(held) else ""


def _back_form(answer: Answer) -> SendBackForm:
    day = days.add_working_days(clock.today(), _AGAIN)
    return SendBackForm(
        initial={"version": answer.version, "day": max(day, day_of(answer.due_at))}, auto_id="back-%s"
    )


def _answered(request: Request, answer: Answer, forms: Forms) -> HttpResponse | None:
    """Stores the answer with its files and, if asked, makes the problems; None when the forms must be shown again."""
    try:
        with transaction.atomic():  # a refusal half way undoes the first half
            said = forms.answer.said(found.places_given(request.POST))
            service.say(request.actor, answer.pk, said, forms.answer.cleaned_data["version"])
            for file in forms.files.sent:
                service.attach(request.actor, answer.pk, file.file, file.name or "材料")  # type: ignore[arg-type]
            made = _registered(request, answer, forms)
    except (Refused, ValueError) as refused:
        forms.answer.add_service_error(refused)
        return None
    if made:
        return _to_problem(request, made)
    no = answer.check_item.no or answer.check_item.order
    messages.success(request, f"第 {no} 项已答：{State(said.state).label}。")
    after = following(answer)
    return redirect("campaigns:answer", after) if after else redirect("campaigns:answers")


def _registered(request: Request, answer: Answer, forms: Forms) -> list[Problem]:
    if not forms.raising:
        return []
    given = forms.problem.cleaned_data
    made = service.register(request.actor, answer.pk, given["problem_title"], given["due"])
    for problem in made:  # what was seen when answering is the evidence at discovery
        for file in forms.files.sent:
            file.seek(0)
            loop.add_evidence(request.actor, problem.pk, file.file, file.name or "材料", source="排查时拍")  # type: ignore[arg-type]
    return made


def _to_problem(request: Request, made: list[Problem]) -> HttpResponse:
    first = made[0]
    numbers = "、".join(problem.number for problem in made)
    then = f"接下来由{first.waiting_words or '县帮扶办'}{'整改' if first.lead_unit_id else '交办'}"
    messages.success(request, f"已答“发现问题”，并登记为 {numbers}。{then}。")
    return redirect(first.get_absolute_url())


def following(answer: Answer) -> int | None:
    """The next open item of the same unit, so that one works through the list."""
    rows = Answer.objects.filter(unit=answer.unit_id, campaign=answer.campaign_id, state__in=Answer.OPEN)
    passed = Q(check_item__order__lte=answer.check_item.order)
    in_turn = rows.exclude(pk=answer.pk).annotate(passed=Case(When(passed, then=1), default=0))
    return in_turn.order_by("passed", "check_item__order", "pk").values_list("pk", flat=True).first()


@may("campaign.read")
@require_POST
def send_back(request: Request, pk: int) -> HttpResponse:
    """Sends the answer back with the reason; what is wrong with the form is said on the page."""
    answer = get_object_or_404(Answer, pk=pk)
    form = SendBackForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(" ".join(str(words) for errors in form.errors.values() for words in errors))
        given = form.cleaned_data
        with transaction.atomic():
            done = service.send_back(
                request.actor, answer.pk, given["reason"], periods.closing(given["day"]), given["version"]
            )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            f"已退回{done.unit.short_name}，{cn_datetime(done.due_at)} 前重答，对方会看到原因。",
        )
    return redirect("campaigns:answer", pk)


@may("campaign.read")
@require_GET
def file(request: Request, pk: int) -> HttpResponse:
    """A file behind an answer, as it was sent in; ?small=1 the small picture."""
    row = get_object_or_404(AnswerFile, pk=pk)
    return files.small(row) if request.GET.get("small") and row.thumbnail else files.original(row)
