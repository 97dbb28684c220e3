"""Own words: kept apart from the live ones, marked when those change, given up in one press, refused when somebody was faster."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bihuan.web.access import Conflict, Refused
from bihuan.web.campaigns.duties import returns
from bihuan.web.campaigns.duties.sheets import editing, opening, reading
from bihuan.web.campaigns.duties.sheets.editing import Words
from bihuan.web.campaigns.models import Answer
from bihuan.web.config import clock
from tests.web.campaigns.duties import papers
from tests.web.campaigns.duties.sheets.test_live import say


def read(row, no: str = "2") -> reading.Line:
    held = reading.sheet(row, opening.draft_of(row))
    return next(line for line in held.lines if line.head.no == no)


@pytest.fixture
def said(posts, owed):
    """The township found three households."""
    say(posts["township"], "柳溪镇", "2", text="三户。", number=3, measures="搬", progress="正在搬")
    return owed()


def test_own_words_leave_the_answer_as_it_is(posts, said):
    before = Answer.objects.get(unit__short_name="柳溪镇", check_item__no="2")
    editing.edit(
        posts["township"],
        said.pk,
        read(said).key,
        Words("三户。（3 户）", "搬", "已搬两户", Decimal(3), "户"),
    )
    line = read(said)
    assert (line.progress, line.own, line.overtaken) == ("已搬两户", ["progress"], [])
    after = Answer.objects.get(pk=before.pk)
    assert (after.progress, after.version) == ("正在搬", before.version)
    # What is not its own follows the answer.
    say(posts["township"], "柳溪镇", "2", text="四户。", number=4, measures="搬", progress="正在搬")
    assert (read(said).situation, read(said).number, read(said).overtaken) == ("四户。（4 户）", 4, [])


def test_a_changed_answer_is_marked_and_taken_in_one_press(posts, said):
    key = read(said).key
    editing.edit(posts["township"], said.pk, key, Words("镇里核了三户。", "搬", "已搬两户", Decimal(2), "户"))
    assert read(said).own == ["situation", "progress", "number"]
    say(posts["township"], "柳溪镇", "2", text="三户。", number=3, measures="搬", progress="都搬了")
    line = read(said)
    assert (line.overtaken, line.progress) == (["progress"], "已搬两户")
    editing.take_live(posts["township"], said.pk, key)
    line = read(said)
    assert (line.progress, line.own, line.overtaken) == ("都搬了", ["situation", "number"], [])
    assert line.number == 2
    editing.take_live(posts["township"], said.pk, key)
    assert (read(said).own, read(said).number) == ([], 3)


def test_an_unknown_figure_is_one_of_its_own(posts, said):
    editing.edit(posts["township"], said.pk, read(said).key, Words("三户。（3 户）", "搬", "正在搬", None))
    line = read(said)
    assert (line.own, line.number, line.number_words) == (["number"], None, "")


def test_somebody_faster_is_not_overwritten(posts, said):
    key, stamp = read(said).key, read(said).stamp
    editing.edit(posts["township"], said.pk, key, Words("甲写的"), stamp)
    with pytest.raises(Conflict, match="刚被本单位别的同志改过"):
        editing.edit(posts["township"], said.pk, key, Words("乙写的"), stamp)
    assert read(said).situation == "甲写的"


def test_last_months_words_are_taken_over(posts, said, owed):
    first = owed(due="2020-01-04")
    editing.edit(posts["township"], first.pk, read(first).key, Words("一月三户", "一月措施", "一月进度"))
    with pytest.raises(Refused, match="上一期没有这一项"):
        editing.take_last(posts["township"], said.pk, read(said).key)
    returns.hand_in(posts["township"], first.pk)
    line = read(said)
    assert line.changed == ["situation", "measures", "progress", "number"]
    assert line.before[0] == ("situation", "一月三户")
    editing.take_last(posts["township"], said.pk, line.key)
    assert (read(said).progress, read(said).changed) == ("一月进度", [])


@pytest.mark.parametrize(
    "who", ["township_outsider", "department", "village", "leader", "clerk", "inspector"]
)
def test_another_units_return_is_not_written(posts, said, who):
    for act in (
        lambda: editing.edit(posts[who], said.pk, read(said).key, Words("x")),
        lambda: editing.take_live(posts[who], said.pk, read(said).key),
    ):
        with pytest.raises(Refused):
            act()
    assert read(said).own == []


def test_the_office_does_not_write_for_a_unit(said, office):
    with pytest.raises(Refused, match="归柳溪镇"):
        editing.edit(office, said.pk, read(said).key, Words("x"))


@pytest.mark.parametrize(
    ("key", "words", "why"),
    [
        ("i0", Words("x"), "没有这一项"),
        ("", Words("x"), "没有这一项"),
        (None, Words("x" * 20_001), "最多写 20000 字"),
        (None, Words("x", number=Decimal(-1)), "不能小于 0"),
    ],
)
def test_what_cannot_be_written(posts, said, key, words, why):
    with pytest.raises(Refused, match=why):
        editing.edit(posts["township"], said.pk, read(said).key if key is None else key, words)
    assert read(said).own == []


def test_a_locked_return_says_what_to_do(posts, said, office):
    key = read(said).key
    returns.hand_in(posts["township"], said.pk)
    with pytest.raises(Refused, match="已经交来，等县帮扶办审，不能改。要改，请他们退回"):
        editing.edit(posts["township"], said.pk, key, Words("x"))
    returns.accept(office, [said.pk])
    with pytest.raises(Refused, match="已经收下并冻结，不能改。要更正，请开一稿更正"):
        editing.edit(posts["township"], said.pk, key, Words("x"))


def test_who_is_early_need_not_wait_for_the_timer(posts, owed):
    with clock.frozen(papers.at("2020-01-10")):
        row = owed(due="2020-06-04")
        editing.edit(posts["township"], row.pk, read(row).key, Words("先写上"))
        assert read(row).situation == "先写上"
