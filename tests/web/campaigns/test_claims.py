"""Claiming: what a superior states becomes local problems in one step, with the plan's measures, lead, target and deadline."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bihuan.web.access import Refused
from bihuan.web.campaigns.models import Answer
from bihuan.web.campaigns.services import answers as service
from bihuan.web.campaigns.services.answers import At, Said
from bihuan.web.config import clock
from bihuan.web.problems.services.taking import parts_of
from bihuan.web.problems.snapshot import case_now
from bihuan.web.problems.states import derive
from bihuan.web.problems.states.derive import verifier
from tests.web.campaigns import kit

SEEN = ("on_site",)
DUE = date(2027, 3, 31)


@pytest.fixture
def campaign(county, acting):
    with acting("office") as actor:
        return kit.stated(actor)


def stated(campaign, unit: str) -> Answer:
    return Answer.objects.select_related("check_item").get(
        campaign=campaign, unit__name=unit, check_item__kind="problem"
    )


def claim(actor, row: Answer, *places: At):
    service.say(actor, row.pk, Said("found", "台账对不上", looked=SEEN, counted_in="户", places=places))
    return service.register(actor, row.pk, "监测对象台账更新不及时", DUE)


def test_each_place_becomes_a_problem_that_the_claimer_leads(campaign, county, acting):
    here, there = county.area("石坳村").code, county.area("桥头村").code
    with acting("township") as actor:
        made = claim(actor, stated(campaign, "柳溪镇"), At(here, Decimal(2), "二组"), At(there))
        assert [(p.area_code, p.text) for p in made] == [
            (here, "柳溪镇 石坳村（2 户）：二组"[4:]),
            (there, "台账对不上"),
        ]
        for problem in made:
            assert (problem.source, problem.higher_level, problem.target) == ("plan", True, "台账与系统一致")
            assert (problem.deadline_kind, problem.due, problem.first_due) == ("dated", DUE, DUE)
            assert [m.text for m in problem.measures.all()] == ["逐户核对台账。", "建立按月更新办法。"]
            part = problem.assignments.get()
            assert (part.role, part.state, part.unit.name, part.owner_id) == (
                "lead",
                "acknowledged",
                "柳溪镇",
                actor.person_id,
            )
            assert (part.lead_official, part.due) == ("李副县长", DUE)
            assert (problem.state, problem.waiting_words.split()[0]) == ("rectifying", "柳溪镇")


def test_claiming_twice_makes_nothing_twice(campaign, county, acting):
    here = At(county.area("石坳村").code)
    with acting("township") as actor:
        row = stated(campaign, "柳溪镇")
        assert len(claim(actor, row, here)) == 1
        service.say(actor, row.pk, Said("found", "台账对不上", looked=SEEN, places=(here,)))
        with pytest.raises(Refused, match="已登记过的不用再登记"):
            service.register(actor, row.pk, "监测对象台账更新不及时", DUE)


def test_a_lead_unit_of_the_plan_leads_and_the_claimer_assists(campaign, county, acting):
    housing = county.unit("县住建局").pk
    with acting("office"):
        item = campaign.check_items.get(kind="problem")
        item.leads = [housing]
        item.save()
    with acting("township") as actor:
        (made,) = claim(actor, stated(campaign, "柳溪镇"), At(county.area("石坳村").code))
        parts = {p.unit.name: (p.role, p.state) for p in made.assignments.all()}
        assert parts == {"县住建局": ("lead", "issued"), "柳溪镇": ("assist", "acknowledged")}
    with acting("department"):
        assert type(made).objects.get(pk=made.pk).state == "assigned"


@pytest.mark.parametrize(("name", "value"), [("target", ""), ("deadline", None)])
def test_without_target_or_day_it_waits_for_dispatch_with_its_measures(campaign, county, acting, name, value):
    with acting("office"):
        item = campaign.check_items.get(kind="problem")
        setattr(item, name, value)
        item.save()
    with acting("township") as actor:
        row = stated(campaign, "柳溪镇")
        service.say(actor, row.pk, Said("found", "台账对不上", looked=SEEN, places=(At(row.area_code),)))
        (made,) = service.register(actor, row.pk, "监测对象台账更新不及时", DUE if name == "target" else None)
        assert (made.state, made.assignments.count(), made.measures.count()) == ("unassigned", 0, 2)


def test_a_village_claims_under_its_township_and_the_county_verifies_what_a_superior_stated(
    campaign, county, acting
):
    with acting("township") as actor:
        row = stated(campaign, "柳溪镇")
        service.forward(actor, [row.pk], [county.unit("松湾村").pk], clock.now() + timedelta(days=2))
    with acting("village") as clerk:
        mine = stated(campaign, "松湾村")
        (made,) = claim(clerk, mine, At(mine.area_code))
        assert made.assignments.get().issued_unit.name == "柳溪镇"
        case = case_now(made.pk)
        assert (derive(case).state, verifier(case)[1]) == ("rectifying", "县帮扶办或督查组")
    with acting("village_outsider"):
        assert not type(made).objects.filter(pk=made.pk).exists()


def test_what_a_unit_found_itself_waits_for_dispatch(campaign, county, acting):
    with acting("township") as actor:
        row = Answer.objects.filter(unit__name="柳溪镇", check_item__kind="check_item").first()
        (made,) = claim(actor, row, At(row.area_code))
        assert (made.source, made.state, made.measures.count()) == ("self", "unassigned", 0)


def test_none_found_and_no_place_make_no_problem(campaign, acting):
    with acting("township") as actor:
        row = stated(campaign, "柳溪镇")
        with pytest.raises(Refused, match="答了“发现问题”才能"):
            service.register(actor, row.pk, "监测对象台账更新不及时", DUE)
        service.say(actor, row.pk, Said("found", "台账对不上", looked=SEEN))
        with pytest.raises(Refused, match="至少一个地方"):
            service.register(actor, row.pk, "监测对象台账更新不及时", DUE)


@pytest.mark.parametrize("key", ["township_outsider", "office", "department", "leader", "inspector"])
def test_nobody_claims_for_another_unit(campaign, county, acting, key):
    with acting("office"):
        row = stated(campaign, "柳溪镇")
    with acting(key) as actor, pytest.raises(Refused):
        service.register(actor, row.pk, "监测对象台账更新不及时", DUE)


def test_a_refusal_half_way_leaves_no_problem(campaign, county, acting, as_):
    with acting("township"):
        row = stated(campaign, "柳溪镇")
    sent = {
        "state": "found", "looked": "on_site", "text": "台账对不上", "version": row.version, "raise": "1",
        "problem_title": "台账更新不及时", "due": "2020-01-01", "place": [row.area_code], "place_number": ["2"],
        "place_text": [""], "counted_in": "户",
    }  # fmt: skip
    answered = as_("township").post(f"/campaigns/answers/{row.pk}/", sent)
    assert answered.status_code == 422
    assert "早于发现日期" in answered.content.decode()
    with acting("township"):
        assert stated(campaign, "柳溪镇").state == "open"
        assert row.places.count() == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [("两户", "第 1 处的数量要填数字"), ("1e9", "第 1 处"), ("NaN", "数量要填数字"), ("-2", "要大于 0")],
)
def test_a_number_in_words_is_refused_by_name(campaign, acting, as_, words, why):
    with acting("township"):
        row = stated(campaign, "柳溪镇")
    sent = {
        "state": "found", "looked": "on_site", "text": "台账对不上", "version": row.version, "counted_in": "户",
        "place": [row.area_code], "place_number": [words], "place_text": [""],
    }  # fmt: skip
    answered = as_("township").post(f"/campaigns/answers/{row.pk}/", sent)
    if words == "1e9":
        assert answered.status_code == 302
    else:
        assert (answered.status_code, why in answered.content.decode()) == (422, True)


def test_long_measures_are_cut_between_sentences_and_nothing_is_lost():
    words = "一是逐户核对台账。" * 30 + "二" * 450
    parts = parts_of(words)
    assert "".join(parts) == words
    assert max(map(len, parts)) <= 200
    assert parts_of("  ") == []
