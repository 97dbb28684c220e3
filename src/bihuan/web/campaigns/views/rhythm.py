"""How often one item is answered: changed from a day on, after looking at the periods it adds and ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from bihuan.web.access import Refused
from bihuan.web.access.request import Request
from bihuan.web.access.views import may
from bihuan.web.campaigns.models import CheckItem
from bihuan.web.campaigns.models.campaign import RHYTHMS
from bihuan.web.campaigns.services import periods
from bihuan.web.campaigns.services.periods import Rhythm
from bihuan.web.ui.forms import LookForm, speak

SHOWN = 12


def _day(label: str, **given: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **given)


class RhythmForm(LookForm):
    """What it is changed to, and from which day on."""

    rule = forms.ChoiceField(label="多久答一次", choices=list(RHYTHMS.items()))
    day = forms.IntegerField(label="每期第几天前答", required=False, min_value=1, max_value=31)
    starts = _day("从哪天起")
    until = _day("答到哪天为止")
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            speak(field, str(field.label))

    def rhythm(self) -> Rhythm:
        """The values as the service takes them; what has no period has no day, start or end."""
        given = self.cleaned_data
        if given["rule"] == "once":
            return Rhythm("once")
        day = None if given["rule"] == "daily" else given["day"]
        return Rhythm(given["rule"], day, given["until"], given["starts"])


@may("campaign.publish")
def rhythm(request: Request, pk: int, item: int) -> HttpResponse:
    """The form; sent, what it would add and end; confirmed, the change."""
    found = get_object_or_404(CheckItem.objects.select_related("campaign"), pk=item, campaign=pk)
    words = periods.rhythm_words(found)
    initial = {"rule": found.rule, "day": found.day, "until": found.until, "seen": words}
    form = RhythmForm(request.POST or None, initial=initial)
    context: dict[str, Any] = {"item": found, "form": form, "rhythm": words}
    if request.method == "POST" and form.is_valid():
        try:
            to = form.rhythm()
            periods.check_change(found, to)
            if "confirm" in request.POST:
                periods.change_rhythm(request.actor, found.pk, to, form.cleaned_data["seen"])
                messages.success(request, "已改。现在这一期不变，从下一期起照新的开。")
                return redirect("campaigns:check_item", pk, item)
            context |= _preview(found, to)
        except Refused as refused:
            form.add_service_error(refused)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "campaigns/rhythm.html", context, status=status)


def _preview(item: CheckItem, to: Rhythm) -> dict[str, Any]:
    added, ended = periods.effect(item, to)
    return {"preview": True, "added": _shown(added), "ended": _shown(ended)}


def _shown(days: list[date]) -> dict[str, Any]:
    return {"days": days[:SHOWN], "more": max(0, len(days) - SHOWN), "count": len(days)}
