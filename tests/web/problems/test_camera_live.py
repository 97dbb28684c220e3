"""In a real browser on a phone: the camera with and without signal, and the viewer."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import psycopg
import pytest
from PIL import Image

from bihuan.home import home
from bihuan.web.access import scope
from bihuan.web.problems import files, services
from bihuan.web.problems.models import Measure, Problem
from tests import signed
from tests.browser import ARGUMENTS, CHROMIUM, Live, wait_for
from tests.web.problems.papers import exif, pdf, scene
from tests.web.problems.steps import Steps
from tests.world import PASSWORD

pytestmark = [pytest.mark.xdist_group("browser")]
PHONE = {"width": 390, "height": 844}
FAKE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture
def problem(live: Live, settings: Any) -> Problem:
    """At work in 柳溪镇, with a photo and a paper of three pages."""
    settings.FILES_ROOT = home() / "files"
    found = Steps(signed.acting).worked()
    with signed.acting("township") as actor:
        measure = Measure.objects.get(problem=found)
        for data, name in ((scene(4), "通水.jpg"), (pdf(pages=3), "验收单.pdf")):
            services.add_evidence(actor, found, BytesIO(data), name, measure_id=measure.pk)
    return found


@pytest.fixture
def phone(browser: Any, live: Live) -> Iterator[Any]:
    """A phone whose camera shows a test picture and whose owner lets it say where it is."""
    running = browser.browser_type.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *FAKE])
    context = running.new_context(
        viewport=PHONE,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        has_touch=True,
        geolocation={"latitude": 26.25, "longitude": 111.5, "accuracy": 15},
        permissions=["geolocation", "camera"],
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{live.url}/accounts/sign-in/")
    page.fill("#id_username", "township")
    page.fill("#id_password", PASSWORD)
    page.click("form .btn-big")
    page.wait_for_url(f"{live.url}/")
    yield page
    running.close()
    assert errors == []


def rows(live: Live, problem: Problem) -> list[tuple[Any, ...]]:
    """caption, clock, place, hash of what came through the camera, in order."""
    with psycopg.connect(live.environment["DATABASE_OWNER_URL"]) as owner:
        return owner.execute(
            "select caption, taken_clock, latitude, sha256 from problems_evidence where problem_id = %s and source like '%%拍照页' order by id",
            [problem.pk],
        ).fetchall()


def test_a_photo_with_signal_then_one_without(phone: Any, live: Live, problem: Problem) -> None:
    phone.goto(f"{live.url}/problems/{problem.pk}/")
    phone.get_by_role("link", name="拍照", exact=True).tap()
    phone.wait_for_url("**/camera/**")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    # 1. with signal: the server's time, the place
    phone.locator("[data-shoot]").wait_for()
    phone.check("[data-place]")
    phone.fill("#caption", "换好的主管")
    phone.locator("[data-shoot]").tap()
    phone.locator("[data-use]").wait_for()
    assert "服务器时间" in phone.inner_text("[data-say]")
    phone.locator("[data-use]").tap()
    phone.locator("[data-sent] li").wait_for()
    caption, whose, latitude, sha256 = rows(live, problem)[0]
    assert (caption, whose, latitude) == ("换好的主管", "server", 26.25)
    with Image.open(BytesIO(files.path_of(sha256).read_bytes())) as picture:
        band = picture.convert("L").crop((0, picture.height - 20, picture.width, picture.height))
    assert band.getextrema()[0] < 80  # the dark band of the stamp, on the picture itself
    # 2. without: kept in the phone, over a reload too
    phone.context.set_offline(True)
    phone.uncheck("[data-place]")
    phone.fill("#caption", "没有信号时拍的")
    phone.locator("[data-shoot]").tap()
    phone.locator("[data-use]").wait_for()
    assert "手机时间" in phone.inner_text("[data-say]")
    phone.locator("[data-use]").tap()
    phone.locator("[data-waiting] li").wait_for()
    assert "手机里还没传上的 1 件" in phone.inner_text("[data-waiting]")
    assert len(rows(live, problem)) == 1
    # 3. signal again: it goes by itself, and says whose time it is
    phone.context.set_offline(False)
    wait_for(lambda: len(rows(live, problem)) == 2, "有信号以后照片没有传上")
    assert rows(live, problem)[1][:3] == ("没有信号时拍的", "phone", None)
    phone.locator("[data-waiting]").wait_for(state="hidden")
    phone.goto(f"{live.url}/problems/{problem.pk}/")
    assert "手机时间" in phone.inner_text("main")


def test_a_browser_without_a_camera_takes_the_phones_own(page: Any, live: Live, problem: Problem) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{live.url}/accounts/sign-in/")
    page.fill("#id_username", "township")
    page.fill("#id_password", PASSWORD)
    page.click("form .btn-big")
    page.wait_for_url(f"{live.url}/")
    page.goto(f"{live.url}/problems/{problem.pk}/camera/")
    large = scene(8, size=(3000, 2000), exif=exif("2026:10:02 08:15:00", north=(26.0, 15.0, 18.0)))
    page.set_input_files("[data-file]", {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": large})
    page.locator("[data-use]").click()
    page.locator("[data-sent] li").wait_for()
    _, whose, latitude, sha256 = rows(live, problem)[0]
    assert (whose, latitude) == ("server", None)
    # made smaller before it was sent; the moment it carried is still in it, the place is not
    with Image.open(BytesIO(files.path_of(sha256).read_bytes())) as picture:
        own = picture.getexif()
        assert max(picture.size) == 2560
        assert own.get_ifd(0x8769) == {0x9003: "2026:10:02 08:15:00"}
        assert set(own) == {0x8769}


def test_the_viewer_by_keys(page: Any, live: Live, problem: Problem) -> None:
    page.goto(f"{live.url}/accounts/sign-in/")
    page.fill("#id_username", "township")
    page.fill("#id_password", PASSWORD)
    page.click("form .btn-big")
    page.wait_for_url(f"{live.url}/")
    page.goto(f"{live.url}/problems/{problem.pk}/")
    page.get_by_role("link", name="放大：主管换好").click()
    viewer = page.locator("dialog.viewer")
    viewer.locator("img").wait_for()
    said = viewer.locator(".words")

    def loaded() -> bool:
        return bool(
            viewer.evaluate(
                "d => [...d.querySelectorAll('img')].every((i) => i.complete && i.naturalWidth > 0)"
            )
        )

    assert "1 / 3" in said.inner_text()
    for shown in ("2 / 3", "3 / 3，第 1 / 3 页", "3 / 3，第 2 / 3 页", "3 / 3，第 3 / 3 页"):
        page.keyboard.press("ArrowRight")
        assert shown in said.inner_text()
        wait_for(loaded, f"{shown} 没有画出来")
    page.keyboard.press("r")
    page.keyboard.press("+")
    assert "rotate(90deg) scale(1.4)" in viewer.locator("img").last.get_attribute("style")
    page.keyboard.press("b")
    assert viewer.locator("img").count() == 2
    page.keyboard.press("Escape")
    assert not viewer.is_visible()
    with scope.acting(scope.SYSTEM):
        assert Problem.objects.get(pk=problem.pk).state == "rectifying"
