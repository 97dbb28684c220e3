"""All items of a campaign as one sheet: a row an item, each saved by itself; a row somebody else changed is shown, not overwritten."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from bihuan.web.access import Conflict, Refused
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.campaigns import progress, todo
from bihuan.web.campaigns.forms import AnswerForm
from bihuan.web.campaigns.models import Answer, Campaign
from bihuan.web.campaigns.services import answers as service
from bihuan.web.campaigns.services import periods
from bihuan.web.campaigns.views.answer import COUNTED_IN
from bihuan.web.ui.words import cn_datetime, number

CONTENT = ("state", "looked", "number", "counted_in", "text")


@dataclass(frozen=True)
class Line:
    """One row: the answer, last period's, what changed since, and both as the script reads them."""

    answer: Any
    last: Answer | None
    changes: list[str]

    @property
    def now_json(self) -> str:
        return json.dumps(values(self.answer), ensure_ascii=False)

    @property
    def last_json(self) -> str:
        return json.dumps(values(self.last), ensure_ascii=False) if self.last else ""


def values(answer: Answer) -> dict[str, Any]:
    """Returns what stands in the row's controls."""
    said = answer.state in Answer.SAID
    return {
        "state": answer.state if said else "",
        "looked": list(answer.looked),
        "number": number(answer.number).replace(",", "") if answer.number else "",
        "counted_in": answer.counted_in,
        "text": answer.text,
    }


@may("answer.write")
@require_GET
def grid(request: Request, pk: int) -> HttpResponse:
    """The sheet of the reader's unit for the present period."""
    campaign = get_object_or_404(Campaign.objects.select_related("unit"), pk=pk)
    rows = todo.of(request.actor).filter(campaign=campaign, period=progress.PRESENT)
    answers = list(
        rows.select_related("check_item", "campaign", "unit", "answered_by").order_by(
            "unit__pinyin", "check_item__order"
        )
    )
    last = service.last_of(answers)
    lines = [_line(answer, last.get(answer.pk)) for answer in answers]
    context = {
        "campaign": campaign,
        "lines": lines,
        "running": campaign.state == Campaign.State.RUNNING,
        "open": sum(line.answer.waiting for line in lines),
        "copyable": [line.answer.pk for line in lines if line.answer.waiting and line.last],
        "period": periods.period_words(answers[0].period, answers[0].check_item.rule) if answers else "",
        "due": min((a.due_at for a in answers if a.waiting), default=None),
        "ways": Answer.Way.choices,
        "said": [
            (state.value, words) for state, words in zip(Answer.SAID, ("没有", "有", "不涉及"), strict=True)
        ],
        "counted_in": COUNTED_IN,
    }
    return render(request, "campaigns/grid.html", context)


def _line(answer: Any, last: Answer | None) -> Line:
    return Line(answer, last, service.changes(answer, last) if last else [])


@may("answer.write")
@require_POST
def row(request: Request, pk: int) -> JsonResponse:
    """Stores one row. 409 with what stands there now when somebody answered meanwhile; 422 with what is missing."""
    answer = get_object_or_404(Answer, pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        words = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"error": " ".join(words)}, status=422)
    try:
        said = replace(form.said(()), measures=answer.measures, progress=answer.progress, places=None)
        done = service.say(request.actor, pk, said, form.cleaned_data["version"])
    except Conflict as conflict:
        now = Answer.objects.get(pk=pk)
        return JsonResponse({"error": str(conflict), "now": values(now), "version": now.version}, status=409)
    except Refused as refused:
        return JsonResponse({"error": str(refused)}, status=422)
    return JsonResponse({"version": done.version, "words": _saved(request, done), "now": values(done)})


def _saved(request: Request, answer: Answer) -> str:
    last = service.last_of([answer]).get(answer.pk)
    changed = service.changes(answer, last) if last else []
    tail = f"，比上期改了：{'、'.join(changed)}" if changed else "，与上期相同" if last else ""
    return f"{request.actor.name} {cn_datetime(answer.answered_at)} 存{tail}"
