"""Answering, forwarding, summing up; who may, and what the database refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

from bihuan.web.access import Conflict, Refused
from bihuan.web.campaigns import todo
from bihuan.web.campaigns.models import Answer
from bihuan.web.campaigns.services import answers as service
from bihuan.web.campaigns.services import publish
from bihuan.web.campaigns.services.answers import Said
from bihuan.web.config import clock
from tests.web.campaigns import kit

State = Answer.State
SEEN = ("on_site",)


@pytest.fixture
def campaign(county, acting):
    with acting("office") as actor:
        return kit.published(actor)


def answer(campaign, unit: str, place: int = 0) -> Answer:
    return Answer.objects.filter(campaign=campaign, unit__name=unit).order_by("check_item__order")[place]


def villages(county, *names: str) -> list[int]:
    return [county.unit(name).pk for name in names]


def test_a_township_sees_its_own_answers_only(campaign, acting):
    with acting("township"):
        assert set(Answer.objects.values_list("unit__name", flat=True)) == {"柳溪镇"}
        assert Answer.objects.count() == 3
    with acting("department"):
        assert list(Answer.objects.values_list("unit__name", flat=True)) == ["县住建局"]
    with acting("office"):
        assert Answer.objects.count() == 7


def test_answering_keeps_who_when_and_what(campaign, acting):
    with acting("township") as actor:
        row = answer(campaign, "柳溪镇")
        service.say(actor, row.pk, Said("none_found", "查 214 户", looked=SEEN), row.version)
        done = Answer.objects.get(pk=row.pk)
        assert (done.state, done.text, done.answered_by_id, done.version) == (
            "none_found",
            "查 214 户",
            actor.person_id,
            2,
        )


def test_an_answer_given_meanwhile_is_not_overwritten(campaign, acting):
    with acting("township") as actor:
        row = answer(campaign, "柳溪镇")
        service.say(actor, row.pk, Said("none_found", looked=SEEN), row.version)
        with pytest.raises(Conflict, match="刚被本单位"):
            service.say(actor, row.pk, Said("found", "三户", looked=SEEN), row.version)


@pytest.mark.parametrize(
    ("state", "why"), [("found", "写明在哪里"), ("not_applicable", "写明理由"), ("open", "选一种")]
)
def test_an_answer_without_its_words_is_refused(campaign, acting, state, why):
    with acting("township") as actor:
        row = answer(campaign, "柳溪镇")
        with pytest.raises(Refused, match=why):
            service.say(actor, row.pk, Said(state, looked=SEEN), row.version)


def test_nobody_answers_for_another_unit(campaign, acting):
    with acting("office") as office:
        row = answer(campaign, "柳溪镇")
        with pytest.raises(Refused, match="由柳溪镇答复"):
            service.say(office, row.pk, Said("none_found", looked=SEEN))
    with acting("township_outsider") as other, pytest.raises(Refused, match="看到的范围"):
        service.say(other, row.pk, Said("none_found", looked=SEEN))
    with acting("leader") as leader, pytest.raises(Refused, match="不能答复"):
        service.say(leader, row.pk, Said("none_found", looked=SEEN))


def test_the_database_refuses_an_answer_outside_the_area(campaign, county, acting):
    with acting("township"):
        item = campaign.check_items.first()
        stray = Answer(
            campaign=campaign,
            check_item=item,
            unit=county.unit("下洲村"),
            area_code=county.area("下洲村").code,
            due_at=clock.now(),
        )
        with pytest.raises(ProgrammingError), transaction.atomic():
            stray.save()


def test_bulk_answers_leave_answered_ones_alone(campaign, acting):
    with acting("township") as actor:
        rows = [answer(campaign, "柳溪镇", n) for n in range(3)]
        service.say(actor, rows[0].pk, Said("found", "桥头村 2 户", looked=SEEN))
        assert service.say_all(actor, [r.pk for r in rows], Said("none_found", looked=SEEN)) == 2
        assert Answer.objects.get(pk=rows[0].pk).state == "found"


def test_forward_answer_and_sum_up(campaign, county, acting):
    due = clock.now() + timedelta(days=2)
    with acting("township") as actor:
        row = answer(campaign, "柳溪镇")
        ids = villages(county, "石坳村", "桥头村", "松湾村")
        assert service.forward(actor, [row.pk], ids, due) == 3
        assert service.forward(actor, [row.pk], ids, due) == 0
        assert todo.count(actor) == 2  # the other two; the forwarded one waits for its villages
        with pytest.raises(Refused, match="还差 3 个村"):
            service.sum_up(actor, [row.pk])
    with acting("village") as clerk:
        mine = answer(campaign, "松湾村")
        service.say(clerk, mine.pk, Said("found", "2 户漏雨", "修屋面", "已开工", SEEN), mine.version)
    with acting("team") as team:  # the team of 桥头村 answers for its village
        service.say(team, answer(campaign, "桥头村").pk, Said("none_found", looked=SEEN))
    with acting("township") as actor:
        service.say(
            actor, answer(campaign, "石坳村").pk, Said("none_found", looked=SEEN)
        )  # the township answers for a village
        assert service.sum_up(actor, [row.pk]) == 1
        done = Answer.objects.get(pk=row.pk)
        assert (done.state, done.text, done.measures) == ("found", "松湾村：2 户漏雨", "松湾村：修屋面")


def test_villages_of_others_and_late_times_are_refused(campaign, county, acting):
    with acting("township") as actor:
        row = answer(campaign, "柳溪镇")
        with pytest.raises(Refused, match="本单位下面"):
            service.forward(actor, [row.pk], villages(county, "下洲村"), clock.now() + timedelta(days=1))
        with pytest.raises(Refused, match="来不及汇总"):
            service.forward(actor, [row.pk], villages(county, "松湾村"), clock.now() + timedelta(days=30))
        with pytest.raises(Refused, match="已经过去"):
            service.forward(actor, [row.pk], villages(county, "松湾村"), clock.now() - timedelta(hours=1))


def test_a_closed_campaign_takes_no_answers(campaign, acting):
    with acting("office") as office:
        publish.close(office, campaign.pk)
    with acting("township") as actor, pytest.raises(Refused, match="已经结束"):
        service.say(actor, answer(campaign, "柳溪镇").pk, Said("none_found", looked=SEEN))


def test_finding_something_raises_a_problem_from_the_same_form(campaign, county, as_, acting):
    with acting("township"):
        row = answer(campaign, "柳溪镇")
    sent = {
        "state": "found", "text": "石坳村 2 户屋面漏雨", "measures": "", "progress": "", "version": row.version,
        "looked": "on_site", "raise": "1", "problem_title": "2 户住房屋面漏雨", "place": county.area("石坳村").code, "due": "",
    }  # fmt: skip
    answered = as_("township").post(f"/campaigns/answers/{row.pk}/", sent)
    assert answered.status_code == 302
    with acting("township"):
        from bihuan.web.problems.models import Problem

        made = Problem.objects.get()
        assert (made.title, made.check_item_id, made.campaign_id) == (
            "2 户住房屋面漏雨",
            row.check_item_id,
            campaign.pk,
        )
        assert made.area_code == county.area("石坳村").code
        assert sorted(made.gates.values_list("kind", flat=True)) == ["accepted", "found_out", "put_right"]
        assert Answer.objects.get(pk=row.pk).state == "found"
