"""The first page of each role over a slow line: what a browser with nothing kept loads of it, counted on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bihuan.web.access.roles import ROLES
from tests import databases, signed
from tests.browser import Live, serving
from tests.world import PEOPLE

MOST = 250_000  # bytes
FIRST = {role: key for key, (_, role, _) in reversed(PEOPLE.items())}  # the first person of each role


@pytest.fixture(scope="module")
def sites(
    server: Any, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Live, dict[str, str]]]:
    """A server, and a session of somebody of each role."""
    with django_db_blocker.unblock():
        name = databases.fresh(server)
        keys = {role: signed.client(key).cookies["sessionid"].value for role, key in FIRST.items()}
        with serving(server, name, tmp_path_factory.mktemp("weight") / "site.log", "web") as running:
            yield running, keys
        databases.use(server, "bihuan")
        databases.drop(server, name)


def test_each_role_has_somebody() -> None:
    assert set(ROLES) - set(FIRST) <= {"system"}


@pytest.mark.parametrize("role", ["", *sorted(FIRST)])
def test_a_first_page_weighs_less_than_it_may(
    sites: tuple[Live, dict[str, str]], page: Any, role: str
) -> None:
    site, keys = sites
    if role:
        page.context.add_cookies([{"name": "sessionid", "value": keys[role], "url": site.url}])
    wire = page.context.new_cdp_session(page)
    loaded: dict[str, float] = {}
    wire.on(
        "Network.loadingFinished", lambda said: loaded.update({said["requestId"]: said["encodedDataLength"]})
    )
    wire.send("Network.enable")
    answer = page.goto(site.url + "/")
    page.wait_for_load_state("networkidle")
    assert answer.headers["content-encoding"] == "gzip"
    assert page.locator("main").inner_text().strip()
    assert 50_000 < sum(loaded.values()) < MOST, (
        f"{len(loaded)} files"
    )  # less would mean that not all was seen


def test_what_is_packed_is_what_stands_beside_it() -> None:
    from bihuan.web.config.packing import holds

    folder = Path(__file__).parents[3] / "src/bihuan/web"
    packed = sorted(folder.glob("*/static/**/*.gz"))
    assert len(packed) > 10
    assert [str(path) for path in packed if not holds(str(path)[:-3])] == []
