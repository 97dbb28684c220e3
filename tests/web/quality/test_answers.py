"""Answers, and exemptions: asked by one, decided by another, over by themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bihuan.web.access import Conflict, Refused, scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.config import clock
from bihuan.web.quality.models import Exemption, Finding, FindingEvent
from bihuan.web.quality.services import exempting
from bihuan.web.quality.services.answering import Said, answer
from tests.signed import acting
from tests.web.quality.runs import Data, xie_wrong

CHECK_DIGIT = "A0106"


@pytest.fixture(scope="module")
def begun(begun_db: None) -> None:
    data = Data(acting)
    data.imported(xie_wrong())
    data.run()


@pytest.fixture
def finding(begun: None, data: Data) -> Finding:
    return data.finding(CHECK_DIGIT)


def said(verdict: str = "will", note: str = "", **more: Any) -> Said:
    return Said(verdict, **{"by_name": "段红梅", "on": clock.today(), **more}, note=note)


def standing(pk: int, days: int = 0) -> bool:
    with scope.acting(SYSTEM):
        return Finding.objects.standing(clock.today() + timedelta(days=days)).filter(pk=pk).exists()


def asked(finding: Finding) -> Exemption:
    with scope.acting(SYSTEM):
        return Exemption.objects.get(finding=finding, state="asked")


def test_an_answer_stays_with_the_finding(data: Data, finding: Finding, acting: Any) -> None:
    with acting("village") as actor:
        answer(actor, finding, said(note="等派出所改号", looked="入户看过户口本"))
    found = data.finding(CHECK_DIGIT)
    assert (found.verdict, found.verdict_by, found.answers_count) == ("will", "段红梅", 1)
    assert found.last_words == f"属实，还没改（段红梅 {clock.today()}）：等派出所改号"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (said("right"), "凭什么说数据无误"),
        (said("open", "难"), "为什么核不清"),
        (said("maybe"), "是否属实"),
        (said(by_name=" "), "核实人"),
        (said(on=clock.today() + timedelta(days=1)), "还没有到"),
        (said(note="字" * 301), "最多 300 个字"),
    ],
)
def test_an_answer_that_says_too_little_is_refused(
    finding: Finding, acting: Any, wrong: Said, words: str
) -> None:
    with acting("village") as actor, pytest.raises(Refused, match=words):
        answer(actor, finding, wrong)


def test_two_who_answer_at_once_hear_of_each_other(finding: Finding, acting: Any) -> None:
    with acting("village") as actor:
        answer(actor, finding, said(), seen=0)
    with acting("township") as actor, pytest.raises(Conflict, match="段红梅已经核实过"):
        answer(actor, finding, said("mended"), seen=0)


def test_said_to_be_mended_and_still_there_in_later_data_waits_again(
    data: Data, finding: Finding, acting: Any
) -> None:
    with acting("village") as actor:
        answer(actor, finding, said("mended", on=data.on))
    assert not standing_waiting(finding)
    data.run()
    assert data.finding(CHECK_DIGIT).verdict == "mended", "data of the same day cannot know yet"
    data.later()
    data.run()
    found = data.finding(CHECK_DIGIT)
    assert found.verdict == ""
    with scope.acting(SYSTEM):
        assert FindingEvent.objects.filter(finding=found, kind="still").count() == 1


def standing_waiting(finding: Finding) -> bool:
    with scope.acting(SYSTEM):
        return Finding.objects.waiting().filter(pk=finding.pk).exists()


def test_true_as_it_stands_asks_for_an_exemption_that_another_person_decides(
    data: Data, finding: Finding, acting: Any
) -> None:
    with acting("village") as actor:
        answer(actor, finding, said("right", "户口本就是这个号"))
    request = asked(finding)
    assert request.reason == "户口本就是这个号"
    until = clock.today() + timedelta(days=30)
    with acting("township") as actor, pytest.raises(Refused, match="批豁免"):
        exempting.approve(actor, request, until)
    with acting("office") as actor:
        exempting.approve(actor, request, until, "已核对")
    assert not standing(finding.pk)
    assert not standing(finding.pk, 30)
    assert standing(finding.pk, 31), "its day is over, and it appears again"
    data.later()
    run = data.run()
    assert run.exempt == 1
    assert run.counts[CHECK_DIGIT]["exempt"] == 1


def test_nobody_decides_on_his_own_request(finding: Finding, acting: Any) -> None:
    until = clock.today() + timedelta(days=30)
    with acting("office") as actor:
        made = exempting.ask_exemption(actor, finding, "户口本就是这样")
        with pytest.raises(Refused, match="您自己申请的"):
            exempting.approve(actor, made, until)
        with pytest.raises(Refused, match="已经申请过豁免"):
            exempting.ask_exemption(actor, finding, "再申请一次")
    with acting("office_colleague") as actor:
        with pytest.raises(Refused, match="最长到"):
            exempting.approve(actor, made, clock.today() + timedelta(days=400))
        with pytest.raises(Refused, match="定以后的日子"):
            exempting.approve(actor, made, clock.today())
        exempting.approve(actor, made, until)
        with pytest.raises(Refused, match="不用再批"):
            exempting.refuse(actor, made, "改主意了")


def test_a_refused_request_waits_for_an_answer_again(data: Data, finding: Finding, acting: Any) -> None:
    with acting("village") as actor:
        answer(actor, finding, said("right", "户口本就是这个号"))
    with acting("office") as actor:
        with pytest.raises(Refused, match="为什么不予豁免"):
            exempting.refuse(actor, asked(finding), "不行")
        exempting.refuse(actor, asked(finding), "号码校验不过，请到派出所核")
    assert standing_waiting(finding)


def test_an_exemption_ends_early_with_a_reason(data: Data, finding: Finding, acting: Any) -> None:
    with acting("village") as actor:
        answer(actor, finding, said("right", "户口本就是这个号"))
    with acting("office") as actor:
        made = exempting.approve(actor, asked(finding), clock.today() + timedelta(days=30))
        exempting.end(actor, made, "派出所说号码确实错了")
        with pytest.raises(Refused, match="没有可以结束的"):
            exempting.end(actor, made, "再结束一次")
    assert standing_waiting(finding)


def test_what_has_vanished_is_not_answered(data: Data, finding: Finding, acting: Any) -> None:
    data.later()
    rows = xie_wrong()
    rows[0]["id_number"] = ""
    data.imported(rows)
    data.run()
    with acting("village") as actor, pytest.raises(Refused, match="不再出现"):
        answer(actor, finding, said())
