"""Draw the pictures of the README and the guide anew: `python -m tools.pictures`.

The demo county is started in a temporary home, its people are signed in, pages are photographed and reduced to few
colours. `--url` takes a demo that already runs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser import ARGUMENTS, CHROMIUM
from tools.environment import say

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
DESK = {"viewport": {"width": 1440, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
MOST_BYTES = 150_000
COLOURS = (256, 192, 128, 96, 64)
BUILD_SECONDS = 600.0


@dataclass(frozen=True)
class Picture:
    """Whose screen it is, and the way to it from their first page."""

    name: str
    person: str
    way: Callable[[Any], None]


def main() -> None:
    """Draws all pictures, or those named."""
    parser = argparse.ArgumentParser(description="重画 docs/pictures 里的图片。")
    parser.add_argument("names", nargs="*", help="只画这几张，例如 today.1440；不写就全画")
    parser.add_argument("--url", help="已经在运行的演示，例如 http://127.0.0.1:8000")
    given = parser.parse_args()
    wanted = [p for p in PICTURES if not given.names or p.name in given.names]
    if not CHROMIUM:
        sys.exit("没有找到 Chromium：请安装，或用 BIHUAN_CHROMIUM 指明路径。")
    if given.url:
        draw(given.url.rstrip("/"), wanted)
        return
    with demo() as url:
        draw(url, wanted)


@contextmanager
def demo() -> Iterator[str]:
    """The demo county in a home of its own on a free port; its address."""
    home = Path(tempfile.mkdtemp(prefix="bihuan-pictures-"))
    home.chmod(0o711)  # the database's own user must get through
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    say("先建演示县，要一两分钟……")
    command = [sys.executable, "-m", "bihuan", "demo", "--workers", "1", "--port", str(port)]
    log = home / "demo.log"
    with log.open("wb") as output:
        environment = {**os.environ, "BIHUAN_HOME": str(home)}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        _wait(process, f"http://127.0.0.1:{port}", log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(home, ignore_errors=True)


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + BUILD_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    sys.exit(f"演示没有起来：\n{log.read_text(errors='replace')[-2000:]}")


def draw(url: str, wanted: list[Picture]) -> None:
    """Photographs the wanted pages of the demo at `url`."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        # Without its own language the browser would show dates its own way.
        speech = {**os.environ, "LANGUAGE": "zh_CN"}
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=[*ARGUMENTS, "--lang=zh-CN"], env=speech
        )
        for picture in wanted:
            size: dict[str, Any] = PHONE if picture.name.endswith(".390") else DESK
            context = browser.new_context(**size, locale="zh-CN", timezone_id="Asia/Shanghai")
            page = context.new_page()
            _sign_in(page, url, picture.person)
            picture.way(page)
            _settle(page)
            data = reduced(page.screenshot())
            (FOLDER / f"{picture.name}.png").write_bytes(data)
            say(f"{picture.name}.png {len(data) // 1000} kB")
            context.close()
        browser.close()


def _sign_in(page: Any, url: str, person: str) -> None:
    page.goto(f"{url}/accounts/sign-in/")
    page.locator(f"button[name=username][value={person}]").click()
    page.wait_for_url(f"{url}/")


def _settle(page: Any) -> None:
    """Waits until pictures are there, and takes focus and mouse away."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)


def reduced(data: bytes) -> bytes:
    """A PNG of as many colours as stay below MOST_BYTES."""
    with Image.open(BytesIO(data)) as shot:
        flat = shot.convert("RGB")
    made = b""
    for colours in COLOURS:
        out = BytesIO()
        flat.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        made = out.getvalue()
        if len(made) < MOST_BYTES:
            break
    return made


def _first(page: Any) -> None:
    """The person's first page, where one is already."""


def _to(path: str) -> Callable[[Any], None]:
    """The way to an address."""
    return lambda page: page.goto(page.url.rstrip("/") + path)


def _problem(page: Any) -> None:
    """A problem half verified that waits for the reader, with pictures."""
    start = page.url.rstrip("/")
    page.goto(f"{start}/problems/?saved=verify")
    addresses = [link.get_attribute("href") for link in page.locator("td a.t").all()]
    for address in addresses:
        page.goto(start + address)
        if page.locator(".gate.w").count() == 2 and page.locator("figure img").count() >= 2:
            return
    raise LookupError("没有等核验、已过两关、有照片的问题：演示县变了，请改 tools/pictures.py。")


def _review(page: Any) -> None:
    """The plan under review."""
    page.goto(page.url + "campaigns/")
    page.locator("a[href*='/plans/']:not([href$='/new/'])").first.click()
    page.wait_for_selector("#panel")


def _campaign(page: Any) -> None:
    """The running campaign."""
    page.goto(page.url + "campaigns/")
    page.locator("table a.t").first.click()
    page.wait_for_selector("h1")


def _spot(page: Any) -> None:
    """The form half filled in, with both photos."""
    from bihuan.web.demo.life.pictures import picture

    page.goto(page.url + "problems/on-the-spot/")
    page.fill("#id_household", "三组 孟庆友家")
    page.fill("#id_title", "屋后排水沟堵了，雨水倒灌")
    for name, words, mended in (("before", "整改前", False), ("after", "整改后", True)):
        shot = {"name": f"{words}.jpg", "mimeType": "image/jpeg", "buffer": picture(7, "11-24 09:31", mended)}
        page.set_input_files(f"input[name={name}]", shot)


PICTURES = (
    Picture("today.1440", "zhouguilan", _first),
    Picture("review.1440", "zhouguilan", _review),
    Picture("problem.1440", "zhouguilan", _problem),
    Picture("list.1440", "zhouguilan", _to("/problems/")),
    Picture("township.1440", "hemin", _first),
    Picture("campaign.1440", "zhouguilan", _campaign),
    Picture("spot.390", "duanhongmei", _spot),
    Picture("township-today.390", "hemin", _first),
    Picture("problem.390", "zhouguilan", _problem),
)

if __name__ == "__main__":
    main()
