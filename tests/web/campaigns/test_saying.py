"""What an answer says: looked at how, how many, where; sums, files, sending back; who later found what somebody said was not there."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import ProgrammingError, transaction
from hypothesis import given
from hypothesis import strategies as st

from bihuan.web.access import Conflict, Refused
from bihuan.web.campaigns import found
from bihuan.web.campaigns.models import Answer, AnswerFile, AnswerPlace
from bihuan.web.campaigns.services import answers as service
from bihuan.web.campaigns.services.answers import At, Said
from bihuan.web.config import clock
from bihuan.web.inbox import reading
from bihuan.web.inbox.models import Notice
from bihuan.web.journal.models import JournalLine
from tests.web.campaigns import kit
from tests.web.problems.steps import photo

State = Answer.State
SEEN = ("on_site",)


@pytest.fixture
def campaign(county, acting):
    with acting("office") as actor:
        return kit.published(actor)


def answer(campaign, unit: str, place: int = 0) -> Answer:
    return Answer.objects.filter(campaign=campaign, unit__name=unit).order_by("check_item__order")[place]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Said("none_found"), "怎么查的"),
        (Said("found", "三户"), "怎么查的"),
        (Said("none_found", looked=("guess",)), "怎么查的"),
        (Said("none_found", looked=SEEN, number=Decimal(2), counted_in="户"), "只能是 0"),
        (Said("found", "三户", looked=SEEN, number=Decimal(0), counted_in="户"), "要大于 0"),
        (Said("found", "三户", looked=SEEN, number=Decimal(3)), "写明单位"),
        (Said("found", "三户", looked=SEEN, places=(At(990101_102001),)), "写不了别处"),
        (Said("found", "三户", looked=SEEN, places=(At(990101_101001, Decimal(-1)),)), "要大于 0"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_kept(campaign, acting, said, why):
    with acting("township") as actor:
        row = answer(campaign, "柳溪镇")
        with pytest.raises(Refused, match=why):
            service.say(actor, row.pk, said, row.version)
        now = Answer.objects.get(pk=row.pk)
        assert (now.state, now.version, now.places.count()) == ("open", 1, 0)


def test_ways_stand_in_their_own_order_and_none_found_counts_nought(campaign, acting):
    with acting("township") as actor:
        done = service.say(
            actor, answer(campaign, "柳溪镇").pk, Said("none_found", looked=("asked", "on_site", "asked"))
        )
        assert (done.looked, done.looked_words, done.number) == (["on_site", "asked"], "实地看、问群众", 0)
        line = JournalLine.objects.filter(code="answer.said").latest("pk")
        assert line.data["said"] == "没有发现问题（实地看、问群众）"
        assert line.person_name == "何敏"


def test_an_item_that_does_not_apply_needs_no_looking_and_has_no_number(campaign, acting):
    with acting("township") as actor:
        done = service.say(actor, answer(campaign, "柳溪镇").pk, Said("not_applicable", "没有易地搬迁户"))
        assert (done.number, done.looked) == (None, [])


def test_counted_places_add_up_and_uncounted_ones_leave_it_unknown(campaign, county, acting):
    here, there = county.area("石坳村").code, county.area("桥头村").code
    with acting("township") as actor:
        first, second = answer(campaign, "柳溪镇"), answer(campaign, "柳溪镇", 1)
        both = (At(here, Decimal(2), "二组"), At(there, Decimal("1.5")))
        one = service.say(actor, first.pk, Said("found", "漏雨", looked=SEEN, counted_in="户", places=both))
        assert one.number == Decimal("3.5")
        part = (At(here, Decimal(2)), At(there))
        two = service.say(actor, second.pk, Said("found", "漏雨", looked=SEEN, counted_in="户", places=part))
        assert two.number is None


def test_places_that_are_no_longer_named_are_taken_back_those_made_problems_stay(campaign, county, acting):
    here, there = county.area("石坳村").code, county.area("桥头村").code
    with acting("township") as actor:
        row = answer(campaign, "柳溪镇")
        service.say(actor, row.pk, Said("found", "漏雨", looked=SEEN, places=(At(here),)))
        service.register(actor, row.pk, "住房屋面漏雨")
        service.say(
            actor, row.pk, Said("found", "漏雨", looked=SEEN, places=(At(there), At(there, None, "三组")))
        )
        service.say(actor, row.pk, Said("found", "漏雨", looked=SEEN, places=(At(there, None, "三组"),)))
        held = [(p.place, p.text, p.live) for p in row.places.order_by("pk")]
        assert held == [("石坳村", "", True), ("桥头村", "", False), ("桥头村", "三组", True)]


counts = st.none() | st.decimals(min_value="0.01", max_value=9999, places=2)
said_by_villages = st.lists(
    st.tuples(
        st.sampled_from(["found", "none_found", "not_applicable"]), counts, st.sampled_from(["户", "人"])
    ),
    min_size=1,
    max_size=12,
)


@given(said_by_villages)
def test_the_townships_number_is_the_sum_of_its_villages(villages):
    """Worked out from the raw triples: the machine's sum, or unknown where one did not count or counted something else."""
    rows = [
        Answer(state=state, text="有", number=number if state == "found" else None, counted_in=unit, looked=["data"])
        for state, number, unit in villages
    ]  # fmt: skip
    for row in rows:
        row.unit = kit.named("某村")
    said = service.rolled_up(rows)
    finds = [(number, unit) for state, number, unit in villages if state == "found"]
    sure = bool(finds) and all(n is not None for n, _ in finds) and len({u for _, u in finds}) == 1
    assert said is not None
    assert said.number == (sum(n for n, _ in finds if n is not None) if sure else None)
    assert said.counted_in == (finds[0][1] if sure else "")
    states = {state for state, _, _ in villages}
    worst = "found" if finds else "none_found" if "none_found" in states else "not_applicable"
    assert said.state == worst


def test_numbers_of_villages_reach_the_county(campaign, county, acting):
    with acting("township") as actor:
        row = answer(campaign, "柳溪镇")
        ids = [county.unit(name).pk for name in ("石坳村", "桥头村", "松湾村")]
        service.forward(actor, [row.pk], ids, clock.now() + timedelta(days=2))
    for key, many in (("village", 3), ("team", 4)):
        with acting(key) as clerk:
            mine = Answer.objects.get(
                check_item=row.check_item_id, unit__name={"village": "松湾村", "team": "桥头村"}[key]
            )
            service.say(
                clerk,
                mine.pk,
                Said("found", "漏雨", looked=("asked",), number=Decimal(many), counted_in="户"),
            )
    with acting("township") as actor:
        last = Answer.objects.get(check_item=row.check_item_id, unit__name="石坳村")
        service.say(actor, last.pk, Said("none_found", looked=("record",)))
        service.sum_up(actor, [row.pk])
        done = Answer.objects.get(pk=row.pk)
        assert (done.number_words, done.looked) == ("7 户", ["record", "asked"])


def test_files_are_kept_once_and_seen_by_whom_the_answer_is_seen(campaign, acting, as_):
    with acting("township") as actor:
        row = answer(campaign, "柳溪镇")
        one = service.attach(actor, row.pk, photo("#224466"), "台账.jpg")
        again = service.attach(actor, row.pk, photo("#224466"), "又一次.jpg")
        assert (again.pk, row.files.count()) == (one.pk, 1)
        with pytest.raises(Refused, match="不能作佐证"):
            service.attach(actor, row.pk, __import__("io").BytesIO(b"#!/bin/sh"), "x.sh")
    address = f"/campaigns/answers/files/{one.pk}/"
    assert as_("office").get(address)["Content-Type"] == "image/jpeg"
    assert as_("township_colleague").get(f"{address}?small=1").status_code == 200
    assert as_("township_outsider").get(address).status_code == 404
    assert as_("village").get(address).status_code == 404


@pytest.mark.parametrize("key", ["township_outsider", "village", "department", "leader"])
def test_the_database_refuses_places_and_files_of_an_answer_out_of_reach(campaign, acting, key):
    with acting("office"):
        row = answer(campaign, "柳溪镇")
    strays = (
        AnswerPlace(answer_id=row.pk, place_code=990101_101001, place="石坳村"),
        AnswerFile(
            answer_id=row.pk, sha256="0" * 64, name="x", size=1, media_type="image/png", at=clock.now()
        ),
    )
    with acting(key) as actor:
        strays[1].by_id = actor.person_id
        for stray in strays:
            with pytest.raises(ProgrammingError), transaction.atomic():
                stray.save()


def test_a_villages_answer_goes_back_with_a_reason_and_the_first_time_stays(campaign, county, acting):
    due, later = clock.now() + timedelta(days=2), clock.now() + timedelta(days=4)
    with acting("township") as actor:
        row = answer(campaign, "柳溪镇")
        service.forward(actor, [row.pk], [county.unit("松湾村").pk], due)
    with acting("village") as clerk:
        mine = Answer.objects.get(unit_id=clerk.unit_id)
        service.say(clerk, mine.pk, Said("none_found", "都看了", looked=SEEN))
        with pytest.raises(Refused, match="由柳溪镇退回"):
            service.send_back(clerk, mine.pk, "自己退", later)
    with acting("office") as office, pytest.raises(Refused, match="由柳溪镇退回"):
        service.send_back(office, mine.pk, "没有写户数", later)
    with acting("township_outsider") as other, pytest.raises(Refused, match="看到的范围"):
        service.send_back(other, mine.pk, "没有写户数", later)
    with acting("township") as actor:
        with pytest.raises(Refused, match="退回的原因"):
            service.send_back(actor, mine.pk, " ", later)
        with pytest.raises(Conflict, match="刚改过"):
            service.send_back(actor, mine.pk, "没有写户数", later, version=1)
        back = service.send_back(actor, mine.pk, "没有写户数", later, version=2)
        assert (back.state, back.first_due_at, back.due_at, back.text) == ("returned", due, later, "都看了")
        with pytest.raises(Refused, match="还差 1 个村"):
            service.sum_up(actor, [row.pk])
        with pytest.raises(Refused, match="还没有答"):
            service.send_back(actor, mine.pk, "没有写户数", later)
    with acting("village") as clerk:
        done = service.say(clerk, mine.pk, Said("none_found", "214 户都看了", looked=SEEN))
        assert (done.state, done.days_late) == ("none_found", 0)


def test_a_village_is_told_that_it_is_asked_and_that_its_answer_came_back(campaign, county, acting):
    later = clock.now() + timedelta(days=2)
    with acting("township") as actor:
        rows = [answer(campaign, "柳溪镇", n).pk for n in range(2)]
        service.forward(actor, rows, [county.unit("松湾村").pk], later)
    with acting("village") as clerk:
        mine = answer(campaign, "松湾村")
        service.say(clerk, mine.pk, Said("none_found", looked=SEEN))
        assert (
            Notice.objects.filter(kind="answer").count() == 1
        )  # two items passed on together are one notice
    with acting("township") as actor:
        service.send_back(actor, mine.pk, "没有写户数", later)
    with acting("village"):
        words = [told.words + told.note for told in reading.told(list(Notice.objects.filter(kind="answer")))]
        assert any("退回松湾村第" in each and "没有写户数" in each for each in words)
    with acting("village_outsider"):
        assert not Notice.objects.filter(kind="answer").exists()


def test_the_office_sends_a_units_answer_back_and_nobody_else_does(campaign, acting):
    later = clock.now() + timedelta(days=4)
    with acting("township") as actor:
        row = answer(campaign, "柳溪镇")
        service.say(actor, row.pk, Said("none_found", looked=SEEN))
        with pytest.raises(Refused, match="由县帮扶办退回"):
            service.send_back(actor, row.pk, "没有写户数", later)
    with acting("clerk") as clerk, pytest.raises(Refused, match="由县帮扶办退回"):
        service.send_back(clerk, row.pk, "没有写户数", later)
    with acting("office") as office:
        assert service.send_back(office, row.pk, "没有写户数", later).state == "returned"


def test_lateness_counts_from_the_first_answer_against_the_first_due_day(campaign, acting):
    with acting("township") as actor:
        row = answer(campaign, "柳溪镇")
        moments = [row.due_at + timedelta(days=n) for n in (3, 8)]
        for moment in moments:
            with clock.frozen(moment):
                done = service.say(actor, row.pk, Said("none_found", looked=SEEN))
        assert (done.days_late, done.first_answered_at) == (3, moments[0])


def test_who_said_none_is_named_when_it_is_found_there_later(campaign, county, acting, as_):
    from bihuan.web.problems import services as loop

    with acting("township") as actor:
        row = answer(campaign, "柳溪镇")
        service.say(actor, row.pk, Said("none_found", looked=SEEN))
    with acting("inspector") as inspector, clock.frozen(clock.now() + timedelta(days=2)):
        there = {"area_code": county.area("石坳村").code, "campaign": campaign, "check_item": row.check_item}
        problem = loop.raise_problem(inspector, title="石坳村两户仍住危房", source="inspection", **there)
        elsewhere = {**there, "area_code": county.area("下洲村").code}
        loop.raise_problem(inspector, title="下洲村一户仍住危房", source="inspection", **elsewhere)
    with acting("office"):
        now = Answer.objects.select_related("unit__area").get(pk=row.pk)
        assert found.found_later([now]) == {row.pk: [problem]}
        assert [a.pk for a in found.said_none_before(problem)] == [row.pk]
    page = as_("office").get(f"/problems/{problem.pk}/").content.decode()
    assert "此前答复" in page
    assert "何敏" in page
    assert "石坳村两户仍住危房" in as_("township").get(f"/campaigns/answers/{row.pk}/").content.decode()


def test_an_earlier_problem_accuses_nobody(campaign, county, acting):
    from bihuan.web.problems import services as loop

    with acting("township") as actor:
        row = answer(campaign, "柳溪镇")
        problem = loop.raise_problem(
            actor, title="石坳村两户漏雨", area_code=county.area("石坳村").code, check_item=row.check_item
        )
        with clock.frozen(clock.now() + timedelta(hours=1)):
            service.say(actor, row.pk, Said("none_found", looked=SEEN))
        now = Answer.objects.select_related("unit__area").get(pk=row.pk)
        assert found.found_later([now]) == {}
        assert found.said_none_before(problem) == []
