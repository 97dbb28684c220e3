"""Papers of the campaign: a circular with its correction, a letter to 柳溪镇, and a summary on the desk."""

from __future__ import annotations

from typing import Any

from bihuan.web.access import Actor, Refused
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.demo.life.campaign import Acts
from bihuan.web.demo.life.stage import Stage
from bihuan.web.papers import services
from bihuan.web.papers.models import IssuedPaper

CIRCULAR_AGO, CORRECTION_AGO, LETTER_AGO = 12, 11, 6
TOLD = "柳溪镇"


def plan_papers(stage: Stage, acts: Acts) -> None:
    """Plans the papers; the office writes and issues them."""
    papers = _Papers(acts)
    stage.plan(stage.at(CIRCULAR_AGO, 16, 30), acts.office, papers.circular)
    stage.plan(stage.at(CORRECTION_AGO, 9, 10), acts.office, papers.correction)
    stage.plan(stage.at(LETTER_AGO, 10, 0), acts.office, papers.letter)
    stage.plan(stage.at(0, 8, 45), acts.office, papers.summary)


class _Papers:
    def __init__(self, acts: Acts) -> None:
        self.acts = acts
        self.issued: IssuedPaper | None = None

    def circular(self, actor: Actor) -> None:
        self.issued = self._issue(actor, "circular", None, 12)

    def correction(self, actor: Actor) -> None:
        """The first one asked for an answer in three days without saying by whom: issued anew the next morning."""
        if self.issued is None:
            return
        draft = services.correct(actor, self.issued.pk)
        closing = (
            "请被通报单位的主要负责人牵头，三天内补齐，并把原因书面报县帮扶办。其他单位引以为戒，按时办理。"
        )
        given = {"closing": closing, "number": _number(13), "dated": clock.today()}
        draft = services.change(actor, draft.pk, draft.version, given)
        services.issue(actor, draft.pk, draft.version)

    def letter(self, actor: Actor) -> None:
        self._issue(actor, "letter", Unit.objects.get(short_name=TOLD), 14)

    def summary(self, actor: Actor) -> None:
        assert self.acts.campaign is not None
        services.draft(actor, self.acts.campaign, "summary")

    def _issue(self, actor: Actor, kind: str, about: Unit | None, no: int) -> IssuedPaper | None:
        """Nothing where on that day nobody was late, or nothing was found."""
        assert self.acts.campaign is not None
        draft = services.draft(actor, self.acts.campaign, kind, about)
        given: dict[str, Any] = {"number": _number(no), "dated": clock.today()}
        draft = services.change(actor, draft.pk, draft.version, given)
        try:
            return services.issue(actor, draft.pk, draft.version)
        except Refused:
            services.drop(actor, draft.pk)
            return None


def _number(no: int) -> str:
    return f"云帮发〔{clock.today().year}〕{no}号"
