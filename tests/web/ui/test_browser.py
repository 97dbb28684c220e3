"""In a real browser, under the real content policy: what script adds, by mouse and by keyboard, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from tests.browser import Live, serving
from tests.world import PASSWORD

pytestmark = [pytest.mark.xdist_group("browser")]
AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def site(
    server: Any, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    """One web server for all tests here: they only look."""
    log = tmp_path_factory.mktemp("site") / "site.log"
    with django_db_blocker.unblock():
        name = databases.fresh(server)
        with serving(server, name, log, "web") as running:
            yield running
        databases.use(server, "bihuan")
        databases.drop(server, name)


def enter(page: Any, site: Live) -> None:
    """Signs in as a village official, whose role asks for no second factor."""
    page.goto(f"{site.url}/accounts/sign-in/")
    page.fill("#id_username", "village")
    page.fill("#id_password", PASSWORD)
    page.click("form .btn-big")


@pytest.fixture(scope="module")
def cookies(browser: Any, site: Live) -> Any:
    """A session, made once."""
    context = browser.new_context()
    enter(context.new_page(), site)
    state = context.cookies()
    context.close()
    return state


@pytest.fixture
def kit(site: Live, page: Any, cookies: Any) -> Any:
    """The gallery, signed in."""
    page.context.add_cookies(cookies)
    page.goto(f"{site.url}/kit/")
    return page


def chips(page: Any) -> list[str]:
    """The units that stand as chosen."""
    return [words.rstrip("×").strip() for words in page.locator(".chip").all_text_contents()]


def test_ticking_rows_shows_what_can_be_done_with_them(kit: Any) -> None:
    bar = kit.locator("form.bulk")
    bar.wait_for(state="hidden")
    boxes = kit.locator("td.box input")
    boxes.nth(0).check()
    boxes.nth(2).check()
    assert bar.locator("b").first.inner_text() == "已选 2 条"
    assert kit.locator("tr.on").count() == 2
    kit.locator("th.box input").check()
    assert bar.locator("b").first.inner_text() == "已选 8 条"
    bar.get_by_role("button", name="改选全部 8 条").click()
    assert bar.locator("input[name=all]").input_value() == "1"
    boxes.nth(1).uncheck()
    assert bar.locator("input[name=all]").input_value() == "0"
    bar.get_by_role("button", name="取消选择").click()
    bar.wait_for(state="hidden")


def test_units_are_picked_by_initials_without_a_mouse(kit: Any) -> None:
    find = kit.get_by_role("searchbox", name="找：村名或拼音首字母")
    find.focus()
    kit.keyboard.type("swc")
    assert kit.locator(".pick-list label:visible").all_inner_texts()[0].startswith("松湾村")
    kit.keyboard.press("Enter")
    assert chips(kit) == ["石坳村", "桥头村", "松湾村"]
    kit.keyboard.press("Backspace")
    assert kit.locator(".chip").count() == 2
    kit.keyboard.type("没有")
    assert kit.locator(".pick .none").is_visible()
    kit.keyboard.press("Escape")
    kit.keyboard.press("ArrowDown")
    kit.keyboard.press("Space")
    assert chips(kit) == ["桥头村"]
    kit.get_by_role("button", name="去掉桥头村").click()
    assert kit.locator(".chip").count() == 0
    kit.get_by_label("只选还没答复的 4 个村").check()
    assert kit.locator(".unit-picker legend").inner_text() == "转给哪些村 已选 4 / 6"


def test_words_are_copied_and_the_button_says_when(kit: Any) -> None:
    kit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = kit.locator("[data-copy='#kit-say']")
    button.click()
    kit.wait_for_function("document.querySelector('[data-copy=\"#kit-say\"]').classList.contains('done')")
    assert button.inner_text().startswith("已复制 ")
    assert kit.evaluate("navigator.clipboard.readText()").startswith("何敏同志：截至11月24日")


def test_words_may_be_changed_before_they_are_copied(kit: Any) -> None:
    box = kit.locator("#kit-say")
    assert box.get_attribute("readonly") is not None
    kit.get_by_role("button", name="改一改再复制").click()
    kit.keyboard.press("Control+End")
    kit.keyboard.type("，谢谢")
    assert box.input_value().endswith("周桂兰，谢谢")


def test_slash_finds(kit: Any) -> None:
    kit.keyboard.press("/")
    assert kit.evaluate("document.activeElement.name") == "q"
    assert kit.evaluate("document.activeElement.value") == ""


def test_choosing_a_filter_sends_it_and_leaves_out_what_is_empty(kit: Any) -> None:
    kit.locator("select[name=state]").select_option("submitted")
    kit.wait_for_url("**/kit/?*state=submitted*")
    assert "unit=" not in kit.url
    assert kit.locator("select[name=state].on-f").count() == 1


def test_a_form_with_faults_comes_back_with_the_summary_in_focus(kit: Any) -> None:
    kit.goto(kit.url.replace("/kit/", "/kit/form/"))
    kit.fill("#id_measures", "修")
    kit.locator("form.look .btn-primary").click()
    kit.wait_for_selector("[data-faults]")
    assert kit.evaluate("document.activeElement.matches('[data-faults]')")
    assert kit.input_value("#id_measures") == "修"
    kit.locator("[data-faults] a").first.click()
    assert kit.url.endswith("#id_item")


def test_files_go_up_with_progress_and_the_answer_takes_the_pages_place(kit: Any, tmp_path: Path) -> None:
    picture = tmp_path / "整改前.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(300_000))
    kit.goto(kit.url.replace("/kit/", "/kit/form/"))
    kit.set_input_files("#evidence", picture)
    assert kit.locator("[data-upload-words]").inner_text() == "整改前.png"
    kit.evaluate(
        """() => {
            const box = document.querySelector("[data-sending]");
            window.seen = [];
            new MutationObserver(() => window.seen.push(box.textContent)).observe(box, { subtree: true, childList: true });
        }"""
    )
    kit.locator("form.look .btn-primary").click()
    kit.wait_for_selector("[data-faults]")
    assert any("已传 0.3 / 0.3 兆" in (words or "") for words in kit.evaluate("window.seen"))
    kit.select_option("#id_item", "33")
    kit.fill("#id_measures", "更换主管 1.2 公里")
    kit.fill("#id_due", "2026-11-30")
    kit.set_input_files("#evidence", picture)
    kit.locator("form.look .btn-primary").click()
    kit.wait_for_selector(".note.good")
    assert "看过了，没有错" in kit.locator(".note.good").inner_text()
    assert kit.input_value("#id_measures") == ""
    kit.go_back()
    kit.wait_for_load_state()
    assert kit.locator(".note.good").count() == 0


def test_a_form_pressed_twice_is_sent_once(kit: Any) -> None:
    kit.goto(kit.url.replace("/kit/", "/kit/form/"))
    sent: list[str] = []
    kit.on(
        "request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None
    )
    with kit.expect_navigation():
        kit.locator("form.look .btn-primary").dblclick()
    assert len(sent) == 1
    assert 'name="idem"' in sent[0]


def test_the_account_menu_opens_and_escape_closes_it(kit: Any) -> None:
    kit.locator("header details.menu summary").click()
    assert kit.get_by_role("button", name="退出登录").is_visible()
    kit.keyboard.press("Escape")
    assert not kit.get_by_role("button", name="退出登录").is_visible()


def test_without_script_forms_and_filters_still_work(site: Live, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    enter(page, site)
    page.goto(f"{site.url}/kit/")
    page.fill(".filters input[name=q]", "水渠")
    page.get_by_role("button", name="筛选", exact=True).click()
    assert page.locator("tbody tr").count() == 1
    page.goto(f"{site.url}/kit/form/")
    page.locator("form.look .btn-primary").click()
    assert page.locator("[data-faults]").is_visible()
    context.close()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    "path",
    ["/kit/", "/kit/form/", "/kit/list/", "/kit/errors/409/", "/accounts/sign-in/", "/accounts/password/"],
)
def test_axe_finds_nothing_serious(kit: Any, site: Live, path: str, width: int) -> None:
    kit.set_viewport_size({"width": width, "height": 900})
    kit.goto(site.url + path)
    kit.evaluate(AXE.read_text(encoding="utf-8"))
    found = kit.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    grave = [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
    assert grave == []


@pytest.mark.parametrize("path", ["/kit/", "/kit/form/", "/kit/list/", "/kit/errors/409/"])
def test_nothing_is_wider_than_a_phone_and_all_can_be_pressed(kit: Any, site: Live, path: str) -> None:
    kit.set_viewport_size(PHONE)
    kit.goto(site.url + path)
    assert kit.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    small = """[...document.querySelectorAll('main .btn, .tabs a, .tabs summary, main select')].filter(e => e.offsetParent)
        .filter(e => e.getBoundingClientRect().height < 40).map(e => e.outerHTML.slice(0, 120))"""
    assert kit.evaluate(small) == []


def test_the_phones_bar_holds_the_way_out(kit: Any) -> None:
    kit.set_viewport_size(PHONE)
    kit.locator(".tabs summary").click()
    assert kit.locator(".tabs").get_by_role("button", name="退出登录").is_visible()


def test_the_page_obeys_its_content_policy(kit: Any, site: Live) -> None:
    complaints: list[str] = []
    kit.on(
        "console",
        lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None,
    )
    for path in ("/kit/", "/kit/form/", "/kit/list/", "/accounts/password/"):
        answer = kit.goto(site.url + path)
        assert "'unsafe-eval'" not in answer.headers["content-security-policy"]
    assert complaints == []
