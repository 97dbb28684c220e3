"""Systems put a problem right from end to end; what is sent twice, upon old knowledge, or wrongly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Return
from bihuan.web.config import clock
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems.models import Evidence, Problem
from tests.web.campaigns import kit
from tests.web.interfaces.callers import Acting, Caller, caller
from tests.web.problems.steps import LIUXI, Steps, photo

pytestmark = pytest.mark.django_db
RAISED = {"title": "12户管道老化，供水时断时续", "area_code": LIUXI, "target": "24小时供水"}


def raised(by: Caller, **given: Any) -> dict[str, Any]:
    answer = by.post("/problems", {**RAISED, **given})
    assert answer.status_code == 201, answer.content.decode()
    return dict(answer.json())


def lines(problem: int) -> list[tuple[str, str]]:
    with scoped(SYSTEM):
        found = JournalLine.objects.filter(object_type="problems.problem", object_id=problem).order_by("pk")
        return list(found.values_list("code", "person_name"))


def unit(name: str) -> int:
    return int(Unit.objects.get(name=name).pk)


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("主管.jpg", photo().read(), "image/jpeg")


def test_two_systems_take_a_problem_from_found_to_submitted(platform: Caller, liuxi: Caller) -> None:
    made = raised(platform)
    pk = made["id"]
    assert (made["state"], made["version"], made["raised_unit"]["name"]) == ("unassigned", 1, "县帮扶办")
    due = str(clock.today() + timedelta(days=10))
    given = platform.act(pk, "assign", lead=unit("柳溪镇"), due=due)
    assert given.status_code == 200, given.content.decode()
    assert (given.json()["state"], given.json()["due"]) == ("assigned", due)
    for act, fields in [
        ("acknowledge", {}),
        ("cause", {"cause": "主管道建成二十年，没有更换过"}),
        ("measures", {"measures_text": "更换主管1.2公里"}),
    ]:
        answer = liuxi.act(pk, act, **fields)
        assert answer.status_code == 200, answer.content.decode()
    measure = answer.json()["measures"][0]["id"]
    proof = liuxi.post(
        f"/problems/{pk}/evidence",
        {"measure_id": measure, "caption": "主管换好"},
        match=answer["ETag"],
        file=picture(),
    )
    assert proof.status_code == 201, proof.content.decode()
    assert proof.json()["caption"] == "主管换好"
    done = liuxi.post(
        f"/problems/{pk}/transitions",
        {"act": "measure_done", "measure": measure, "done_on": str(clock.today())},
        match=proof["Problem-ETag"],
    )
    assert done.json()["measures"][0]["done_on"] == str(clock.today())
    handed = liuxi.act(
        pk, "submit", achieved="12户全部通水", relation="representative", accepted_by="谢长福",
        asked_on=str(clock.today()), asked_how="visit",
    )  # fmt: skip
    assert handed.status_code == 200, handed.content.decode()
    assert (handed.json()["state"], handed.json()["waiting_for"]) == ("submitted", "verify")
    assert lines(pk) == [
        ("problem.raised", "县大数据平台"),
        ("problem.assigned", "县大数据平台"),
        ("problem.acknowledged", "柳溪镇平台"),
        ("problem.cause_stated", "柳溪镇平台"),
        ("problem.measures_planned", "柳溪镇平台"),
        ("problem.evidence_added", "柳溪镇平台"),
        ("problem.measure_done", "柳溪镇平台"),
        ("problem.submitted", "柳溪镇平台"),
    ]


def test_a_step_that_takes_it_out_of_sight_answers_without_contents(
    platform: Caller, liuxi: Caller, acting: Acting
) -> None:
    housing = caller(acting, "住建平台", "县住建局", "department")
    pk = raised(platform)["id"]
    platform.act(pk, "assign", lead=unit("柳溪镇"), assist=[unit("县住建局")], due=str(clock.today()))
    assert housing.get(f"/problems/{pk}").status_code == 200
    part = next(p for p in platform.get(f"/problems/{pk}").json()["parts"] if p["unit"]["name"] == "县住建局")
    platform.act(pk, "withdraw", assignment=part["id"], reason="不归住建管")
    assert housing.get(f"/problems/{pk}").status_code == 404


def test_the_same_key_raises_one_problem_and_answers_alike(platform: Caller) -> None:
    first = platform.post("/problems", RAISED, key="k-0001-0001")
    again = platform.post("/problems", RAISED, key="k-0001-0001")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    with scoped(SYSTEM):
        assert Problem.objects.count() == 1


def test_a_step_sent_again_upon_its_old_version_is_answered_not_repeated(
    platform: Caller, liuxi: Caller
) -> None:
    pk = raised(platform)["id"]
    platform.act(pk, "assign", lead=unit("柳溪镇"), due=str(clock.today()))
    tag = liuxi.get(f"/problems/{pk}")["ETag"]
    sent = [
        liuxi.post(f"/problems/{pk}/transitions", {"act": "acknowledge"}, match=tag, key="same-key-1")
        for _ in range(2)
    ]
    assert [s.status_code for s in sent] == [200, 200]
    assert sent[1]["Idempotency-Replayed"] == "true"
    assert [code for code, _ in lines(pk)].count("problem.acknowledged") == 1


def test_a_file_sent_again_is_one_piece_of_evidence(platform: Caller) -> None:
    made = raised(platform)
    sent = [
        platform.post(
            f"/problems/{made['id']}/evidence",
            {"caption": "门前"},
            match=f'"{made["version"]}"',
            key="file-key-1",
            file=picture(),
        )
        for _ in range(2)
    ]
    assert [s.status_code for s in sent] == [201, 201], sent[0].content.decode()
    assert sent[0].json() == sent[1].json()
    with scoped(SYSTEM):
        assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    ("key", "status", "code"),
    [("", 400, "key_missing"), ("short", 400, "key_invalid"), ("钥匙钥匙钥匙钥匙", 400, "key_invalid")],
)
def test_a_key_must_be_one(platform: Caller, key: str, status: int, code: str) -> None:
    headers = {**platform.headers, **({"Idempotency-Key": key} if key else {})}
    answer = platform.client.post(
        "/api/v1/problems", RAISED, content_type="application/json", headers=headers
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_key_is_for_one_content(platform: Caller) -> None:
    platform.post("/problems", RAISED, key="one-key-only")
    other = platform.post("/problems", {**RAISED, "title": "另一件事情"}, key="one-key-only")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_another_systems_key_is_another_key(platform: Caller, liuxi: Caller) -> None:
    one, two = (
        platform.post("/problems", RAISED, key="shared-key"),
        liuxi.post("/problems", RAISED, key="shared-key"),
    )
    assert (one.status_code, two.status_code) == (201, 201)
    assert one.json()["id"] != two.json()["id"]


def test_what_was_refused_may_be_sent_corrected_under_its_key(platform: Caller) -> None:
    wrong = platform.post("/problems", {**RAISED, "severity": "severe"}, key="corrected-1")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid")
    assert wrong.json()["errors"][0]["pointer"] == "/severity_reason"
    right = platform.post(
        "/problems", {**RAISED, "severity": "severe", "severity_reason": "停水三天以上"}, key="corrected-1"
    )
    assert right.status_code == 201


@pytest.mark.parametrize(
    ("match", "status", "code"),
    [
        ("", 428, "version_missing"),
        ('"9"', 412, "version_stale"),
        ('W/"1"', 412, "version_stale"),
        ("1", 400, "version_unreadable"),
        ("*", 400, "version_unreadable"),
        ('"1", "2"', 200, ""),
    ],
)
def test_a_change_names_the_version_it_is_made_upon(
    platform: Caller, match: str, status: int, code: str
) -> None:
    pk = raised(platform)["id"]
    answer = platform.post(
        f"/problems/{pk}/transitions", {"act": "set_target", "target": "每天供水二十四小时"}, match=match
    )
    assert answer.status_code == status, answer.content.decode()
    assert answer.json().get("code", "") == code
    if status == 412:
        assert answer["ETag"] == '"1"'


@pytest.mark.parametrize(
    ("sent", "pointer", "words"),
    [
        ({"act": "pass_gate"}, "", "没有这样的办法"),
        ({"act": "cause"}, "/cause", "缺少这一项"),
        ({"act": "cause", "cause": "x" * 2001}, "/cause", "最多 2000 个字"),
        ({"act": "cause", "cause": "主管道建成二十年", "wurst": 1}, "/wurst", "没有这一项"),
        ({"act": "measure_done", "measure": "eins", "done_on": "2026-11-01"}, "/measure", "要填整数"),
        ({"act": "measure_done", "measure": 1, "done_on": "昨天"}, "/done_on", "要填日期"),
        ({}, "", "缺少"),
    ],
)
def test_what_is_wrong_is_pointed_at_in_chinese(
    liuxi: Caller, acting: Acting, sent: dict[str, Any], pointer: str, words: str
) -> None:
    problem = Steps(acting).acknowledged()
    answer = liuxi.post(f"/problems/{problem.pk}/transitions", sent, match=f'"{problem.version}"')
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    error = answer.json()["errors"][0]
    assert error.get("pointer", "") == pointer
    assert words in error["detail"]


def test_a_field_that_is_not_asked_now_is_refused(liuxi: Caller, acting: Acting) -> None:
    problem = Steps(acting).worked()
    answer = liuxi.act(problem.pk, "submit", achieved="12户全部通水", late="路上堵车")
    assert answer.status_code == 422
    assert {"detail": "这件问题现在不用填这一项。", "code": "unasked", "pointer": "/late"} in answer.json()[
        "errors"
    ]


def test_what_cannot_be_done_now_says_why(liuxi: Caller, acting: Acting) -> None:
    problem = Steps(acting).submitted()
    answer = liuxi.act(problem.pk, "measures", measures_text="再换一段管道")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_now")
    assert "已交" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[1,2",
        '{"title":NaN}',
        '{"title":"a","title":"b"}',
        '{"title":"\\u0000"}',
        '{"title":"\\ud800"}',
        "[" * 5000,
    ],
)
def test_json_that_is_none_is_refused(platform: Caller, body: str) -> None:
    headers = {**platform.headers, "Idempotency-Key": "bad-json-1"}
    answer = platform.client.post("/api/v1/problems", body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_another_type_of_contents_is_refused(platform: Caller) -> None:
    headers = {**platform.headers, "Idempotency-Key": "not-json-1"}
    answer = platform.client.post("/api/v1/problems", "title=x", content_type="text/plain", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "media_type")


def test_a_file_that_pages_refuse_is_refused_here(platform: Caller) -> None:
    made = raised(platform)
    bad = SimpleUploadedFile("程序.exe", b"MZ" + b"\0" * 100, "application/octet-stream")
    answer = platform.post(f"/problems/{made['id']}/evidence", {}, match=f'"{made["version"]}"', file=bad)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_now")
    with scoped(SYSTEM):
        assert Evidence.objects.count() == 0


def test_a_return_is_handed_in_once_and_by_whoever_owes_it(
    platform: Caller, liuxi: Caller, wangling: Caller, acting: Acting
) -> None:
    with acting("office") as actor:
        kit.published(actor, kit.uploaded(actor, kit.DOCUMENT))
    with scoped(SYSTEM):
        owed = Return.objects.filter(unit__name="柳溪镇").order_by("due").first()
    assert owed is not None
    read = liuxi.get(f"/returns/{owed.pk}")
    assert (read.json()["state"], wangling.get(f"/returns/{owed.pk}").status_code) == ("waiting", 404)
    sent = liuxi.post(f"/returns/{owed.pk}/submission", {"note": "系统交"}, match=read["ETag"])
    assert (sent.status_code, sent.json()["state"]) == (200, "handed_in"), sent.content.decode()
    stale = liuxi.post(f"/returns/{owed.pk}/submission", {}, match=read["ETag"])
    assert (stale.status_code, stale["ETag"]) == (412, sent["ETag"])
    hidden = wangling.post(f"/returns/{owed.pk}/submission", {}, match=sent["ETag"])
    assert hidden.status_code == 404
