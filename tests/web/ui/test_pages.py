"""Layout, navigation by role, error pages, the gallery: drawn by the whole product."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from lxml import html

from bihuan.web.access.roles import ROLES
from bihuan.web.config import errors
from bihuan.web.ui import context
from tests.web.ui.drawing import ZHOU, request, said

pytestmark = pytest.mark.django_db


def page(answer: Any) -> html.HtmlElement:
    return html.document_fromstring(answer.content.decode())


@pytest.fixture
def kit(settings: Any, county: Any, as_: Callable[[str], Client]) -> Callable[[str], html.HtmlElement]:
    settings.DEMO = True
    client = as_("office")
    return lambda path="": page(client.get(f"/kit/{path}"))


def test_the_gallery_is_hidden_from_an_installation_at_work(
    settings: Any, county: Any, as_: Callable[[str], Client]
) -> None:
    settings.DEMO = settings.DEBUG = False
    assert as_("office").get("/kit/").status_code == 404


def test_every_page_can_be_skipped_through_and_says_where_one_is(kit: Any) -> None:
    drawn = kit()
    assert drawn.get("lang") == "zh-CN"
    assert drawn.cssselect("a.skip[href='#main']")
    assert len(drawn.cssselect("main#main")) == len(drawn.cssselect("h1")) == 1
    assert said(drawn.cssselect(".brand small")[0]) == "云溪县"
    ids = [each.get("id") for each in drawn.cssselect("[id]")]
    assert sorted(set(ids)) == sorted(ids)


def test_scripts_and_styles_are_files_of_our_own(kit: Any) -> None:
    drawn = kit()
    assert all(
        script.get("src", "").startswith("/static/") and not script.text
        for script in drawn.cssselect("script")
    )
    assert not drawn.cssselect("style")


def test_htmx_carries_the_token_and_never_swaps_an_error_but_a_form_with_faults(kit: Any) -> None:
    drawn = kit()
    assert "X-CSRFToken" in drawn.cssselect("body")[0].get("hx-headers:inherited")
    config = drawn.cssselect("meta[name=htmx-config]")[0].get("content")
    assert {"403", "404", "500"} <= set(
        config.replace('"5xx"', "500").strip("{}").split("[")[1].split("]")[0].split(",")
    )
    assert "409" not in config
    assert "422" not in config


@pytest.mark.parametrize("role", sorted(ROLES))
def test_navigation_holds_what_the_role_may_and_what_is_installed(role: str) -> None:
    actor = type("Actor", (), {"role": role})()
    made = {link.label for link in context.links(request(actor=ZHOU), actor, desk=True)}
    allowed = {p.label for p in context.PLACES if p.desk and (p.verb is None or p.verb in ROLES[role].verbs)}
    assert made <= allowed
    assert ("经过记录" in made) == (role == "auditor")
    assert ("人员与账号" in made) == (role == "administrator")


def test_somebody_not_signed_in_has_no_navigation() -> None:
    assert context.links(request(actor=None), None, desk=True) == []


def test_the_inbox_counts_what_the_dashboard_registers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "_inbox", [])
    assert context.page(request())["inbox_count"] == 0
    context.count_inbox_with(lambda request: 7)
    assert context.page(request())["inbox_count"] == 7
    assert context.page(request(actor=None))["inbox_count"] == 0


@pytest.mark.parametrize("status", sorted(errors.WORDS))
def test_an_error_page_says_what_why_what_was_kept_what_next_and_its_number(status: int, county: Any) -> None:
    answer = errors.page(request(), status)
    words, text = errors.WORDS[status], said(page(answer).cssselect("main")[0])
    assert answer.status_code == status
    for part in (words.title, words.why, words.kept, words.next, "a1b2c3d4e5f6a7b8"):
        assert part in text


def test_an_error_page_draws_without_the_database(
    django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "_named", {990101: "云溪县"})
    monkeypatch.setattr(
        context, "_inbox", [lambda request: pytest.fail("the inbox was asked on an error page")]
    )
    with django_assert_num_queries(0):
        assert errors.page(request(), 500).status_code == 500


def test_a_conflict_keeps_what_was_written() -> None:
    words = errors.WORDS[409]
    text = render_to_string(
        "errors/409.html",
        {
            "words": words,
            "why": "督查二组 黎向东 09:11 也改了它。",
            "theirs": "补传佐证 1 份",
            "yours": "公示满 10 天，达标。<b>",
        },
        request(),
    )
    assert "公示满 10 天，达标。&lt;b&gt;" in text
    assert "补传佐证 1 份" in text
    assert "data-copy" in text


def test_a_form_with_faults_comes_back_with_422_and_everything_typed(
    kit: Any, as_: Callable[[str], Client]
) -> None:
    answer = as_("office").post("/kit/form/", {"title": "漏雨", "measures": "修"})
    assert answer.status_code == 422
    drawn = page(answer)
    assert drawn.cssselect("input[name=title]")[0].get("value") == "漏雨"
    assert said(drawn.cssselect("[data-faults] b")[0]) == "没有存上，有 4 处要改"


def test_the_list_of_the_gallery_exports_and_prints(kit: Any, as_: Callable[[str], Client]) -> None:
    client = as_("office")
    assert client.get("/kit/list/?export=xlsx")["Content-Type"].endswith("spreadsheetml.sheet")
    paper = page(client.get("/kit/list/?print=1"))
    assert "paper-view" in paper.cssselect("body")[0].get("class")
    assert client.get("/kit/list/?kind=nothing").status_code == 400


@pytest.mark.parametrize("name", ["sign_in", "totp", "totp_setup", "password", "no_post"])
def test_the_pages_before_the_door_have_one_way_on(name: str, county: Any) -> None:
    from django import forms

    class Token(forms.Form):
        token = forms.CharField(label="动态口令")

    text = render_to_string(f"accounts/{name}.html", {"form": Token()}, request(actor=None))
    drawn = html.document_fromstring(text)
    assert len(drawn.cssselect("h1")) == 1
    assert len(drawn.cssselect(".btn-primary")) == 1
    assert not drawn.cssselect("header.top, nav")


def test_sign_in_says_how_long_it_is_locked(county: Any) -> None:
    from bihuan.web.accounts.forms import SignInForm

    made = request(actor=None)
    text = render_to_string(
        "accounts/sign_in.html", {"form": SignInForm(made), "locked": True, "wait_minutes": 15}, made
    )
    drawn = html.document_fromstring(text)
    assert "账号锁 15 分钟" in said(drawn.cssselect("[role=alert]")[0])
    assert drawn.cssselect("button[type=submit][disabled]")


def failed(cause: Exception, around: Exception) -> BaseException:
    """`around`, raised from `cause`, as Django wraps what the driver says."""
    try:
        raise around from cause
    except Exception as raised:
        return raised


@pytest.mark.parametrize(
    ("cause", "away"),
    [
        (psycopg.OperationalError("connection failed: the database system is starting up"), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.CannotConnectNow(), True),
        (psycopg.InterfaceError("the connection is closed"), True),
        (psycopg.errors.DeadlockDetected(), False),
        (psycopg.errors.LockNotAvailable(), False),
        (psycopg.errors.DiskFull(), False),
        (psycopg.errors.UniqueViolation(), False),
        (KeyError("x"), False),
    ],
)
def test_only_a_database_that_is_away_is_said_to_be_so(cause: Exception, away: bool) -> None:
    assert errors.database_away(failed(cause, OperationalError())) is away


@pytest.mark.parametrize(("method", "refresh"), [("get", 1), ("post", 0)])
def test_the_page_of_a_database_that_is_away_asks_it_nothing(
    django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch, method: str, refresh: int
) -> None:
    """It opens again by itself, but never sends again what was being sent."""
    monkeypatch.setattr(context, "_named", {990101: "云溪县"})
    with django_assert_num_queries(0):
        answer = errors.unavailable(getattr(RequestFactory(), method)("/problems/"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert len(page(answer).cssselect("meta[http-equiv=refresh]")) == refresh
