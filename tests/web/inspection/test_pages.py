"""The pages of draws as each role gets them, the forms, and the sheet that anybody can check."""

from __future__ import annotations

import hashlib
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
from bihuan.web.inspection.models import Draw
from bihuan.web.problems.todo import todos
from tests.web.inspection.batch import Batch, fresh, items
from tests.web.problems.steps import fresh as now
from tests.web.problems.steps import photo


def form(**given: Any) -> dict[str, Any]:
    today = clock.today()
    usual = {
        "title": "本月抽验", "closed_from": today - timedelta(days=20), "closed_to": today, "percent": 20, "at_least": 1,
        "due": today + timedelta(days=7), "idem": str(uuid.uuid4()),
    }  # fmt: skip
    return usual | given


def text(response: Any) -> str:
    words: str = response.content.decode()
    return words


def test_the_office_makes_a_draw_by_forms_alone(batch: Batch, as_: Any) -> None:
    batch.closed(count=3)
    office = as_("office")
    made = office.post("/inspection/draws/new/", form())
    assert made.status_code == 302, text(made)
    page = text(office.get(made["Location"]))
    assert "名册已锁 3 件，可以抽取" in page
    assert "抽取时公布" in page
    assert "抽中的，按地点排" not in page
    assert office.post(f"{made['Location']}reveal/").status_code == 302
    page = text(office.get(made["Location"]))
    assert "还有 1 件没验" in page
    for words in ("和先前公布的封条相符", "3 件，和锁定时一样", "重算一遍，1 件都对得上"):
        assert words in page


def test_the_second_form_starts_with_the_last_draws_share(batch: Batch, as_: Any) -> None:
    batch.closed()
    office = as_("office")
    assert 'name="percent" value' not in text(office.get("/inspection/draws/new/"))
    batch.made(percent=35, at_least=4)
    page = text(office.get("/inspection/draws/new/"))
    assert 'name="percent" value="35"' in page
    assert 'name="at_least" value="4"' in page


def test_nothing_to_draw_from_is_said_beside_the_form(batch: Batch, as_: Any) -> None:
    answer = as_("office").post("/inspection/draws/new/", form())
    assert answer.status_code == 422
    assert "没有可抽的" in text(answer)
    with scoped(SYSTEM):
        assert not Draw.objects.exists()


def test_sent_twice_makes_one_draw(batch: Batch, as_: Any) -> None:
    batch.closed()
    office, data = as_("office"), form()
    assert {office.post("/inspection/draws/new/", data).status_code for _ in range(2)} == {302}
    with scoped(SYSTEM):
        assert Draw.objects.count() == 1


def test_voided_with_a_reason(batch: Batch, as_: Any) -> None:
    batch.closed()
    draw, office = batch.made(), as_("office")
    assert "请填为什么作废" in text(office.post(f"/inspection/draws/{draw.pk}/void/", {}))
    assert office.post(f"/inspection/draws/{draw.pk}/void/", {"reason": "比例定错了"}).status_code == 302
    assert "已作废" in text(office.get(f"/inspection/draws/{draw.pk}/"))


def test_the_exported_frame_is_enough_to_draw_again(batch: Batch, as_: Any) -> None:
    batch.closed(count=5)
    draw = batch.drawn(percent=40)
    sheet = as_("assessor").get(f"/inspection/draws/{draw.pk}/frame/?export=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    head = next(n for n, row in enumerate(rows) if "编号" in row)
    lines = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :] if row[0]]
    assert len(lines) == 5
    for line in lines:
        assert line["签"] == hashlib.sha256(f"{draw.seed}:{line['编号']}".encode()).hexdigest()
    lines.sort(key=lambda line: str(line["签"]))
    assert [bool(line["抽中"]) for line in lines] == [True, True, False, False, False]
    frozen = "".join(
        f"{n['编号']}\t{n['核验的乡镇']}\t{int(float(n['版本']))}\n"
        for n in sorted(lines, key=lambda n: n["编号"])
    )
    assert hashlib.sha256(frozen.encode()).hexdigest() == draw.fingerprint


def test_the_inspectors_first_page_shows_the_drawn_by_place(batch: Batch, as_: Any, acting: Any) -> None:
    batch.closed("望岭乡")
    batch.closed("柳溪镇", 2)
    batch.drawn(percent=100)
    page = text(as_("inspector").get("/"))
    assert "3 件要抽验" in page
    block = page[page.index("抽验，按地点排") :]
    assert block.index("柳溪镇 松湾村") < block.index("望岭乡 石坳口村")
    with acting("inspector") as actor:
        assert [t.kind for t in todos(actor)].count("sample") == 3
    for key in ("office", "township"):
        with acting(key) as actor:
            assert "sample" not in {t.kind for t in todos(actor)}


def test_a_failure_by_form_with_a_photo(batch: Batch, as_: Any) -> None:
    batch.closed(count=3)
    draw = batch.drawn(percent=0, at_least=1)
    (item,) = items(draw, drawn=True)
    inspector, url = as_("inspector"), f"/inspection/drawn/{item.pk}/"
    assert "柳溪镇在这次名册里的 3 件全部重新打开" in text(inspector.get(url))
    refused = inspector.post(url, {"outcome": "failed", "note": "仍然漏雨", "idem": str(uuid.uuid4())})
    assert refused.status_code == 422
    assert "请选是哪一关不过。" in text(refused)
    shot = photo()
    shot.name = "现场.jpg"  # type: ignore[attr-defined]
    sent = {
        "outcome": "failed",
        "gate_kind": "put_right",
        "note": "雨天到户，仍然漏雨",
        "photos": shot,
        "idem": str(uuid.uuid4()),
    }
    done = inspector.post(url, sent, follow=True)
    assert f"{item.key} 已记不过。柳溪镇这一批 3 件都重新打开，由县里逐件核验。" in text(done)
    assert now(item.problem).state == "returned"
    assert fresh(draw).state == Draw.State.FINISHED
    pulled = next(i for i in items(draw) if i.pk != item.pk)
    page = text(as_("township").get(f"/problems/{pulled.problem_id}/"))
    assert "抽验不过，整批重核" in page
    assert "轮到您：核验" not in page
    assert "轮到您：核验" in text(as_("inspector_outsider").get(f"/problems/{pulled.problem_id}/"))


def test_a_reopened_one_offers_only_to_drop_it(batch: Batch, as_: Any, acting: Any) -> None:
    from bihuan.web.problems import services

    (own,) = batch.closed()
    draw = batch.drawn()
    (item,) = items(draw)
    with acting("inspector") as actor:
        services.record_look_back(
            actor, own, "found_again", "又漏雨了", due=clock.today() + timedelta(days=9)
        )
    inspector, url = as_("inspector"), f"/inspection/drawn/{item.pk}/"
    assert "记为不再抽验" in text(inspector.get(url))
    assert inspector.post(url, {"outcome": "lapsed", "idem": str(uuid.uuid4())}).status_code == 302
    assert items(draw)[0].state == "lapsed"


def test_a_township_does_not_learn_what_is_drawn(batch: Batch, as_: Any) -> None:
    (own,) = batch.closed()
    (item,) = items(batch.drawn())
    town = as_("township")
    page = text(town.get(f"/problems/{own.pk}/"))
    assert "抽中" not in page
    assert "抽验" not in page
    assert town.get(f"/inspection/drawn/{item.pk}/").status_code == 403
    assert "已抽中，等督查组看" in text(as_("office").get(f"/problems/{own.pk}/"))


@pytest.mark.parametrize(
    "url", ["/inspection/draws/", "/inspection/draws/{draw}/", "/inspection/draws/{draw}/frame/", "/"]
)
def test_the_number_of_queries_does_not_grow(batch: Batch, as_: Any, url: str) -> None:
    inspector, seen = as_("inspector"), []
    draw = None
    for count in (2, 6):
        batch.closed(count=count)
        draw = batch.drawn(percent=100)
        inspector.get(url.format(draw=draw.pk))
        with CaptureQueriesContext(connection) as asked:
            inspector.get(url.format(draw=draw.pk))
        seen.append(len(asked))
    assert seen[0] == seen[1]
