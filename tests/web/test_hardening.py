"""What the site says to browsers behind TLS, and which methods it answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from urllib.parse import unquote

import pytest

from bihuan.web.config import files
from bihuan.web.ui.tables.workbook import Sheet, workbook

ASKED = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
         "CSRF_COOKIE_HTTPONLY", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "DEBUG")  # fmt: skip
SAY = f"import json\nfrom bihuan.web.config import settings as s\nprint(json.dumps([getattr(s, n) for n in {ASKED}]))"


@pytest.mark.parametrize(("tls", "wanted"), [
    ("1", ["__Host-bihuan", "__Host-csrf", True, True, True, 31_536_000, True, False]),
    ("0", ["sessionid", "csrftoken", False, False, True, 0, False, False]),
])  # fmt: skip
def test_behind_tls_cookies_and_transport_are_bound_to_this_host(
    tmp_path, tls: str, wanted: list[object]
) -> None:
    environment = {**os.environ, "BIHUAN_TLS": tls, "BIHUAN_HOME": str(tmp_path), "BIHUAN_DEBUG": "0"}
    said = subprocess.run(
        [sys.executable, "-c", SAY], env=environment, capture_output=True, check=True, text=True
    )
    assert json.loads(said.stdout) == wanted


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "X"])
def test_methods_nobody_needs_are_refused(county, as_, method: str) -> None:
    answer = as_("village").generic(method, "/")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"


@pytest.mark.django_db
def test_pages_forbid_framing_sniffing_foreign_scripts_and_keeping(county, as_) -> None:
    answer = as_("village").get("/")
    policy = answer["Content-Security-Policy"]
    for said in (
        "default-src 'self'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ):
        assert said in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    assert answer.headers.get("Access-Control-Allow-Origin") is None


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["office", "village", "leader", "auditor", "administrator"])
def test_every_page_offers_the_way_out(county, as_, who: str) -> None:
    page = as_(who).get("/").content.decode()
    assert 'action="/accounts/sign-out/"' in page


@pytest.mark.parametrize(
    "wanted", ["../../etc/passwd", "a" * 63, "A" * 64, "", "/" + "0" * 63, "0" * 64 + "/x"]
)
def test_a_path_is_made_of_a_checksum_only(wanted: str) -> None:
    with pytest.raises(ValueError, match="不是文件的校验值"):
        files.path(wanted)


@pytest.mark.parametrize("name", ['a".exe', "换行\r\nX-Evil: 1", "名单（终稿）.xlsx", "a;b=c"])
def test_file_names_are_encoded_in_the_answer(name: str) -> None:
    said = workbook(Sheet(name=name, heads=["一"], rows=[["1"]]))["Content-Disposition"]
    head, _, sent = said.partition("''")
    assert head == 'attachment; filename="export.xlsx"; filename*=UTF-8'
    assert unquote(sent).startswith(f"{name}_")
    assert not set(sent) & set('\r\n"; ')
