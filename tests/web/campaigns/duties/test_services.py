"""Handing in, accepting, sending back, noting work: what changes, what is refused, what stays the same when done twice."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import ProgrammingError, transaction

from bihuan.web.access import Refused
from bihuan.web.campaigns.duties import counting, matrix, returns, todo
from bihuan.web.campaigns.duties.counting import Work
from bihuan.web.campaigns.models import DutyCount, DutyEntry, DutyTerms, Return, ReturnTerms
from bihuan.web.config import clock
from bihuan.web.journal.models import JournalLine
from tests.web.campaigns.duties import papers


@pytest.fixture
def posts(county, acting):
    """posts("township") is that actor, for services that check the role under the office's scope."""

    def actor_of(key: str):
        with acting(key) as actor:
            return actor

    return {key: actor_of(key) for key in ("township", "township_outsider", "village", "village_outsider", "department", "inspector", "leader", "clerk", "supervisor")}  # fmt: skip


def due_of(paper, unit: str, due: str = "2020-01-04") -> Return:
    return Return.objects.get(campaign=paper, unit__short_name=unit, due=due)


def test_hand_in_accept_and_freeze(posts, paper, office):
    row = due_of(paper, "柳溪镇")
    with clock.frozen(papers.at("2020-01-03")):
        returns.hand_in(posts["township"], row.pk, "纸质件已盖章")
        returns.hand_in(posts["township"], row.pk, "又按了一次")
        row.refresh_from_db()
        assert (row.state, row.note, row.handed_in_by.name) == ("handed_in", "纸质件已盖章", "何敏")
        assert returns.accept(office, [row.pk]) == 1
        assert returns.accept(office, [row.pk]) == 0
    with pytest.raises(Refused, match="已经收下并冻结，不能退回"):
        returns.send_back(office, row.pk, "改")
    codes = list(
        JournalLine.objects.filter(object_type="campaigns.return", object_id=row.pk)
        .order_by("id")
        .values_list("code", flat=True)
    )
    assert codes == ["return.handed_in", "return.accepted"]


def test_send_back_gives_three_working_days(posts, paper, office):
    row = due_of(paper, "柳溪镇", "2020-04-04")
    with clock.frozen(papers.at("2020-04-03")):
        returns.hand_in(posts["township"], row.pk)
        with pytest.raises(Refused, match="请写明退回的原因"):
            returns.send_back(office, row.pk, "  ")
        # 4 to 6 April are Qingming: the third working day after the 3rd is the 9th.
        assert returns.send_back(office, row.pk, "缺第 3 项").again_due == date(2020, 4, 9)
        returns.hand_in(posts["township"], row.pk)
    row.refresh_from_db()
    assert row.state == "handed_in"
    assert row.first_handed_in_at == papers.at("2020-04-03")


@pytest.mark.parametrize("who", ["township_outsider", "department", "village"])
def test_another_units_return_is_refused(posts, paper, who):
    with pytest.raises(Refused, match="这一份归柳溪镇"):
        returns.hand_in(posts[who], due_of(paper, "柳溪镇").pk)


@pytest.mark.parametrize("who", ["leader", "clerk", "supervisor", "inspector"])
def test_roles_that_answer_for_nobody_are_refused(posts, paper, who):
    with pytest.raises(Refused, match="不能答复排查项目"):
        returns.hand_in(posts[who], due_of(paper, "柳溪镇").pk)


@pytest.mark.parametrize("who", ["township", "clerk", "leader"])
def test_only_the_office_accepts_and_decides(posts, paper, who):
    row = due_of(paper, "柳溪镇")
    for act in (
        lambda: returns.accept(posts[who], [row.pk]),
        lambda: returns.send_back(posts[who], row.pk, "改"),
        lambda: returns.decide_level(posts[who], row.obligation_id, "village"),
        lambda: counting.decide_level(posts[who], paper.duties.first().pk, "village"),
    ):
        with pytest.raises(Refused, match="不能发布专项行动"):
            act()


def test_the_office_notes_a_paper_copy_and_says_so(paper, office):
    row = due_of(paper, "柳溪镇")
    with pytest.raises(Refused, match="请写明怎么交来的"):
        returns.hand_in(office, row.pk)
    assert returns.hand_in(office, row.pk, "纸质件送到").handed_in_by_id == office.person_id


def test_another_level_withdraws_and_restores(posts, paper, office):
    monthly = ReturnTerms.objects.get(obligation__rule="monthly").obligation
    with clock.frozen(papers.at("2019-12-30")):
        returns.hand_in(posts["township"], due_of(paper, "柳溪镇").pk)
    # Six villages owe six months; of the three units' eighteen returns the one handed in stays.
    assert returns.decide_level(office, monthly.pk, "village") == 36
    rows = Return.objects.filter(obligation=monthly)
    assert rows.filter(state="withdrawn").count() == 17
    assert returns.decide_level(office, monthly.pk, "asked") == 0
    assert (rows.filter(state="waiting").count(), rows.filter(state="withdrawn").count()) == (17, 36)


def test_what_was_due_before_publishing_is_asked_for_by_decision(county, acting):
    with acting("office") as office, clock.frozen(papers.at("2020-03-10")):
        campaign = papers.published(office)
        monthly = ReturnTerms.objects.get(obligation__rule="monthly").obligation
        assert returns.ask_for_earlier(office, monthly.pk) == 3 * 3
        rows = list(Return.objects.filter(obligation=monthly).select_related("unit", "obligation"))
        drawn = matrix.matrix(rows, date(2020, 3, 10))
        assert [(c.head, c.mark) for c in drawn.columns][:4] == [
            ("1月4日", "周六"),
            ("2月4日", ""),
            ("3月4日", ""),
            ("4月4日", "清明放假"),
        ]
        assert matrix.headline(monthly, drawn.tally, date(2020, 3, 10)) == "3月月报：3 家收 0 家，缺 3 家"
        with pytest.raises(Refused, match="没有要报的了"):
            returns.ask_for_earlier(office, monthly.pk)
        assert campaign.returns.count() == 6 * 3


def counter(paper, unit: str, per: str) -> DutyCount:
    return DutyCount.objects.get(duty__campaign=paper, unit__short_name=unit, duty__per=per)


def test_work_adds_up_and_a_key_counts_once(posts, paper):
    count, key = counter(paper, "松湾村", "month"), uuid.uuid4()
    today = date(2019, 12, 6)
    assert counting.record(posts["village"], count.pk, Work(Decimal(2), today, "两户"), key).done == 2
    assert counting.record(posts["village"], count.pk, Work(Decimal(2), today, "两户"), key).done == 2
    assert (
        counting.record(posts["township"], count.pk, Work(Decimal(1), date(2019, 12, 2)), uuid.uuid4()).done
        == 3
    )
    assert (
        counting.record(posts["village"], count.pk, Work(Decimal(-1), today, "记重了"), uuid.uuid4()).done
        == 2
    )
    assert [int(e.number) for e in count.entries.order_by("id")] == [2, 1, -1]


@pytest.mark.parametrize(
    ("number", "on", "note", "why"),
    [
        (0, "2019-12-06", "", "数量不能是 0"),
        (1, "2019-12-07", "", "还没有到"),
        (1, "2019-11-30", "", "请记到那一期"),
        (-1, "2019-12-06", "", "请在说明里写明为什么减"),
        (-1, "2019-12-06", "更正", "减不了 1"),
    ],
)
def test_work_that_cannot_be_noted(posts, paper, number, on, note, why):
    count = counter(paper, "松湾村", "month")
    with pytest.raises(Refused, match=why):
        counting.record(
            posts["village"], count.pk, Work(Decimal(number), date.fromisoformat(on), note), uuid.uuid4()
        )
    assert not DutyEntry.objects.exists()


def test_inspectors_note_their_own_draws_only(posts, paper):
    today = date(2019, 12, 6)
    assert (
        counting.record(
            posts["inspector"], counter(paper, "督查二组", "day").pk, Work(Decimal(10), today), uuid.uuid4()
        ).done
        == 10
    )
    for unit, per in (("督查一组", "day"), ("松湾村", "month")):
        with pytest.raises(Refused):
            counting.record(
                posts["inspector"], counter(paper, unit, per).pk, Work(Decimal(1), today), uuid.uuid4()
            )
    with pytest.raises(Refused, match="归松湾村"):
        counting.record(
            posts["village_outsider"],
            counter(paper, "松湾村", "month").pk,
            Work(Decimal(1), today),
            uuid.uuid4(),
        )


def test_entries_are_never_changed(posts, paper):
    count = counter(paper, "松湾村", "month")
    counting.record(posts["village"], count.pk, Work(Decimal(1), date(2019, 12, 6)), uuid.uuid4())
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        DutyEntry.objects.update(number=9)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        DutyCount.objects.filter(pk=count.pk)._raw_delete("default")


def test_another_level_stops_empty_counters_and_keeps_worked_ones(posts, paper, office):
    duty = DutyTerms.objects.get(duty__per="month").duty
    counting.record(
        posts["village"],
        counter(paper, "松湾村", "month").pk,
        Work(Decimal(1), date(2019, 12, 6)),
        uuid.uuid4(),
    )
    assert counting.decide_level(office, duty.pk, "township") == 2
    live = DutyCount.objects.filter(duty=duty, live=True)
    assert sorted(c.unit.short_name for c in live) == ["望岭乡", "松湾村", "柳溪镇"]
    with pytest.raises(Refused, match="改由别的单位办"):
        counting.record(
            posts["village_outsider"],
            counter(paper, "石坳口村", "month").pk,
            Work(Decimal(1), date(2019, 12, 6)),
            uuid.uuid4(),
        )


def test_to_dos_come_with_the_reminder_and_go_when_done(posts, paper, office):
    town = posts["township"]
    assert [t.right for t in todo.todos(town)] == []
    with clock.frozen(papers.at("2019-12-13")):
        assert [t.sub for t in todo.todos(town)] == ["后天（周日）要报；明天起是周末，请在今天下班前报"]
        returns.hand_in(town, due_of(paper, "柳溪镇", "2019-12-15").pk)
        assert todo.todos(town) == []
        assert [t.title for t in todo.todos(office)] == ["审12月15日前的报送：1 份交来"]
    with clock.frozen(papers.at("2019-12-20")):
        assert {r.unit.short_name for r in todo.waiting(office).missing} == {"望岭乡", "县住建局"}
    with clock.frozen(papers.at("2019-12-29")):
        assert [t.right for t in todo.todos(posts["village"])] == ["差 2"]
