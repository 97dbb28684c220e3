"""The first screen answers for every role, with words of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.problems import services as loop
from bihuan.web.problems.models import Problem
from tests.world import PEOPLE

FIRST = {
    "office": "要催的，按乡镇和单位",
    "clerk": "要催的，按乡镇和单位",
    "inspector": "等核验，按路线",
    "leader": "五个红数",
    "village_leader": "五个红数",
    "department": "手上没有要办的",
    "backing": "手上没有要办的",
    "township": "当场整改",
    "village": "当场整改",
    "team": "当场整改",
    "helper": "反映一件问题",
    "supervisor": "反映一件问题",
    "discipline": "移交来的",
    "administrator": "离岗的人",
    "auditor": "核对全链",
    "assessor": "只能看，不能改",
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", FIRST)
def test_first_screen_of_each_role(county, as_, role: str) -> None:
    answer = as_(role).get("/")
    assert answer.status_code == 200
    assert FIRST[role] in answer.content.decode()


def test_every_role_has_a_first_screen() -> None:
    assert {role for _name, role, _unit in PEOPLE.values()} == set(FIRST)


def test_a_leader_writes_an_instruction_on_the_first_screen(county, as_, acting):
    with acting("village") as village:
        problem = loop.raise_problem(village, title="松湾村路灯不亮", area_code=county.area("松湾村").code)
    with scoped(SYSTEM):
        Problem.objects.filter(pk=problem.pk).update(waiting_since=clock.now() - timedelta(days=9))
    leader = as_("leader")
    address = f"/problems/{problem.pk}/do/instruct/"
    assert f'action="{address}"' in leader.get("/").content.decode()
    sent = {"text": "本周修好。", "version": problem.version, "back": "today"}
    assert leader.post(address, sent).headers["Location"] == "/"
    assert "本周修好。" in leader.get("/").content.decode()
    assert "没有办成" in leader.post(address, sent | {"text": ""}).content.decode()


def test_a_problem_without_a_deadline_stands_on_the_screen_of_who_must_dispatch_it(county, as_, acting):
    with acting("village") as village:
        problem = loop.raise_problem(village, title="松湾村路灯不亮", area_code=county.area("松湾村").code)
    with acting("township"):
        problem.refresh_from_db()
        assert (problem.waiting_for, problem.waiting_unit) == ("assign", county.unit("柳溪镇"))
    page = as_("township").get("/").content.decode()
    assert "松湾村路灯不亮" in page
    assert "等您交办" in page


def test_before_anything_is_registered_the_overview_says_so(county, as_):
    page = as_("office").get("/overview/").content.decode()
    assert "还没有登记过问题" in page
    assert "到今天没有应报的" in page
