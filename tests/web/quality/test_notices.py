"""Who hears of an exemption: the office when one is asked, the asker when it is decided, the township when it runs out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from bihuan.web.access import scope
from bihuan.web.access.scope import SYSTEM
from bihuan.web.config import clock
from bihuan.web.inbox import reading
from bihuan.web.inbox.exemptions import tell_of_exemptions
from bihuan.web.inbox.models import Notice
from bihuan.web.inbox.reading import Told
from bihuan.web.journal.services import add
from bihuan.web.quality.models import Exemption, Finding
from bihuan.web.quality.services import exempting
from bihuan.web.quality.services.answering import Said, answer
from tests.web.problems.steps import unit
from tests.web.quality.runs import Data, xie_wrong

DIGIT = "A0106"
# 2026: 10 December is a Thursday; 12 and 13 December are a weekend.
THURSDAY = date(2026, 12, 10)
REASON = "户口本就是这个号"


@pytest.fixture
def finding(data: Data) -> Finding:
    data.imported(xie_wrong())
    data.run()
    return data.finding(DIGIT)


def asked(acting: Any, finding: Finding, key: str = "village") -> Exemption:
    with acting(key) as actor:
        answer(actor, finding, Said("right", actor.name, clock.today(), note=REASON))
    with scope.acting(SYSTEM):
        return Exemption.objects.get(finding=finding, state="asked")


def heard(acting: Any, key: str, kind: str) -> list[Told]:
    """What that person's notices of the kind say, the oldest first."""
    with acting(key) as actor:
        return reading.told(list(reading.of(actor).filter(kind=kind).order_by("pk")))


def at(day: date) -> Any:
    return clock.frozen(datetime(day.year, day.month, day.day, 7, 30, tzinfo=clock.ZONE))


def mornings(acting: Any, *working: date) -> list[str]:
    """What the township reads after the timer ran twice on each of the mornings."""
    for day in working:
        with at(day):
            for _ in range(2):
                with scope.acting(SYSTEM):
                    tell_of_exemptions(day)
    return [told.words for told in heard(acting, "township", "exemption_due")]


def let_pass(acting: Any, finding: Finding, until: date) -> None:
    with at(date(2026, 11, 27)):
        made = asked(acting, finding)
        with acting("office") as actor:
            exempting.approve(actor, made, until)


def test_the_office_hears_once_an_hour_of_what_a_unit_asks(data: Data, finding: Finding, acting: Any) -> None:
    (other,) = (one for one in data.findings() if one.pk != finding.pk)
    with at(THURSDAY):
        made = asked(acting, finding)
        asked(acting, other)
    told = heard(acting, "office", "exemption_asked")
    assert [one.url for one in told] == ["/quality/exemptions/"]
    assert "申请豁免" in told[0].words
    for key in ("township", "village", "clerk", "department", "township_outsider"):
        assert heard(acting, key, "exemption_asked") == [], key
    with at(THURSDAY + timedelta(days=1)):
        with acting("office") as actor:
            exempting.refuse(actor, made, "请到派出所核")
        asked(acting, finding)
    assert len(heard(acting, "office", "exemption_asked")) == 2


def test_a_refusal_is_told_with_its_reason_to_whoever_asked(finding: Finding, acting: Any) -> None:
    made = asked(acting, finding)
    with acting("office") as actor:
        exempting.refuse(actor, made, "号码校验不过，请到派出所核")
    (told,) = heard(acting, "village", "exemption")
    assert "不予豁免" in told.words
    assert "号码校验不过，请到派出所核" in told.words
    assert told.title == f"{finding.name}：身份证校验码不对"
    assert told.url == finding.get_absolute_url()
    assert heard(acting, "township", "exemption") == []


def test_consent_and_its_early_end_are_told(finding: Finding, acting: Any) -> None:
    made = asked(acting, finding)
    with acting("office") as actor:
        exempting.approve(actor, made, clock.today() + timedelta(days=30))
        exempting.end(actor, made, "派出所说号码确实错了")
    consent, end = heard(acting, "village", "exemption")
    assert "同意豁免" in consent.words
    assert "派出所说号码确实错了" in end.words


def test_the_township_hears_a_week_before_an_exemption_runs_out_and_when_it_has(
    finding: Finding, acting: Any
) -> None:
    let_pass(acting, finding, THURSDAY)
    before, week, next_day = (THURSDAY - timedelta(days=n) for n in (8, 7, 6))
    assert mornings(acting, before) == []
    soon = ["到12月10日有 1 项豁免到期，到期疑点再出现"]
    assert mornings(acting, week, next_day, THURSDAY) == soon
    over = [*soon, "1 项豁免已到期，疑点还在，重新等核实"]
    assert mornings(acting, date(2026, 12, 11), date(2026, 12, 14)) == over
    assert [one.words for one in heard(acting, "village", "exemption_due")] == over, "its unit asked"
    for key in ("office", "township_outsider", "village_outsider", "leader"):
        assert heard(acting, key, "exemption_due") == [], key


def test_what_runs_out_over_a_weekend_is_told_on_monday(finding: Finding, acting: Any) -> None:
    let_pass(acting, finding, date(2026, 12, 12))
    assert mornings(acting, date(2026, 12, 12), date(2026, 12, 13)) == []
    assert mornings(acting, date(2026, 12, 14)) == ["1 项豁免已到期，疑点还在，重新等核实"]


def test_of_what_was_mended_meanwhile_nobody_hears(data: Data, finding: Finding, acting: Any) -> None:
    let_pass(acting, finding, THURSDAY)
    with scope.acting(SYSTEM):
        Finding.objects.filter(pk=finding.pk).update(state="vanished", vanished_on=data.on)
    assert mornings(acting, THURSDAY, date(2026, 12, 11)) == []


def test_an_exemption_that_has_run_out_waits_for_an_answer_until_it_is_asked_anew(
    data: Data, finding: Finding, acting: Any
) -> None:
    let_pass(acting, finding, THURSDAY)

    def waits() -> tuple[bool, bool]:
        with scope.acting(SYSTEM):
            mine = Finding.objects.filter(pk=finding.pk)
            return (mine & Finding.objects.to_answer()).exists(), (
                mine & Finding.objects.not_right()
            ).exists()

    with at(THURSDAY):
        assert waits() == (False, False)
        assert not data.finding(DIGIT).unanswered
    with at(THURSDAY + timedelta(days=1)):
        assert waits() == (True, True), "it stands on the sheet again, and waits"
        assert data.finding(DIGIT).unanswered
        made = asked(acting, finding)
        assert waits() == (False, False), "the office decides now"
        with acting("office") as actor:
            exempting.refuse(actor, made, "这回请改正")
        assert waits() == (True, True)


@pytest.mark.parametrize(
    ("key", "to", "no"),
    [
        ("village", "县帮扶办", False),
        ("village", "县水利局", True),
        ("township_outsider", "县帮扶办", True),
        ("village_outsider", "县帮扶办", True),
    ],
)
def test_the_database_takes_a_notice_of_a_finding_one_sees_to_the_office_alone(
    finding: Finding, acting: Any, key: str, to: str, no: bool
) -> None:
    with acting(key) as actor:
        line = add(actor, "exemption.asked", finding, {"check": DIGIT})
        about = {"line_id": line.pk, "object_type": "quality.finding", "object_id": finding.pk}
        given = {"kind": "exemption_asked", "key": f"exempt:1:{line.pk}", "at": clock.now(), "unit": unit(to)}
        refused = False
        try:
            with transaction.atomic():
                Notice.objects.bulk_create([Notice(**given | about)], ignore_conflicts=True)
        except DatabaseError as error:
            refused = "a notice" in str(error)
    assert refused is no
