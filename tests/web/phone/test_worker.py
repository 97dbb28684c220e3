"""What the worker is told to keep, and which pages say that they may be kept."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from bihuan.web.phone import views
from tests.web.problems.steps import Steps

PAGES = ("/", "/problems/on-the-spot/")


def told(answer: Any) -> dict[str, Any]:
    """The line before the worker's code."""
    return json.loads(answer.content.decode().partition("self.BIHUAN = ")[2].partition(";\n")[0])


def test_the_worker_may_serve_the_site_and_is_asked_for_anew(db: None) -> None:
    answer = Client().get("/phone/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    assert "no-store" in answer["Cache-Control"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert told(answer)["version"] == views.shell_version()


def test_another_byte_in_any_kept_file_is_another_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    now = views.shell_version.__wrapped__()
    real = views._file
    for changed in (views.SHELL[0], views._WORKER):
        other = tmp_path / "other"
        other.write_bytes(real(changed).read_bytes() + b" ")
        monkeypatch.setattr(views, "_file", lambda name, c=changed, o=other: o if name == c else real(name))
        assert views.shell_version.__wrapped__() != now
    monkeypatch.setattr(views, "_file", real)
    assert views.shell_version.__wrapped__() == now


def test_the_shell_is_what_the_kept_pages_load(db: None, acting: Any, as_: Any) -> None:
    problem = Steps(acting).worked()
    client, named = as_("township"), set()
    for address in (*PAGES, f"/problems/{problem.pk}/camera/"):
        page = client.get(address).content.decode()
        named |= set(re.findall(r'(?:src|href)="/static/([^"#]+)', page))
    assert named == set(views.SHELL)
    assert all(finders.find(name) for name in views.SHELL)


@pytest.mark.parametrize("role", ["village", "team", "township"])
def test_pages_of_those_without_signal_may_be_kept(db: None, as_: Any, role: str) -> None:
    client = as_(role)
    for address in PAGES:
        answer = client.get(address)
        assert answer["Bihuan-Keep"] == "1"
        assert 'data-phone="/phone/worker.js"' in answer.content.decode()


@pytest.mark.parametrize("role", ["office", "inspector", "leader", "department", "administrator", "auditor"])
def test_pages_of_others_may_not(db: None, as_: Any, role: str) -> None:
    answer = as_(role).get("/")
    assert "Bihuan-Keep" not in answer
    assert "data-phone=" not in answer.content.decode()


def test_no_other_page_of_theirs_may_be_kept(db: None, acting: Any, as_: Any) -> None:
    problem, client = Steps(acting).worked(), as_("township")
    for address in (f"/problems/{problem.pk}/", "/problems/", "/inbox/", "/?print=1", "/phone/me/"):
        assert "Bihuan-Keep" not in client.get(address), address


def test_a_refusal_and_a_word_said_once_are_not_kept(db: None, as_: Any) -> None:
    client = as_("village")
    assert "Bihuan-Keep" not in client.post("/problems/on-the-spot/", {"title": "x"})
    client.post("/today/acknowledge/", {})
    said = client.get("/")
    assert "没有待签收的问题" in said.content.decode()
    assert "Bihuan-Keep" not in said
    assert client.get("/")["Bihuan-Keep"] == "1"


def test_who_is_signed_in(db: None, as_: Any) -> None:
    assert Client().get("/phone/me/").status_code == 401
    assert "重新登录" in Client().get("/phone/me/").json()["words"]
    mine, other = (as_(key).get("/phone/me/").json() for key in ("village", "village_outsider"))
    assert mine["person"] != other["person"]
    assert len(mine["token"]) == 64
