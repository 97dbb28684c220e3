"""Pages as people of each role get them, and every step as a form."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.problems import services
from bihuan.web.problems.models import Problem
from tests.web.problems.steps import SONGWAN, Steps, fresh, photo, unit

ACCEPTED = {
    "relation": "representative", "accepted_by": "谢长福", "asked_on": clock.today().isoformat(), "asked_how": "visit",
}  # fmt: skip
LATER = (clock.today() + timedelta(days=20)).isoformat()


def post(client: Any, problem: Problem, key: str, **data: Any) -> Any:
    given = {"version": fresh(problem).version, "idem": str(uuid.uuid4()), **data}
    return client.post(f"/problems/{problem.pk}/do/{key}/", given)


def page(client: Any, problem: Problem) -> str:
    text: str = client.get(f"/problems/{problem.pk}/").content.decode()
    return text


def test_the_reader_whose_turn_it_is_gets_the_step(steps: Steps, as_: Any) -> None:
    problem = steps.assigned()
    assert "轮到您：签收" in page(as_("township"), problem)
    assert "轮到您" not in (text := page(as_("office"), problem))
    assert "等 柳溪镇 何敏 签收" in text


def test_the_whole_loop_by_forms_alone(steps: Steps, as_: Any) -> None:
    office, town, inspector = as_("office"), as_("township"), as_("inspector")
    made = office.post(
        "/problems/new/",
        {
            "title": "12户管道老化",
            "area_code": SONGWAN,
            "source": "complaint",
            "discovered_on": clock.today(),
            "severity": "normal",
            "profile_key": "general",
            "deadline_kind": "dated",
            "due": LATER,
        },
    )
    assert made.status_code == 302, made.content.decode()
    with scoped(SYSTEM):
        problem = Problem.objects.get()
        liuxi = unit("柳溪镇").pk
    assert made["Location"] == f"/problems/{problem.pk}/"
    with_photo = {"caption": "主管换好", "papers": photo()}
    with_photo["papers"].name = "主管.jpg"  # type: ignore[attr-defined]
    walk: list[tuple[Any, str, dict[str, Any], str]] = [
        (office, "assign", {"lead": liuxi, "due": LATER, "target": "全部通水"}, "assigned"),
        (town, "acknowledge", {}, "rectifying"),
        (town, "cause", {"cause": "主管道建成二十年"}, "rectifying"),
        (town, "measures", {"measures_text": "更换主管1.2公里\n\n"}, "rectifying"),
        (town, "measure_done", {"measure": "?", "done_on": clock.today(), **with_photo}, "rectifying"),
        (town, "submit", {"achieved": "12户全部通水", **ACCEPTED}, "submitted"),
        (inspector, "pass_gate", {"gate_kind": "found_out", "ground": "原因属实"}, "submitted"),
        (inspector, "return", {"gate_kind": "put_right", "reason": "照片看不清，请补"}, "returned"),
        (town, "submit", {"achieved": "12户全部通水", **ACCEPTED}, "submitted"),
        (inspector, "pass_gate", {"gate_kind": "put_right", "ground": "现场看过"}, "submitted"),
        (inspector, "pass_gate", {"gate_kind": "up_to_standard", "ground": "现场看过"}, "submitted"),
        (inspector, "gate_na", {"gate_kind": "accepted", "reason": "不改变农户权益"}, "closed"),
        (
            inspector,
            "look_back",
            {
                "outcome": "found_again",
                "note": "又停水了",
                "due": LATER,
                "how": "on_site",
                "looked_at": "12户",
            },
            "reopened",
        ),
    ]
    for client, key, data, state in walk:
        if data.get("measure") == "?":
            with scoped(SYSTEM):
                data["measure"] = problem.measures.get().pk
        response = post(client, problem, key, **data)
        assert response.status_code == 302, (key, response.content.decode())
        assert fresh(problem).state == state, key
        assert client.get(f"/problems/{problem.pk}/").status_code == 200


def test_a_refusal_stands_beside_the_form_and_nothing_is_kept(steps: Steps, as_: Any) -> None:
    problem = steps.submitted()
    response = post(as_("inspector"), problem, "pass_gate", gate_kind="put_right", ground="好")
    text = response.content.decode()
    assert response.status_code == 422
    assert "请写明凭什么通过“整改到位”（至少 4 个字）。" in text
    assert "好</textarea>" in text
    assert fresh(problem).version == problem.version


def test_sent_twice_has_one_effect(steps: Steps, as_: Any) -> None:
    problem, client = steps.acknowledged(), as_("township")
    data = {"version": fresh(problem).version, "idem": str(uuid.uuid4()), "measures_text": "更换主管"}
    for _ in range(2):
        assert client.post(f"/problems/{problem.pk}/do/measures/", data).status_code == 302
    with scoped(SYSTEM):
        assert problem.measures.count() == 1


def test_an_old_page_is_told_who_was_faster(steps: Steps, as_: Any) -> None:
    problem = steps.acknowledged()
    post(as_("township_colleague"), problem, "measures", measures_text="更换主管")
    response = post(as_("township"), problem, "measures", version=problem.version, measures_text="更换支管")
    assert response.status_code == 409
    assert "柳溪镇 杨春生" in response.content.decode()


@pytest.mark.parametrize("key", ["village", "department", "township_outsider", "helper"])
def test_who_does_not_see_it_gets_404(steps: Steps, as_: Any, key: str) -> None:
    problem = steps.assigned()
    assert as_(key).get(f"/problems/{problem.pk}/").status_code == 404


@pytest.mark.parametrize("key", ["leader", "assessor", "clerk", "inspector", "discipline"])
def test_who_only_reads_cannot_sign(steps: Steps, as_: Any, key: str) -> None:
    assert post(as_(key), steps.assigned(), "acknowledge").status_code == 403


def test_a_leader_instructs(steps: Steps, as_: Any) -> None:
    problem = steps.assigned()
    assert post(as_("leader"), problem, "instruct", text="请月底前办结").status_code == 302
    assert "请月底前办结" in page(as_("township"), problem)


LISTS = (
    "/problems/",
    "/problems/?view=problem",
    "/problems/?view=responsibility",
    "/problems/look-backs/?saved=all",
)


@pytest.mark.parametrize("url", LISTS)
def test_a_list_costs_the_same_however_long(steps: Steps, as_: Any, url: str) -> None:
    client, counts = as_("office"), []
    client.get(url)  # fills what a process keeps
    for _ in range(2):
        for _ in range(2):
            steps.closed()
            steps.submitted()
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url + ("&" if "?" in url else "?") + "saved=all").status_code == 200
        counts.append(_own(seen))
    assert counts[0] == counts[1] <= 20  # inbox: returns, duties, extensions; list: own conditions, campaigns


def _own(seen: CaptureQueriesContext) -> int:
    """Queries without those of the session, the sign-in and the scope, which every page has."""
    shared = (
        "django_session",
        "accounts_account",
        "otp_",
        "set_config",
        "SAVEPOINT",
        "accounts_grant",
        'areas_area" WHERE ("areas_area"."code"',
    )
    return sum(not any(word in q["sql"] for word in shared) for q in seen.captured_queries)


def test_one_problem_costs_a_fixed_number(steps: Steps, as_: Any) -> None:
    problem, client = steps.closed(), as_("inspector")
    with CaptureQueriesContext(connection) as seen:
        client.get(f"/problems/{problem.pk}/")
    assert _own(seen) <= 21  # five of them are the header's counts


def test_the_workbook_holds_what_is_shown(steps: Steps, as_: Any) -> None:
    late = steps.acknowledged(title="2户低保家庭未纳入医保资助")
    steps.closed()
    with scoped(SYSTEM):
        Problem.objects.filter(pk=late.pk).update(due=clock.today() - timedelta(days=4))
    response = as_("office").get("/problems/?saved=late&export=xlsx")
    head, row = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    told = dict(zip(head, row, strict=True))
    assert (told["编号"], told["问题"], told["责任单位"]) == (
        late.number,
        "2户低保家庭未纳入医保资助",
        "柳溪镇",
    )
    assert (told["剩余"], told["状态"], told["在等谁"]) == ("逾期 4 天", "整改中", "柳溪镇 何敏")


def test_tabs_count_and_search_finds(steps: Steps, as_: Any) -> None:
    problem = steps.submitted(title="帮扶项目公示牌缺失")
    steps.raised()
    text = as_("inspector").get("/problems/").content.decode()
    assert "未销号 2" in text
    assert "等我核验 0" in text
    assert "等我核验 1" in as_("office").get("/problems/").content.decode()
    found = as_("office").get("/problems/", {"q": problem.number[-4:]}).content.decode()
    assert "帮扶项目公示牌缺失" in found
    assert "12户管道老化" not in found


def test_reminders_for_ticked_problems(steps: Steps, as_: Any) -> None:
    one, two, done = steps.acknowledged(), steps.assigned(title="3户危房鉴定超期"), steps.submitted()
    client = as_("office")
    text = client.post("/problems/reminders/", {"pick": [one.pk, two.pk, done.pk]}).content.decode()
    assert "柳溪镇 何敏：有 2 件等您办" in text
    assert "1 件不在等责任单位" in text
    assert client.post(f"/problems/reminded/?pick={one.pk}&pick={two.pk}").status_code == 204
    with scoped(SYSTEM):
        assert [p.reminders.count() for p in (one, two, done)] == [1, 1, 0]


def test_on_the_spot_by_form(steps: Steps, as_: Any) -> None:
    before, after = photo("#444"), photo()
    before.name, after.name = "前.jpg", "后.jpg"
    data = {
        "area_code": SONGWAN,
        "title": "屋面漏雨",
        "done": "换瓦18片",
        "accepted_by": "户主",
        "signed": "谢长福",
        "household": "谢长福户",
        "before": before,
        "after": after,
    }
    client = as_("village")
    assert "送柳溪镇核验" in client.get("/problems/on-the-spot/").content.decode()
    assert client.post("/problems/on-the-spot/", data).status_code == 302
    with scoped(SYSTEM):
        problem = Problem.objects.get()
    assert "各关一次通过" in page(as_("township"), problem)
    assert post(as_("township"), problem, "pass_all", ground="看过两张照片").status_code == 302
    assert fresh(problem).state == "closed"


def test_photos_are_asked_for(steps: Steps, as_: Any) -> None:
    response = as_("village").post(
        "/problems/on-the-spot/", {"title": "屋面漏雨", "done": "换瓦", "accepted_by": "户主"}
    )
    assert response.status_code == 422
    assert "请上传整改前的照片。" in response.content.decode()


def test_photos_taken_in_once_are_not_asked_for_again(steps: Steps, as_: Any) -> None:
    before, after, client = photo("#444"), photo(), as_("village")
    before.name, after.name = "前.jpg", "后.jpg"
    words = {"area_code": SONGWAN, "title": "屋面漏雨", "done": "换瓦18片", "accepted_by": "户主"}
    refused = client.post("/problems/on-the-spot/", {**words, "before": before, "after": after})
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "请填认可人签名。" in text
    notes = dict(re.findall(r'name="((?:before|after)_kept)" value="([^"]+)"', text))
    assert client.post("/problems/on-the-spot/", {**words, **notes, "signed": "谢长福"}).status_code == 302
    with scoped(SYSTEM):
        assert Problem.objects.get().evidence.count() == 2
    forged = {name: "x" + note for name, note in notes.items()}
    assert client.post("/problems/on-the-spot/", {**words, **forged, "signed": "谢长福"}).status_code == 422


@pytest.mark.parametrize("key", ["office", "leader", "department", "assessor"])
def test_on_the_spot_is_for_those_on_the_spot(steps: Steps, as_: Any, key: str) -> None:
    assert as_(key).get("/problems/on-the-spot/").status_code == 403


def test_a_verifier_not_waited_for_may_still_verify(steps: Steps, as_: Any, acting: Any) -> None:
    problem = steps.submitted()
    text = page(as_("inspector"), problem)
    assert "轮到您" not in text
    assert "等 县帮扶办 核验" in text
    assert "通过这一关" in text


def test_transferred_out_of_sight_goes_back_to_the_list(steps: Steps, as_: Any) -> None:
    problem = steps.raised()
    with scoped(SYSTEM):
        place = unit("望岭乡").pk
    response = post(as_("township"), problem, "transfer", place=place, reason="地点写错")
    assert (response.status_code, response["Location"]) == (302, "/problems/")


def test_a_swept_problem_links_back(steps: Steps, as_: Any, acting: Any) -> None:
    problem = steps.assigned()
    with acting("township") as actor:
        again = services.raise_problem(actor, title="同样的管道3处", area_code=SONGWAN, origin=problem)
    assert again.number in page(as_("township"), problem)
    assert problem.number in page(as_("township"), again)
