"""A village official in a yard without signal: the form opens, is filled in, survives whatever happens to the page, and arrives once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import Live, wait_for
from tests.web.spine.conftest import Ask
from tests.web.spine.hand import HELD, PHONE, Hand, shot
from tests.world import PASSWORD

pytestmark = [pytest.mark.xdist_group("spine")]
FORM = "/problems/on-the-spot/"
KEPT = "async () => (await Promise.all((await caches.keys()).filter((n) => n.startsWith('bihuan-pages')).map(async (n) => (await (await caches.open(n)).keys()).map((r) => new URL(r.url).pathname)))).flat().sort()"


@pytest.fixture
def phone(browser: Any) -> Iterator[Any]:
    """A phone of its own; the page may be closed, the phone stays."""
    context = browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.set_default_timeout(20_000)
    yield context
    context.close()


def signed_in(phone: Any, site: Live, key: str) -> Any:
    """That person on a new page, with the worker ready and the pages kept."""
    page = Hand(phone.new_page(), site, key).sign_in().page
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    wait_for(lambda: {"/", FORM} <= set(page.evaluate(KEPT)), "手机里没有存下页面")
    return page


def opened(phone: Any, site: Live) -> Any:
    page = phone.new_page()
    page.goto(f"{site.url}{FORM}")
    page.locator("#id_title").wait_for()
    return page


def fill(page: Any, title: str, photos: tuple[str, ...] = ("before", "after")) -> None:
    for name in photos:
        chosen, data = shot(f"{title}{name}")
        page.set_input_files(
            f"input[name={name}]", {"name": chosen, "mimeType": "image/jpeg", "buffer": data}
        )
        page.locator(f"figure:has(input[name={name}]) img.chosen").wait_for()
    page.fill("#id_household", "二组 孟庆友家")
    page.fill("#id_title", title)
    page.fill("#id_done", "换了水龙头和一段软管，不漏了。")
    page.fill("#id_signed", "孟庆友")


def hand_in(page: Any) -> None:
    page.locator(".dock button[type=submit]").tap()


def arrived(ask: Ask, title: str) -> list[tuple[Any, ...]]:
    """(problem, unit that raised it, pieces of evidence, lines of the journal that say so) of every problem with that title."""
    return ask(
        "select p.id, u.name, (select count(*) from problems_evidence e where e.problem_id = p.id),"
        " (select count(*) from journal_journalline j where j.code = 'problem.spot_submitted' and j.object_id = p.id)"
        " from problems_problem p join areas_unit u on u.id = p.raised_unit_id where p.title = %s",
        title,
    )


def once(ask: Ask, title: str, unit: str = "松湾村") -> bool:
    found = arrived(ask, title)
    return len(found) == 1 and unit in found[0][1] and found[0][2:] == (2, 1)


def test_filled_in_without_signal_it_survives_closing_and_arrives_once(
    phone: Any, site: Live, ask: Ask
) -> None:
    title = "院墙裂缝"
    signed_in(phone, site, "village").close()
    # 1. the form opens without signal, and says so; half filled in, the page is closed
    phone.set_offline(True)
    page = opened(phone, site)
    assert "没有信号" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    fill(page, title)
    page.close()
    # 2. opened again it is as it was; handed in, it waits
    page = opened(phone, site)
    page.locator("[data-resumed]").wait_for()
    assert page.input_value("#id_title") == title
    assert page.locator("img.chosen").count() == 2
    hand_in(page)
    page.locator("[data-waiting] li").wait_for()
    assert "已存在手机里，有信号自动发" in page.inner_text("[data-waiting]")
    assert page.input_value("#id_title") == ""
    assert page.evaluate(HELD) == {"drafts": 0, "waiting": 1, "notes": [False, False]}
    page.close()
    # 3. it waits over another closing; with signal it goes by itself, once
    page = opened(phone, site)
    page.locator("[data-waiting] li").wait_for()
    assert arrived(ask, title) == []
    phone.set_offline(False)
    wait_for(lambda: once(ask, title), "有信号以后没有传上")
    page.locator("[data-sent] li").wait_for()
    page.reload()
    page.locator("[data-sent] li").wait_for()
    assert page.evaluate(HELD) == {"drafts": 0, "waiting": 0, "notes": []}
    assert once(ask, title)
    ((pk, *_),) = arrived(ask, title)
    rows = ask(
        "select caption, taken_clock, source from problems_evidence where problem_id = %s order by id", pk
    )
    assert rows == [("整改前", "phone", "松湾村拍照页"), ("整改后", "phone", "松湾村拍照页")]


def test_the_page_dies_between_the_first_photo_and_the_second(phone: Any, site: Live, ask: Ask) -> None:
    title = "井盖松动"
    page = signed_in(phone, site, "village")
    page.goto(f"{site.url}{FORM}")
    fill(page, title)
    sent: list[str] = []
    answers: list[tuple[str, int]] = []

    def heard(answer: Any) -> None:
        if "/on-the-spot/" in answer.url and answer.request.method == "POST":
            answers.append((answer.url.rstrip("/").rpartition("/")[2], answer.status))

    def one_only(route: Any) -> None:
        sent.append(route.request.url)
        route.continue_() if len(sent) == 1 else route.abort()

    phone.on("response", heard)
    phone.route("**/on-the-spot/photo/", one_only)  # of the page and of the worker: either may send
    hand_in(page)
    wait_for(
        lambda: page.evaluate(HELD)["notes"] == [True, False] and len(sent) > 1,
        "第一张没有传上，第二张没有断",
    )
    assert arrived(ask, title) == []
    page.close()
    phone.unroute("**/on-the-spot/photo/")
    page = phone.new_page()
    page.goto(f"{site.url}/")
    # What the phone heard reaches this test only while it asks the browser something.
    wait_for(lambda: page.evaluate(HELD)["waiting"] == 0 and ("send", 200) in answers, "第二次打开没有传完")
    assert once(ask, title)
    assert answers == [("photo", 200), ("photo", 200), ("send", 200)]  # the first photo was not sent again


def test_the_sign_in_runs_out_and_somebody_else_takes_the_phone(phone: Any, site: Live, ask: Ask) -> None:
    title = "晒场堆物"
    page = signed_in(phone, site, "village")
    page.goto(f"{site.url}{FORM}")
    fill(page, title)
    phone.clear_cookies(name="sessionid")
    hand_in(page)
    # 1. kept, and asked to sign in
    page.get_by_role("link", name="重新登录").wait_for()
    assert page.evaluate(HELD)["waiting"] == 1
    page.close()
    # 2. another person on the same phone sees nothing of it, and nothing goes in their name
    other = signed_in(phone, site, "village_outsider")
    other.goto(f"{site.url}{FORM}")
    other.wait_for_load_state("networkidle")
    assert other.locator("[data-waiting]").is_hidden()
    assert title not in other.content()
    assert other.input_value("#id_title") == ""
    assert arrived(ask, title) == []
    phone.set_offline(True)
    other.goto(f"{site.url}/")
    assert "段红梅" not in other.content()
    phone.set_offline(False)
    other.goto(f"{site.url}/")
    leave(other)
    # 3. its author signs in again, and it goes
    signed_in(phone, site, "village")
    wait_for(lambda: once(ask, title), "重新登录以后没有传上")


def leave(page: Any) -> None:
    page.locator(".tabs details.menu summary").tap()
    page.locator(".tabs .menu-item", has_text="退出登录").tap()


def test_signing_out_leaves_nothing_in_the_phone(phone: Any, site: Live) -> None:
    page = signed_in(phone, site, "village")
    page.goto(f"{site.url}{FORM}")
    fill(page, "没有交的", photos=("before",))
    page.goto(f"{site.url}/")
    leave(page)
    # 1. what is unfinished does not go without a word
    page.locator("#refusal", has_text="当场整改还没填完。").wait_for()
    page.get_by_role("button", name="先不退出").tap()
    assert page.evaluate(HELD)["drafts"] == 2
    leave(page)
    page.get_by_role("button", name="删掉，退出登录").tap()
    page.wait_for_url("**/accounts/sign-in/")
    # 2. neither rows nor pages are left, and without signal nothing opens
    assert page.evaluate(HELD) == {"drafts": 0, "waiting": 0, "notes": []}
    assert page.evaluate(KEPT) == []
    phone.set_offline(True)
    page.goto(f"{site.url}/")
    assert "这一页没有存在手机里" in page.inner_text("body")
    assert "松湾村" not in page.content()


def test_what_the_server_refuses_comes_back_to_be_mended(phone: Any, site: Live, ask: Ask) -> None:
    title = "路灯不亮"
    page = signed_in(phone, site, "village")
    page.goto(f"{site.url}{FORM}")
    fill(page, title)
    page.fill("#id_done", "换")
    hand_in(page)
    page.get_by_role("button", name="改了再交").tap()
    page.locator("[data-said] .note").wait_for()
    assert "做了什么" in page.inner_text("[data-said]")
    assert page.input_value("#id_title") == title
    page.fill("#id_done", "换了灯泡，亮了。")
    hand_in(page)
    page.wait_for_url(f"{site.url}/problems/*/")
    page.locator("main", has_text="已提交。核验后会通知您。").first.wait_for()
    assert once(ask, title)


def test_other_roles_have_nothing_kept(phone: Any, site: Live) -> None:
    page = phone.new_page()
    page.goto(f"{site.url}/accounts/sign-in/")
    page.fill("#id_username", "office")
    page.fill("#id_password", PASSWORD)
    page.click("form .btn-big")
    page.wait_for_url(f"{site.url}/")
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    assert page.evaluate("caches.keys()") == []
