"""Every page of the site, for those who open it: readable by everybody, on a desk, on a phone, by keyboard, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from tests import databases
from tests.browser import Live
from tests.web.areas.imports.test_pages import AREAS, PEOPLE, UNITS, workbook
from tests.web.spine import filling, looking
from tests.web.spine.conftest import Sit
from tests.web.spine.hand import DESK, Hand
from tests.web.spine.places import ELSEWHERE, FILES, PAGES, POSTS, Place

pytestmark = [pytest.mark.xdist_group("pages")]
VISITS = [
    pytest.param(place, id=f"{place.who or 'nobody'} {name} {n}")
    for name, places in PAGES.items()
    for n, place in enumerate(places)
]


@pytest.fixture(scope="module")
def filled(site: Live) -> dict[str, int]:
    """The site's database filled; the numbers addresses need."""
    numbers = filling.fill()
    databases.close()
    return numbers


@pytest.fixture(scope="module")
def stranger(browser: Any, site: Live) -> Iterator[Hand]:
    """A browser nobody has signed in with."""
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    yield Hand(context.new_page(), site, "")
    context.close()


def names(resolver: Any, prefix: str = "") -> Iterator[str]:
    """All names of addresses with their apps."""
    for each in resolver.url_patterns:
        if hasattr(each, "url_patterns"):
            yield from names(each, f"{prefix}{each.namespace}:" if each.namespace else prefix)
        else:
            yield prefix + each.name


def test_every_address_is_known_here() -> None:
    known = [*PAGES, *FILES, *POSTS, *ELSEWHERE]
    assert len(known) == len(set(known))
    assert set(names(get_resolver())) ^ set(known) == set(), "新的地址要写进 tests/web/spine/places.py"


@pytest.mark.parametrize("place", VISITS)
def test_page_is_fit_to_be_used(place: Place, filled: dict[str, int], sit: Sit, stranger: Hand) -> None:
    hand = sit(place.who) if place.who else stranger
    assert looking.faults_of(hand, place.path.format(**filled)) == []


@pytest.mark.parametrize("name", FILES)
def test_file_is_given(name: str, filled: dict[str, int], sit: Sit, stranger: Hand) -> None:
    place = FILES[name]
    hand = sit(place.who) if place.who else stranger
    assert hand.status_of(place.path.format(**filled)) == 200


def test_asking_changes_nothing(filled: dict[str, int], sit: Sit) -> None:
    answers = {name: sit("office").status_of(_some_address(name)) for name in sorted(POSTS)}
    assert {name: status for name, status in answers.items() if status not in (403, 405)} == {}


def _some_address(name: str) -> str:
    """The address with any numbers in it."""
    for given in ([], [1], [1, 1], ["x"], [1, "x"], [1, 1, "x"]):
        try:
            return reverse(name, args=given)
        except NoReverseMatch:
            continue
    raise LookupError(name)


def test_an_import_from_upload_to_done(filled: dict[str, int], sit: Sit) -> None:
    administrator = sit("administrator").go("/areas/import/")
    data = workbook(区划=AREAS, 单位=UNITS, 人员=PEOPLE)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    administrator.page.set_input_files(
        "input[type=file]", {"name": "全县.xlsx", "mimeType": kind, "buffer": data}
    )
    administrator.page.locator("main form button[type=submit].btn-primary").first.click()
    administrator.page.wait_for_url("**/areas/import/*/")
    preview = administrator.page.url.removeprefix(administrator.site.url)
    assert looking.faults_of(administrator, preview) == []
    administrator.page.set_viewport_size(DESK)
    for box in administrator.page.locator("input[name=group]").all():
        box.check()
    administrator.page.locator("button[form=take-form], #take-form button[type=submit]").locator(
        "visible=true"
    ).first.click()
    administrator.page.wait_for_url("**/done/")
    assert looking.faults_of(administrator, f"{preview}done/") == []


SAMPLE = [
    ("office", "/"),
    ("township", "/problems/{worked}/"),
    ("office", "/problems/"),
    ("office", "/campaigns/plans/{reviewed}/"),
]


@pytest.mark.parametrize(("who", "path"), SAMPLE)
def test_all_can_be_reached_by_keyboard(who: str, path: str, filled: dict[str, int], sit: Sit) -> None:
    hand = sit(who).go(path.format(**filled))
    page = hand.page
    page.set_viewport_size(DESK)
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    assert skip.evaluate("e => e === document.activeElement && e.getBoundingClientRect().height > 10")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    seen = [page.evaluate(FOCUS) for _ in range(15) if page.keyboard.press("Tab") is None]
    assert [words for words, shown, inside in seen if inside and not shown] == []
    assert len({words for words, _shown, inside in seen if inside}) > 5


# Where the focus is, whether it can be seen there, and whether that is in the main part.
FOCUS = """() => {
    const e = document.activeElement, s = getComputedStyle(e), box = e.closest('label') || e, b = getComputedStyle(box);
    const ring = x => (x.outlineStyle !== 'none' && parseFloat(x.outlineWidth) > 0) || x.boxShadow !== 'none';
    return [e.outerHTML.slice(0, 100), ring(s) || ring(b), !!e.closest('main')];
}"""


@pytest.mark.parametrize(
    ("who", "path", "words"),
    [("office", "/problems/?saved=all&print=1", "饮水管道冬天冻裂"), ("office", "/problems/?saved=all", "饮水管道冬天冻裂"), ("township", "/problems/{worked}/", "更换主管1.2公里")],
)  # fmt: skip
def test_paper_has_the_rows_and_no_furniture(
    who: str, path: str, words: str, filled: dict[str, int], sit: Sit
) -> None:
    hand = sit(who)
    hand.page.add_init_script("window.print = () => {}")
    hand.go(path.format(**filled))
    hand.page.emulate_media(media="print")
    assert hand.page.get_by_text(words).first.is_visible()
    assert hand.page.locator(FURNITURE).locator("visible=true").all_inner_texts() == []
    assert hand.page.locator(".print-only").locator("visible=true").count() >= 1
    hand.page.emulate_media(media="screen")


FURNITURE = (
    "header.top, .demo-line, .tabs, .dock, .bulk, .filters, nav.saved, .skip, button, .btn, form, .pager"
)
