"""A problem that is kept right by a mechanism: made routine, checked when the day comes, and again when the check fails."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bihuan.web.config import clock
from bihuan.web.ui.words import cn_date
from tests.web.problems.steps import paper
from tests.web.spine.conftest import Ask, Sit
from tests.web.spine.hand import shot
from tests.web.spine.story import Story, register

pytestmark = [pytest.mark.xdist_group("spine")]
TITLE = "松湾村垃圾清运没有人管"
MECHANISM = "村保洁员每天清运，乡镇每周抽查两个村"
TODAY = clock.today()


@pytest.fixture(scope="module")
def story(sit: Sit, ask: Ask) -> Story:
    made = register(sit("office"), TITLE, "990101101003", profile_key="standing", deadline_kind="standing")
    return Story(made, sit, ask, phones=("village", "inspector"))


def test_the_office_gives_it_to_the_township_without_a_day(story: Story) -> None:
    office = story.from_first_screen("office", TITLE)
    office.act("assign", target="垃圾日产日清，有人查")
    story.waits(office, "待签收", "等 柳溪镇 何敏 签收")
    office.sees("长期坚持", ".head")


def test_the_township_passes_it_on_and_the_village_works_by_phone(story: Story) -> None:
    township = story.from_first_screen("township", TITLE)
    township.act("acknowledge")
    township.act("cause", cause="保洁员离岗以后没有补人，也没有人查。")
    township.page.locator("#more summary", has_text="转给下级落实").click()
    township.pick_unit(township.page.locator("#act-forward"), "units", "松湾村")
    township.act("forward")
    village = story.from_first_screen("village", TITLE)
    village.act("acknowledge")
    village.act("measures", measures_text="聘一名保洁员，定清运办法")
    village.act("measure_done", papers=[shot("清运")], caption="清运车到村")
    village.act("submit")
    story.waits(village, "整改中", "等 柳溪镇 何敏 整改")


def test_a_mechanism_needs_words_and_a_document(story: Story) -> None:
    """The township is led to the document a photo cannot stand for, and told so when it hands in without the words."""
    township = story.from_first_screen("township", TITLE)
    story.turn(township, "整改中", "添佐证")
    township.sees("机制要有文件作佐证（制度、办法、会议纪要），照片不算", "#turn")
    township.act("evidence", papers=[("清运办法.pdf", paper().read())], caption="清运办法")
    story.turn(township, "整改中", "报完成")
    said = {
        "achieved": "垃圾日产日清",
        "relation": "representative",
        "accepted_by": "谢长福",
        "asked_how": "visit",
    }
    story.refused(township, "submit", "建立了什么机制", **said)
    assert township.page.input_value("#act-submit [name=achieved]") == "垃圾日产日清"
    township.act("submit", mechanism=MECHANISM)
    story.waits(township, "待核验", "等 县帮扶办 核验")


def test_the_office_verifies_and_it_is_made_routine(story: Story) -> None:
    office = story.from_first_screen("office", TITLE)
    for gate in ("问题查清", "整改到位", "成效达标"):
        story.turn(office, "待核验", f"核验“{gate}”")
        office.act("pass_gate", ground=f"看过办法和记录，{gate}属实。")
    story.turn(office, "待核验", "核验“群众满意”", "转常态化")
    office.act("pass_gate", ground="问过村民代表，清运正常。")
    day = _check_day(story)
    story.waits(office, "转常态化", f"等 县帮扶办 {cn_date(day)} 检查")
    story.life(office, f"县帮扶办 周桂兰 机制已核验，转常态化，{cn_date(day)} 检查")
    office.sees("下次检查", ".tl .next")
    office.sees(MECHANISM)


def _check_day(story: Story) -> object:
    rows = story.ask(
        "select due_on from problems_lookback where problem_id = %s and done_on is null", story.pk
    )
    assert len(rows) == 1
    return rows[0][0]


def _the_day_has_come(story: Story) -> None:
    moved = story.ask(
        "update problems_lookback set due_on = %s where problem_id = %s and done_on is null returning id",
        TODAY,
        story.pk,
    )
    assert len(moved) == 1


def test_the_check_is_asked_and_answered(story: Story) -> None:
    _the_day_has_come(story)
    office = story.from_first_screen("office", TITLE)
    story.turn(office, "转常态化", "记检查结果", "没有运行的重新打开")
    office.sees(MECHANISM, "#act-check")
    office.act("check", outcome="holds", looked_at="11月清运记录 26 份", note="对照记录看过，每天有人签")
    day = _check_day(story)
    assert day > TODAY
    story.waits(office, "转常态化", f"等 县帮扶办 {cn_date(day)} 检查")
    office.sees("查过 1 次")
    story.life(office, f"县帮扶办 周桂兰 检查：机制在运行，{cn_date(day)} 再查")


def test_a_check_that_fails_opens_it_again(story: Story) -> None:
    _the_day_has_come(story)
    office, again = story.from_first_screen("office", TITLE), TODAY + timedelta(days=15)
    office.act(
        "check",
        outcome="found_again",
        looked_at="12月清运记录",
        note="两个星期没有人签",
        due=again.isoformat(),
    )
    story.waits(office, "重新打开", "等 柳溪镇 何敏 签收")
    story.life(office, f"县帮扶办 周桂兰 检查：没有运行，重新打开，时限 {cn_date(again)}")
    office.sees("查过 2 次")
    township = story.from_first_screen("township", TITLE)
    story.turn(township, "重新打开", "签收")
    assert township.ring()[0] == "0/4"
