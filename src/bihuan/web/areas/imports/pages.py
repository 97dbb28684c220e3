"""What the pages of every sheet that comes back share: upload -> preview -> one job -> what came of each row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from bihuan.web.access.request import Request
from bihuan.web.areas.imports import store
from bihuan.web.areas.imports.faults import ImportRefused
from bihuan.web.idempotency import first_time
from bihuan.web.jobs.models import JobRun
from bihuan.web.jobs.services import enqueue
from bihuan.web.ui.forms import LookForm

SHOWN = 50  # rows of a group that a preview lists; the counts are of all


class Stated(Protocol):
    """A row that a preview sorts by its state."""

    @property
    def state(self) -> str: ...


Form = TypeVar("Form", bound=LookForm)


def kept(request: Request, form: LookForm, opens: Callable[[bytes, str], object]) -> str | None:
    """Keeps the sheet that was sent and that `opens`, and returns its token. None while there is none; why stands beside the field."""
    if request.method != "POST" or not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    data = file.read()
    try:
        opens(data, store.shown(file.name))
    except ImportRefused as refused:
        form.add_service_error(refused, "file")
        return None
    return store.keep(request.actor, file.name, data)


def gone(form: type[Form], refused: ImportRefused) -> Form:
    """Returns an empty form that says why the kept sheet cannot be gone on with."""
    made = form({}, {})
    made.errors.clear()
    made.add_error(None, str(refused))
    return made


def status(form: LookForm) -> int:
    """Returns 422 for a form that came back with faults."""
    return 422 if form.is_bound and form.errors else 200


def by_state(lines: Iterable[Stated], states: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Returns what a preview shows: `counts` and the first rows of each state (`groups`)."""
    held: dict[str, list[Stated]] = {state: [] for state in states}
    for line in lines:
        held.setdefault(line.state, []).append(line)
    return {
        "counts": {state: len(held[state]) for state in states},
        "groups": {state: held[state][:SHOWN] for state in states},
    }


def queued(request: Request, job: Any, token: str, **given: Any) -> HttpResponse:
    """Queues the job over the kept sheet, once however often the form is sent; ImportRefused when the sheet is gone."""
    store.fetch(request.actor, token)
    if not first_time(request):
        return redirect("jobs:list")
    return redirect("jobs:run", pk=enqueue(request.actor, job, token=token, **given).pk)


def told(request: Request, job: Any, pk: int, template: str) -> HttpResponse:
    """What came of each row; only to whoever sent the sheet."""
    run = get_object_or_404(JobRun, pk=pk, name=job.name, person_id=request.actor.person_id)
    if not run.result:
        raise Http404
    return render(request, template, {"run": run, **run.result})
