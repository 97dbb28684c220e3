from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Answer, Campaign
from bihuan.web.campaigns.services import answers
from bihuan.web.campaigns.services.answers import Said
from bihuan.web.config import clock
from bihuan.web.papers import services
from bihuan.web.papers.models import IssuedPaper, Paper
from tests.web.campaigns import kit
from tests.web.problems.steps import Steps


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def campaign(db: None, acting: Any) -> Campaign:
    """Three items asked of two townships and a department; 柳溪镇 has answered one of its three."""
    with acting("office") as actor:
        made = kit.published(actor)
    with acting("township") as actor:
        first = Answer.objects.filter(unit=actor.unit_id).order_by("check_item__order")[0]
        answers.say(actor, first.pk, Said("found", "两户住在危房里。", "搬出来", "正在搬", ("on_site",)))
    return made


@pytest.fixture
def steps(db: None, acting: Any) -> Steps:
    return Steps(acting)


@pytest.fixture
def late() -> Iterator[None]:
    """Ten days on: the answers' week is over by three days."""
    with clock.frozen(clock.now() + timedelta(days=10)):
        yield


class Desk:
    """Papers as the office writes them."""

    def __init__(self, acting: Any, campaign: Campaign) -> None:
        self.acting, self.campaign = acting, campaign

    def drafted(self, kind: str, about: str = "", **words: Any) -> Paper:
        with self.acting("office") as actor:
            unit = Unit.objects.get(name=about) if about else None
            made = services.draft(actor, self.campaign, kind, unit)
            return services.change(actor, made.pk, made.version, words) if words else made

    def issued(
        self, kind: str, about: str = "", number: str = "云乡振〔2026〕1号", **words: Any
    ) -> IssuedPaper:
        made = self.drafted(kind, about, number=number, dated=clock.today(), **words)
        with self.acting("office") as actor:
            return services.issue(actor, made.pk, made.version)


@pytest.fixture
def desk(acting: Any, campaign: Campaign) -> Desk:
    return Desk(acting, campaign)
