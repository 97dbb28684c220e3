"""What one unit has claimed of the campaign's problems."""

from __future__ import annotations

from typing import Any

from bihuan.web.campaigns.models import Answer, CheckItem
from bihuan.web.campaigns.progress import PRESENT
from bihuan.web.papers.gather.plan import item_row
from bihuan.web.papers.models import Paper


def data(paper: Paper) -> dict[str, Any]:
    """Returns the fields of a claim sheet: the stated problems (all items where none is stated) with the unit's present answers."""
    items = list(paper.campaign.check_items.all())
    stated = [item for item in items if item.kind == CheckItem.Kind.PROBLEM] or items
    asked = [item for item in stated if paper.about_id in item.units] or stated
    answers = _answers(paper)
    rows = [{**item_row(item), **_claimed(answers.get(item.pk))} for item in asked]
    said = (answers[item.pk].state for item in asked if item.pk in answers)
    return {
        "unit": paper.about.name if paper.about else "",
        "item_count": str(len(rows)),
        "claimed": str(sum(state == Answer.State.FOUND for state in said)),
        "items": rows,
    }


def _answers(paper: Paper) -> dict[int, Answer]:
    rows = Answer.objects.filter(campaign=paper.campaign, unit=paper.about_id, period=PRESENT)
    return {a.check_item_id: a for a in rows.select_related("answered_by").prefetch_related("places")}


def _claimed(answer: Answer | None) -> dict[str, str]:
    """What the unit said; empty while it has not answered, for the pen."""
    if answer is None or answer.waiting:
        return {"answer": "", "amount": "", "places": "", "words": "", "by": ""}
    return {
        "answer": answer.get_state_display(),
        "amount": answer.number_words,
        "places": "、".join(place.words for place in answer.places.all() if place.live),
        "words": answer.text,
        "by": answer.answered_by.name if answer.answered_by else "",
    }
