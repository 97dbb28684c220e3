"""A household's problem from hand to hand: office, township, village on a phone, inspector on a phone, and again at the look-back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bihuan.web.config import clock
from bihuan.web.ui.words import cn_date
from tests.web.spine.conftest import Ask, Sit
from tests.web.spine.hand import shot
from tests.web.spine.story import Story, register

pytestmark = [pytest.mark.xdist_group("spine")]
TITLE = "段长福家屋面漏雨，两间不能住人"
TODAY = clock.today()
DUE, EARLIER = TODAY + timedelta(days=20), TODAY - timedelta(days=3)


@pytest.fixture(scope="module")
def story(sit: Sit, ask: Ask) -> Story:
    office = sit("office")
    made = register(
        office,
        TITLE,
        "990101101003",
        profile_key="household",
        severity="severe",
        severity_reason="两间房不能住人，家里有老人",
        due=DUE.isoformat(),
    )
    return Story(made, sit, ask, phones=("village", "inspector"))


def test_the_office_gives_it_out_with_a_target(story: Story) -> None:
    office = story.from_first_screen("office", TITLE)
    story.turn(office, "待交办", "交办这件问题", "责任单位先签收，再查原因、定措施")
    story.refused(office, "assign", "成效目标")
    office.act("assign", target="两间屋面不漏，能住人", lead_official="副镇长 唐立群")
    story.waits(office, "待签收", "等 柳溪镇 何敏 签收")
    story.life(office, f"县帮扶办 周桂兰 交办 柳溪镇，时限 {cn_date(DUE)}")


def test_the_township_signs_and_passes_it_to_its_village(story: Story) -> None:
    township = story.from_first_screen("township", TITLE)
    story.turn(township, "待签收", "签收", "签收后：查清原因，定措施")
    township.act("acknowledge")
    story.turn(township, "整改中", "写明原因", "核验人可先过“问题查清”一关")
    township.act("cause", cause="屋面瓦二十年没有换过，去年排查只看了主屋。")
    story.turn(township, "整改中", "定整改措施")
    township.page.locator("#more summary", has_text="转给下级落实").click()
    township.pick_unit(township.page.locator("#act-forward"), "units", "松湾村")
    township.act("forward", due=(DUE - timedelta(days=5)).isoformat())
    story.waits(township, "整改中", "等 松湾村 段红梅 签收")
    story.life(township, "柳溪镇 何敏 转 松湾村 落实", "柳溪镇 何敏 查清原因，报“问题查清”")


def test_the_village_puts_it_right_by_phone(story: Story) -> None:
    village = story.hand("village").go("/")
    line = village.page.locator("li.todo", has_text=TITLE)
    line.tap(position={"x": 300, "y": line.bounding_box()["height"] - 4})  # anywhere on the line will do
    village.page.wait_for_url(f"**/problems/{story.pk}/")
    story.turn(village, "整改中", "签收")
    village.act("acknowledge")
    story.turn(village, "整改中", "定整改措施", "完成一项传一项佐证")
    village.act("measures", measures_text="更换两间屋面瓦\n疏通檐沟")
    story.turn(village, "整改中", "完成一项，传佐证", "全部完成后报完成，送核验")
    village.act("measure_done", papers=[shot("换好的瓦")], caption="两间的瓦都换了")
    village.act("measure_done")
    story.turn(village, "整改中", "报完成")
    village.act("submit")
    story.waits(village, "整改中", "等 柳溪镇 何敏 整改")
    story.life(village, "松湾村 段红梅 交了落实的部分")


def test_each_measure_of_a_household_wants_evidence(story: Story) -> None:
    """The township is led to the measure that has none; an old picture is taken in and the verifier asked about it."""
    township = story.from_first_screen("township", TITLE)
    story.turn(township, "整改中", "添佐证")
    open_measure = township.page.locator("#act-evidence option", has_text="疏通檐沟").get_attribute("value")
    township.act(
        "evidence", measure=open_measure, papers=[shot("檐沟")], caption="檐沟", taken=EARLIER.isoformat()
    )
    story.turn(township, "整改中", "报完成", "由另一个单位的同志核验")
    assert township.page.locator("#act-submit [name=relation]").count() == 3
    township.act("submit", achieved="两间都不漏了", relation="head", accepted_by="段长福", asked_how="visit")
    story.waits(township, "待核验", "等 县帮扶办或督查组 核验")
    assert township.page.locator("#act-pass_gate").count() == 0


def test_whoever_put_it_right_cannot_verify_it(story: Story, ask: Ask) -> None:
    ((version,),) = ask("select version from problems_problem where id = %s", story.pk)
    given = {"version": str(version), "gate_kind": "put_right", "ground": "自己看过，办好了。"}
    status, page = story.hand("township").posts(f"/problems/{story.pk}/do/pass_gate/", **given)
    assert status == 422
    assert "您的单位是责任单位或参加过整改，要由另一个单位核验。" in page
    assert ask("select 1 from problems_gate where problem_id = %s and state = 'passed'", story.pk) == []


def test_the_inspector_hears_on_a_phone_that_old_evidence_needs_a_reason(story: Story) -> None:
    inspector = story.from_first_screen("inspector", TITLE)
    story.turn(inspector, "待核验", "核验“问题查清”", "还剩 3 关，都过了自动销号")
    inspector.act("pass_gate", ground="到户看过，原因属实。")
    story.turn(inspector, "待核验", "核验“整改到位”")
    story.refused(inspector, "pass_gate", "1 份佐证的日期早于发现日期，要写明例外理由", ground="看了照片。")
    assert inspector.page.input_value("#act-pass_gate [name=ground]") == "看了照片。"
    assert inspector.ring()[0] == "1/4"


def test_the_inspector_sends_it_back_with_a_reason(story: Story) -> None:
    inspector = story.at("inspector")
    inspector.page.locator(".dock a", has_text="别的办法").tap()
    inspector.act("return", gate_kind="put_right", reason="檐沟是三天前的照片，请补一张现在的。")
    story.waits(inspector, "退回重改", "等 柳溪镇 何敏 整改")
    story.life(inspector, "督查二组 黎向东 退回：“整改到位”没有过")
    inspector.sees("檐沟是三天前的照片，请补一张现在的。", ".tl")


def test_the_township_reads_why_and_hands_in_again(story: Story) -> None:
    township = story.from_first_screen("township", TITLE)
    assert township.page.locator(".head .st").inner_text().strip() == "退回重改"
    township.sees("核验没有过，请照退回的原因补齐再报。", "#turn")
    township.sees("檐沟是三天前的照片，请补一张现在的。", ".tl")
    piece = township.page.locator("#act-withdraw_evidence option", has_text="檐沟").get_attribute("value")
    township.act("withdraw_evidence", piece=piece, reason="不是现在的照片")
    assert township.page.locator("#turn-h").inner_text() == "轮到您：添佐证"
    measure = township.page.locator("#act-evidence option", has_text="疏通檐沟").get_attribute("value")
    township.act("evidence", measure=measure, papers=[shot("今天的檐沟")], caption="檐沟今天拍的")
    township.act("submit")
    story.waits(township, "待核验", "等 县帮扶办或督查组 核验")


def test_the_inspector_passes_the_rest_and_it_closes_itself(story: Story) -> None:
    inspector = story.from_first_screen("inspector", TITLE)
    for gate in ("整改到位", "成效达标", "群众满意"):
        assert gate in inspector.page.locator("#turn-h").inner_text()
        inspector.act("pass_gate", ground=f"到户看过，{gate}属实。")
    days = 90
    story.waits(inspector, "已销号", f"等 县帮扶办或督查组 {cn_date(TODAY + timedelta(days=days))} 回头看")
    inspector.sees(f"谁认可：户主 段长福，{cn_date(TODAY)}上门当面认可", ".gates")
    story.life(
        inspector,
        f"督查二组 黎向东 各关都过，自动销号，约定 {cn_date(TODAY + timedelta(days=days))} 回头看",
        "督查二组 黎向东 核验“群众满意”通过",
        "督查二组 黎向东 核验“成效达标”通过",
        "督查二组 黎向东 核验“整改到位”通过",
    )
    assert inspector.ring()[0] == "4/4"


def test_everybody_sees_it_closed(story: Story) -> None:
    for key in ("office", "township", "village"):
        hand = story.at(key)
        assert hand.page.locator(".head .st").inner_text().strip() == "已销号"
        assert hand.page.locator("#turn").count() == 0


def test_the_look_back_falls_due_and_finds_it_again(story: Story, ask: Ask) -> None:
    """Its day has come: it stands on the inspector's first screen; found again, the first deadline stays visible."""
    moved = ask(
        "update problems_lookback set due_on = %s where problem_id = %s returning id", TODAY, story.pk
    )
    assert len(moved) == 1
    inspector = story.from_first_screen("inspector", TITLE)
    story.turn(inspector, "已销号", "记回头看的结果", "又发现的重新打开")
    again = TODAY + timedelta(days=10)
    given = {"looked_at": "段长福家两间屋", "outcome": "found_again", "note": "东间又漏了"}
    story.refused(inspector, "look_back", "重新整改到哪天", **given)
    inspector.act("look_back", due=again.isoformat(), papers=[shot("又漏")])
    story.waits(inspector, "重新打开", "等 柳溪镇 何敏 签收")
    story.life(inspector, f"督查二组 黎向东 回头看：又发现，重新打开，时限 {cn_date(again)}")
    inspector.sees(f"{cn_date(DUE)}，重新打开 1 次", ".head")
    assert inspector.ring()[0] == "0/4"
    township = story.from_first_screen("township", TITLE)
    story.turn(township, "重新打开", "签收")
