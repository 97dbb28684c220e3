"""One running site for each module, people with browsers, and the database seen past the application."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from tests import databases
from tests.browser import Live, serving
from tests.web.spine.hand import DESK, PHONE, Hand

Sit = Callable[..., Hand]
Ask = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def site(server: Any, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Live]:
    """Web server and worker over a fresh copy of the small county."""
    log = tmp_path_factory.mktemp("site") / "site.log"
    with django_db_blocker.unblock():
        name = databases.fresh(server)
        with serving(server, name, log, "web", "worker") as running:
            yield running
        databases.use(server, "bihuan")
        databases.drop(server, name)


@pytest.fixture(scope="module")
def sit(browser: Any, site: Live) -> Iterator[Sit]:
    """sit("township") is that person signed in at a desk; sit("village", phone=True) with a phone. The same one again when asked twice."""
    hands: dict[tuple[str, bool], Hand] = {}

    def down(key: str, phone: bool = False) -> Hand:
        if (key, phone) not in hands:
            hands[key, phone] = Hand(_page(browser, phone), site, key).sign_in()
        return hands[key, phone]

    yield down
    faults = [fault for hand in hands.values() for fault in hand.faults]
    for hand in hands.values():
        hand.page.context.close()
    assert faults == []


def _page(browser: Any, phone: bool) -> Any:
    mobile = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
    context = browser.new_context(
        **(mobile if phone else {"viewport": DESK}), locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.set_default_timeout(15_000)
    return context.new_page()


@pytest.fixture(scope="module")
def ask(server: Any, site: Live) -> Ask:
    """ask("select ...", values) goes to the database as its owner, past the application and its row security."""

    def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(server.url("owner", site.database)) as owner:
            return owner.execute(statement, values).fetchall()  # type: ignore[call-overload]

    return rows
