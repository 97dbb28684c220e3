"""A village official with a phone: on-the-spot rectification with two photos; the township takes it from there."""

from __future__ import annotations

import re

import pytest

from tests.browser import wait_for
from tests.web.spine.conftest import Ask, Sit
from tests.web.spine.hand import HELD, PHONE, shot

pytestmark = [pytest.mark.xdist_group("spine")]
BEFORE, AFTER = shot("水龙头漏水"), shot("换好的水龙头")


def _chosen(photo: tuple[str, bytes]) -> dict[str, object]:
    name, data = photo
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


@pytest.fixture(scope="module")
def spotted(sit: Sit) -> int:
    """Found, put right and sent in one form on a phone; the problem's id."""
    village = sit("village", phone=True).go("/")
    village.page.get_by_role("link", name="当场整改").locator("visible=true").first.tap()
    village.page.wait_for_url("**/problems/on-the-spot/")
    cameras = village.page.locator("#spot input[type=file][capture=environment][accept='image/*']")
    assert cameras.count() == 2
    village.page.fill("#id_household", "二组 孟庆友家")
    village.page.fill("#id_title", "厨房水龙头漏水")
    village.page.set_input_files("input[name=before]", _chosen(BEFORE))
    village.page.locator("figure:has(input[name=before]) img.chosen").wait_for()
    village.page.set_input_files("input[name=after]", _chosen(AFTER))
    village.page.locator("figure:has(input[name=after]) img.chosen").wait_for()
    village.page.fill("#id_done", "换了水龙头和一段软管，不漏了。")
    village.page.fill("#id_signed", "孟庆友")
    assert village.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    village.page.locator(".dock button[type=submit]").tap()
    village.page.wait_for_url(re.compile(r"/problems/\d+/$"))
    village.sees("已提交。核验后会通知您。")
    return int(village.page.url.rstrip("/").rpartition("/")[2])


def test_both_photos_are_kept_with_the_servers_time(spotted: int, ask: Ask) -> None:
    rows = ask(
        "select caption, taken_clock, now() - taken_at < interval '5 minutes', source from problems_evidence where problem_id = %s order by id",
        spotted,
    )
    assert rows == [(words, "server", True, "松湾村拍照页") for words in ("整改前", "整改后")]
    found = ask("select state, profile, place, waiting_words from problems_problem where id = %s", spotted)
    assert found == [("submitted", "on_the_spot", "柳溪镇 松湾村", "柳溪镇")]


def test_a_photo_that_is_none_is_refused_and_comes_back_to_be_taken_again(sit: Sit, ask: Ask) -> None:
    village = sit("village", phone=True).go("/problems/on-the-spot/")
    before = ask("select count(*) from problems_problem")
    for name, photo in (("before", BEFORE), ("after", ("坏.jpg", b"not a picture"))):
        village.page.set_input_files(f"input[name={name}]", _chosen(photo))
        village.page.locator(f"figure:has(input[name={name}]) img.chosen").wait_for()
    village.page.fill("#id_title", "路灯不亮")
    village.page.fill("#id_done", "换了灯泡。")
    village.page.fill("#id_signed", "段红梅")
    village.page.locator(".dock button[type=submit]").tap()
    village.sees("这种文件不能作佐证。请传照片", "[data-waiting]")
    village.faults.clear()  # the console names every 422
    village.press("改了再交")
    village.sees("这种文件不能作佐证", "[data-said]")
    assert village.page.input_value("#id_title") == "路灯不亮"
    assert ask("select count(*) from problems_problem") == before
    assert village.page.evaluate(HELD)["drafts"] == 3  # the words and two photos
    village.press("清空，重新填")
    assert village.page.input_value("#id_title") == ""  # at once
    assert village.page.locator("img.chosen").count() == 0
    wait_for(lambda: village.page.evaluate(HELD)["drafts"] == 0, "手机里还有清空的草稿")


def test_what_is_missing_is_said_before_anything_is_kept(sit: Sit) -> None:
    village = sit("village", phone=True).go("/problems/on-the-spot/")
    village.page.locator(".dock button[type=submit]").tap()
    for words in (
        "请填什么问题。",
        "请填做了什么。",
        "请填认可人签名。",
        "请拍整改前的照片。",
        "请拍整改后的照片。",
    ):
        village.sees(words, "[data-said]")
    assert village.page.locator("[data-waiting]").is_hidden()


def test_the_township_passes_all_gates_at_once_on_its_phone(spotted: int, sit: Sit, ask: Ask) -> None:
    township = sit("township", phone=True).go("/")
    township.page.locator("main a", has_text="厨房水龙头漏水").first.tap()
    township.sees("轮到您：核验问题查清、整改到位、成效达标、群众满意", "#turn-h")
    township.act("pass_all", ground="看了两张照片，同一个角度，不漏了。")
    assert (
        ask("select state, by_unit_id is not null from problems_gate where problem_id = %s", spotted)
        == [("passed", True)] * 4
    )
    assert ask("select state from problems_problem where id = %s", spotted) == [("closed",)]
    assert ask("select due_on - current_date from problems_lookback where problem_id = %s", spotted) == [
        (90,)
    ]
    sit("village", phone=True).go(f"/problems/{spotted}/").sees("已销号", ".head")


def test_the_village_next_door_sees_nothing_of_it(spotted: int, sit: Sit, ask: Ask) -> None:
    other = sit("village_outsider", phone=True)
    assert other.status_of(f"/problems/{spotted}/") == 404
    for (pk,) in ask("select id from problems_evidence where problem_id = %s", spotted):
        assert other.status_of(f"/problems/evidence/{pk}/small/") == 404
