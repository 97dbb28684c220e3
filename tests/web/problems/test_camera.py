"""The camera page's server side: whose clock, what for, once."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.web.access import scope
from bihuan.web.config import clock
from bihuan.web.problems import camera
from bihuan.web.problems.models import Evidence, Measure, Problem
from bihuan.web.problems.services import NotNow
from tests.web.problems.papers import scene
from tests.web.problems.steps import Steps, fresh


def sending(problem: Problem, **more: Any) -> dict[str, Any]:
    with scope.acting(scope.SYSTEM):
        measure = Measure.objects.filter(problem=problem).first()
    purpose = {"for": f"measure-{measure.pk}"} if measure else {}
    return {"photo": SimpleUploadedFile("拍照.jpg", scene(7)), "idem": str(uuid.uuid4()), **purpose, **more}


def pieces() -> list[Evidence]:
    with scope.acting(scope.SYSTEM):
        return list(Evidence.objects.order_by("-pk"))


def test_the_servers_moment_is_the_photos_time(steps: Steps, as_: Any, acting: Any) -> None:
    problem, client = steps.worked(), as_("township")
    with clock.frozen(clock.now() - timedelta(hours=5)), acting("township") as actor:
        token, pressed = camera.promise(actor)
    answer = client.post(
        f"/problems/{problem.pk}/camera/send/",
        sending(problem, token=token, caption="通水", latitude="26.25", longitude="111.5", accuracy="12.6"),
    )
    assert (answer.status_code, answer.json()) == (
        200,
        {"words": "已传上。", "url": f"/problems/{problem.pk}/"},
    )
    piece = pieces()[0]
    assert piece.taken_at == pressed
    assert piece.uploaded_at - piece.taken_at > timedelta(hours=4)
    assert (piece.taken_clock, piece.source, piece.kind, piece.caption) == (
        "server",
        "柳溪镇拍照页",
        "photo",
        "通水",
    )
    assert (piece.latitude, piece.longitude, piece.accuracy, piece.place_from) == (26.25, 111.5, 12, "phone")


def test_the_moment_comes_by_a_button_press(as_: Any, db: None) -> None:
    answer = as_("township").post("/problems/camera/moment/").json()
    assert answer["words"][:10] == f"{clock.today():%Y-%m-%d}"
    assert answer["token"]


def test_a_phones_time_is_said_to_be_one(steps: Steps, as_: Any) -> None:
    problem = steps.worked()
    at = clock.now() - timedelta(hours=3)
    as_("township").post(f"/problems/{problem.pk}/camera/send/", sending(problem, phone=at.isoformat()))
    assert (pieces()[0].taken_clock, pieces()[0].taken_at) == ("phone", at)


def test_sent_twice_it_is_there_once(steps: Steps, as_: Any) -> None:
    problem, client = steps.worked(), as_("township")
    given = sending(problem, phone=clock.now().isoformat())
    before = len(pieces())
    for _ in range(2):
        given["photo"].seek(0)
        assert client.post(f"/problems/{problem.pk}/camera/send/", given).status_code == 200
    assert len(pieces()) == before + 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"photo": ""}, "没有照片"),
        ({"for": "measure-999999"}, "没有这项措施"),
        ({"for": "gate-nothing"}, "证明什么"),
        ({"for": "look_back"}, None),
        ({"for": "sweep"}, "没有要求举一反三"),
        ({"token": "made:up"}, "凭据不对"),
        ({"phone": ""}, "没有时间"),
        ({"phone": "2099-01-01T00:00:00Z"}, "比现在晚"),
        ({"photo": SimpleUploadedFile("x.jpg", b"<html>")}, "不能作佐证"),
    ],
)
def test_refused_with_words_and_nothing_kept(
    steps: Steps, as_: Any, given: dict[str, Any], says: str | None
) -> None:
    problem = steps.worked()
    before, version = len(pieces()), fresh(problem).version
    data = sending(problem, phone=clock.now().isoformat()) | given
    answer = as_("township").post(f"/problems/{problem.pk}/camera/send/", data)
    assert answer.status_code == 422
    if says:
        assert says in answer.json()["words"]
    assert (len(pieces()), fresh(problem).version) == (before, version)


def test_a_moment_is_one_persons_and_grows_old(steps: Steps, as_: Any, acting: Any) -> None:
    steps.worked()
    with acting("township") as actor:
        token, now = camera.promise(actor)
        assert camera.moment_of(actor, token, "") == camera.Moment(now, "server")
    with acting("township_colleague") as actor, pytest.raises(NotNow, match="另一位同志"):
        camera.moment_of(actor, token, now.isoformat())


@pytest.mark.parametrize(
    "spot", [("", "", ""), ("91", "0", ""), ("x", "1", ""), ("nan", "1", ""), ("1", "inf", "")]
)
def test_a_place_is_never_demanded(spot: tuple[str, str, str]) -> None:
    assert camera.spot_of(*spot) is None


def test_who_may_take_what(steps: Steps, as_: Any) -> None:
    problem = steps.submitted(sweep_asked=False)

    def offered(who: str) -> list[str]:
        page = as_(who).get(f"/problems/{problem.pk}/camera/").content.decode()
        return [part.split('"')[0] for part in page.split('<option value="')[1:]]

    assert offered("inspector") == [
        "gate-found_out",
        "gate-put_right",
        "gate-up_to_standard",
        "gate-accepted",
    ]
    assert offered("office")[0] == "found"
    assert offered("assessor") == offered("leader") == offered("township") == []
    for who, status in (
        ("assessor", 403),
        ("township_outsider", 404),
        ("department", 404),
        ("administrator", 403),
    ):
        answer = as_(who).post(
            f"/problems/{problem.pk}/camera/send/", sending(problem, phone=clock.now().isoformat())
        )
        assert answer.status_code == status, who


def test_the_look_back_has_its_photo(steps: Steps, as_: Any) -> None:
    problem = steps.closed()
    data = sending(problem, phone=clock.now().isoformat()) | {"for": "look_back"}
    assert as_("inspector").post(f"/problems/{problem.pk}/camera/send/", data).status_code == 200
    assert pieces()[0].look_back_id is not None
    assert "回头看的照片" in as_("inspector").get(f"/problems/{problem.pk}/").content.decode()


@pytest.mark.parametrize(
    "phone", ["0001-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "1999-12-31T23:59:59+08:00"]
)
def test_a_moment_before_any_camera_is_refused_and_the_page_goes_on(
    steps: Steps, as_: Any, phone: str
) -> None:
    """Year 1 in Shanghai is a year before Christ in UTC, which the database keeps and nobody can read again."""
    problem, client = steps.worked(), as_("township")
    answer = client.post(f"/problems/{problem.pk}/camera/send/", sending(problem, phone=phone))
    assert client.get(f"/problems/{problem.pk}/").status_code == 200
    assert answer.status_code == 422
    assert "早于 2000 年" in answer.json()["words"]
