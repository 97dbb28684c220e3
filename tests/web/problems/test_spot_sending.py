"""What a phone sends of the on-the-spot form: each photo on its own, then the words under a key; once, whoever repeats what."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems import camera
from bihuan.web.problems.models import Problem
from tests.web.problems.papers import scene
from tests.web.problems.steps import SONGWAN, Steps

PHOTO, SEND = "/problems/on-the-spot/photo/", "/problems/on-the-spot/send/"
WORDS = {
    "area_code": SONGWAN,
    "title": "屋面漏雨",
    "done": "换瓦18片",
    "accepted_by": "户主",
    "signed": "谢长福",
}


def picture(number: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("拍照.jpg", scene(number), "image/jpeg")


def notes(client: Any, **times: Any) -> dict[str, str]:
    """Both photos taken in; `before=`, `after=` say when, now if nothing is said."""
    made = {}
    for number, name in enumerate(("before", "after"), start=3):
        given = times.get(name) or {"phone": clock.now().isoformat()}
        answer = client.post(PHOTO, {"photo": picture(number), **given})
        assert answer.status_code == 200, answer.content.decode()
        made[f"{name}_kept"] = answer.json()["note"]
    return made


def problems() -> list[Problem]:
    with scoped(SYSTEM):
        return list(Problem.objects.prefetch_related("evidence", "measures").order_by("pk"))


def handed_in() -> int:
    with scoped(SYSTEM):
        return JournalLine.objects.filter(code="problem.spot_submitted").count()


def test_the_same_key_again_gets_the_same_answer_and_nothing_twice(steps: Steps, as_: Any) -> None:
    client, key = as_("village"), str(uuid.uuid4())
    first = client.post(SEND, {**WORDS, **notes(client), "idem": key})
    # the photos went once more in between, as after a lost answer: their notes are others, the form is the same
    again = client.post(SEND, {**WORDS, **notes(client), "idem": key})
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    (made,) = problems()
    assert first.json()["number"] == made.number
    assert first.json()["url"] == f"/problems/{made.pk}/"
    assert made.evidence.count() == 2
    assert handed_in() == 1


def test_the_same_key_with_other_words_is_refused_in_chinese(steps: Steps, as_: Any) -> None:
    client, key = as_("village"), str(uuid.uuid4())
    held = notes(client)
    client.post(SEND, {**WORDS, **held, "idem": key})
    other = client.post(SEND, {**WORDS, **held, "title": "院墙裂缝", "idem": key})
    assert other.status_code == 422
    assert other.json()["words"] == "这个提交编号已经用在另一份内容上，这一份没有收下。请换一个新的编号再交。"
    assert [p.title for p in problems()] == ["屋面漏雨"]


def test_without_a_key_nothing_is_taken_in(steps: Steps, as_: Any) -> None:
    client = as_("village")
    answer = client.post(SEND, {**WORDS, **notes(client)})
    assert (answer.status_code, problems()) == (422, [])
    assert "提交编号不对" in answer.json()["words"]


def test_what_was_refused_may_come_again_under_its_key(steps: Steps, as_: Any) -> None:
    client, key = as_("village"), str(uuid.uuid4())
    held = notes(client)
    refused = client.post(SEND, {**WORDS, **held, "signed": "", "idem": key})
    assert refused.status_code == 422
    assert refused.json()["errors"] == {"signed": "请填认可人签名。"}
    assert client.post(SEND, {**WORDS, **held, "idem": key}).status_code == 200


def test_anothers_photos_and_old_ones_are_asked_for_again(steps: Steps, as_: Any) -> None:
    held, key = notes(as_("team")), str(uuid.uuid4())
    answer = as_("village").post(SEND, {**WORDS, **held, "idem": key})
    assert (answer.status_code, answer.json()["again"]) == (422, ["before", "after"])
    forged = {name: f"{note}x" for name, note in held.items()}
    answer = as_("team").post(SEND, {**WORDS, **forged, "idem": key})
    assert answer.json()["again"] == ["before", "after"]
    assert problems() == []


def test_what_waited_in_a_phone_counts_from_the_day_it_was_photographed(
    steps: Steps, as_: Any, acting: Any
) -> None:
    client, at = as_("village"), clock.now()
    with clock.frozen(at - timedelta(days=3)), acting("village") as actor:
        token, pressed = camera.promise(actor)
    mended = at - timedelta(days=2)
    held = notes(client, before={"token": token, "phone": ""}, after={"phone": mended.isoformat()})
    answer = client.post(SEND, {**WORDS, **held, "idem": str(uuid.uuid4())})
    assert answer.status_code == 200, answer.content.decode()
    (made,) = problems()
    before, after = sorted(made.evidence.all(), key=lambda e: e.pk)
    assert made.discovered_on == pressed.astimezone(clock.ZONE).date()
    assert made.measures.get().done_at == mended.astimezone(clock.ZONE).date()
    assert (before.taken_at, before.taken_clock) == (pressed, "server")
    assert (after.taken_at, after.taken_clock) == (mended, "phone")


def test_the_place_the_phone_was_at_stands_by_the_photo(steps: Steps, as_: Any) -> None:
    client = as_("village")
    here = {"phone": clock.now().isoformat(), "latitude": "26.25", "longitude": "111.5", "accuracy": "9"}
    client.post(SEND, {**WORDS, **notes(client, before=here), "idem": str(uuid.uuid4())})
    before, after = sorted(problems()[0].evidence.all(), key=lambda e: e.pk)
    assert (before.latitude, before.longitude, before.accuracy) == (26.25, 111.5, 9)
    assert after.latitude is None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"photo": ""}, "没有照片"),
        ({"photo": SimpleUploadedFile("x.jpg", b"<html>")}, "不能作佐证"),
        ({"photo": SimpleUploadedFile("x.pdf", b"%PDF-1.7 nothing")}, None),
        ({"token": "made:up"}, "凭据不对"),
        ({"phone": "2099-01-01T00:00:00Z"}, "比现在晚"),
    ],
)
def test_a_photo_is_refused_with_words(
    steps: Steps, as_: Any, given: dict[str, Any], says: str | None
) -> None:
    data = {"photo": picture(5), "phone": clock.now().isoformat()} | given
    answer = as_("village").post(PHOTO, data)
    assert answer.status_code == 422
    assert answer.json()["words"]
    if says:
        assert says in answer.json()["words"]


@pytest.mark.parametrize("key", ["office", "leader", "department", "assessor", "helper"])
def test_only_those_on_the_spot_send(steps: Steps, as_: Any, key: str) -> None:
    assert as_(key).post(PHOTO, {"photo": picture(5)}).status_code == 403
    assert as_(key).post(SEND, {**WORDS, "idem": str(uuid.uuid4())}).status_code == 403


def test_another_village_sends_in_its_own_place_only(steps: Steps, as_: Any) -> None:
    client = as_("village_outsider")
    answer = client.post(SEND, {**WORDS, **notes(client), "idem": str(uuid.uuid4())})
    assert (answer.status_code, problems()) == (422, [])


def test_an_evidence_photo_under_a_used_key_is_refused(steps: Steps, as_: Any) -> None:
    problem, client, key = steps.worked(), as_("township"), str(uuid.uuid4())
    with scoped(SYSTEM):
        measure = problem.measures.get()
    given = {"for": f"measure-{measure.pk}", "phone": clock.now().isoformat(), "idem": key}
    address = f"/problems/{problem.pk}/camera/send/"
    assert client.post(address, {**given, "photo": picture(5)}).status_code == 200
    answer = client.post(address, {**given, "photo": picture(6)})
    assert answer.status_code == 422
    assert "已经用在另一份内容上" in answer.json()["words"]


def test_pictures_of_the_test_are_pictures() -> None:
    with Image.open(BytesIO(scene(3))) as one, Image.open(BytesIO(scene(4))) as other:
        assert one.tobytes() != other.tobytes()
