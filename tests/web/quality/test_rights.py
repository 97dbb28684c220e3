"""Who sees which finding, who may do what, and that health is read by those who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from bihuan.web.access import Refused
from bihuan.web.config import clock
from bihuan.web.quality.models import Answer, Exemption, Finding, FindingWords, Run
from bihuan.web.quality.models.finding import MASKED
from bihuan.web.quality.services import running
from bihuan.web.quality.services.answering import Said, answer
from bihuan.web.quality.words import sentence_of
from tests.web.quality.runs import Data, wang, xie_wrong

CHECK_DIGIT = "A0106"
SEES = {
    "office": 2, "clerk": 2, "inspector": 2, "leader": 2, "assessor": 2, "township": 1, "township_outsider": 1, "village": 1,
    "village_outsider": 0, "department": 0, "helper": 0, "discipline": 0, "administrator": 0, "auditor": 0,
}  # fmt: skip


@pytest.fixture
def run(data: Data) -> Run:
    data.imported([*xie_wrong(), *wang()])
    return data.run()


def said(verdict: str = "will", note: str = "") -> Said:
    return Said(verdict, "段红梅", clock.today(), note=note)


def test_each_sees_findings_of_his_place(data: Data, run: Run) -> None:
    assert {key: len(data.findings(CHECK_DIGIT, key)) for key in SEES} == SEES
    assert [f.name for f in data.findings(CHECK_DIGIT, "township_outsider")] == ["王德发"]


def test_a_township_sees_no_run(data: Data, run: Run, acting: Any) -> None:
    for key, count in (("clerk", 1), ("leader", 1), ("township", 0), ("village", 0)):
        with acting(key):
            assert Run.objects.count() == count, key


def test_what_tells_of_health_is_read_by_those_who_may(data: Data, run: Run, acting: Any) -> None:
    with acting("office"):
        telling = list(Finding.objects.filter(health=True).select_related("words"))
        assert telling
        assert all(f.sentence == MASKED and f.shown == {} for f in telling)
        assert all(sentence_of(f) != MASKED for f in telling)
    with acting("township"):
        mine = list(Finding.objects.filter(health=True).select_related("words"))
        assert mine
        assert all(sentence_of(f) == MASKED for f in mine)
        assert not FindingWords.objects.exists()


def test_another_townships_finding_cannot_be_touched(data: Data, run: Run, acting: Any) -> None:
    finding = data.finding(CHECK_DIGIT)
    with acting("township_outsider") as actor:
        with pytest.raises(Finding.DoesNotExist):
            answer(actor, finding.pk, said())
        assert Finding.objects.filter(pk=finding.pk).update(verdict="right") == 0
        refused = pytest.raises((ProgrammingError, IntegrityError))
        with refused, transaction.atomic():
            Answer.objects.create(
                finding_id=finding.pk, verdict="will", by_name="x", on=clock.today(), person_id=actor.person_id, unit_id=actor.unit_id, at=clock.now(),
            )  # fmt: skip
    assert data.finding(CHECK_DIGIT).verdict == ""


def test_rights_are_asked_by_the_services(data: Data, run: Run, acting: Any) -> None:
    finding = data.finding(CHECK_DIGIT)
    for key in ("leader", "inspector", "assessor"):
        with acting(key) as actor, pytest.raises(Refused, match="核实疑点"):
            answer(actor, finding.pk, said())
    with acting("township") as actor, pytest.raises(Refused, match="做数据核查"):
        running.carry_out(actor, as_of=data.on)


def test_answers_and_events_are_never_altered(data: Data, run: Run, acting: Any) -> None:
    with acting("township") as actor:
        made = answer(actor, data.finding(CHECK_DIGIT), said())
        for statement in (
            f"update quality_answer set note = 'x' where id = {made.pk}",
            f"delete from quality_answer where id = {made.pk}",
            "delete from quality_finding",
            "update quality_findingevent set kind = 'back'",
            "delete from quality_findingevent",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_nobody_approves_his_own_request_even_past_the_services(data: Data, run: Run, acting: Any) -> None:
    with acting("office") as actor:
        answer(actor, data.finding(CHECK_DIGIT), said("right", "户口本就是这样"))
        with pytest.raises(IntegrityError, match="decided_by_another"), transaction.atomic():
            Exemption.objects.update(
                state="approved", decided_by=actor.person_id, decided_at=clock.now(), until=clock.today()
            )
