"""A problem of data: registered by a comparison, put right in the ledger, verified by the next comparison and opened by a later one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from bihuan.web.access.scope import SYSTEM, SYSTEM_ACTOR
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.services import Report, Run
from bihuan.web.ui.words import cn_date
from tests.signed import acting
from tests.web.problems.steps import LIUXI, unit
from tests.web.spine.conftest import Ask, Sit
from tests.web.spine.story import Story

pytestmark = [pytest.mark.xdist_group("spine")]
TITLE = "2 户登记人口与户籍不符"
KEYS = ("户001", "户002")
TODAY = clock.today()
DUE, AGAIN = TODAY + timedelta(days=15), TODAY + timedelta(days=20)


@pytest.fixture(scope="module")
def story(sit: Sit, ask: Ask, django_db_blocker: Any) -> Iterator[Story]:
    """As the comparison's page registers it, through the one way in for what other parts find."""
    with django_db_blocker.unblock():
        with acting("clerk") as actor:
            reports = [Report(key, f"{key} 比户籍多 1 人") for key in KEYS]
            made = services.raise_from(
                actor, "reconciliation", reports, title=TITLE, area_code=LIUXI, profile_key="data", due=DUE
            ).problem
        yield Story(made.pk, sit, ask)


def compare(name: str, seen: Iterable[str] = (), vanished: Iterable[str] = ()) -> Any:
    """The next comparison of data that the county office handed in."""
    with scoped(SYSTEM):
        run = Run(name, "ab" * 32, TODAY, "reconciliation", None, unit("县帮扶办").pk)
        return services.compared(SYSTEM_ACTOR, run, seen, vanished, due=AGAIN)


def test_the_office_sees_what_it_was_grouped_from_and_gives_it_out(story: Story) -> None:
    office = story.from_first_screen("office", TITLE)
    story.turn(office, "待交办", "交办这件问题")
    office.sees("2 条")
    office.pick_unit(office.page.locator("#act-assign"), "lead", "柳溪镇")
    office.act("assign", target="登记人口与户籍一致")
    story.waits(office, "待签收", "等 柳溪镇 何敏 签收")


def test_what_is_no_longer_found_closes_nothing_by_itself(story: Story) -> None:
    """Not while the unit has not said that it is finished: the gate shows what the comparison saw, no more."""
    found = compare("户籍 2026-10", vanished=KEYS)
    assert [words[0] for words in found.left.values()] == ["责任单位还没有报完成"]
    township = story.from_first_screen("township", TITLE)
    story.turn(township, "待签收", "签收")
    township.sees(f"比对：2 条不再出现（{cn_date(TODAY)}）", ".gates")
    assert township.ring()[0] == "0/4"


def test_the_township_corrects_the_ledger_without_photos(story: Story) -> None:
    township = story.at("township")
    township.act("acknowledge")
    township.act("cause", cause="婚嫁以后没有及时更新。")
    township.act("measures", measures_text="更正 2 户的登记人口")
    township.act("measure_done")
    story.turn(township, "整改中", "报完成", "由另一个单位的同志核验")
    said = {"achieved": "2 户都一致了", "relation": "nobody"}
    story.refused(township, "submit", "姓名", **said)
    township.act("submit", accepted_by="只更正账目，不涉及群众")
    story.waits(township, "待核验", "等 县帮扶办 核验")


def test_the_next_comparison_passes_the_gates_in_its_own_name(story: Story) -> None:
    assert len(compare("户籍 2026-11", vanished=KEYS).passed) == 1
    office, day = story.at("office"), TODAY + timedelta(days=90)
    story.waits(office, "已销号", f"等 县帮扶办 {cn_date(day)} 回头看")
    assert office.ring() == ("4/4", "四关：已过、已过、已过、不适用")
    office.sees(f"数据比对 户籍 2026-11（{'ab' * 6}）　{cn_date(TODAY)}", ".gates")
    story.life(office, f"系统 各关都过，自动销号，约定 {cn_date(day)} 回头看")
    office.sees("只更正账目，不涉及群众", ".gates")
    township = story.at("township")
    assert township.page.locator(".head .st").inner_text().strip() == "已销号"


def test_back_again_in_a_later_one_opens_it(story: Story) -> None:
    assert len(compare("户籍 2026-12", seen=["户001"]).reopened) == 1
    township = story.from_first_screen("township", TITLE)
    story.turn(township, "重新打开", "签收")
    township.sees(f"{cn_date(DUE)}，重新打开 1 次", ".head")
    assert township.ring()[0] == "0/4"
    name = f"户籍 2026-12（{'ab' * 6}）"
    story.life(township, f"系统 数据比对 {name}：又出现，重新打开，时限 {cn_date(AGAIN)}")
