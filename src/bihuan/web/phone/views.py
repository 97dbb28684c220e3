"""The worker's script, and who is signed in."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from bihuan.web.phone.telling import tell
from bihuan.web.ui.context import product_version

# What the kept pages are drawn and run with. A test compares it with the pages.
SHELL = (
    "vendor/tabler.min.css",
    "vendor/htmx.min.js",
    "vendor/alpine-csp.min.js",
    "vendor/icons.svg",
    "ui/ui.css",
    "ui/mark.svg",
    "ui/boot.js",
    "ui/app.js",
    "ui/components.js",
    "dashboard/dashboard.css",
    "campaigns/answers.js",
    "problems/problems.css",
    "problems/camera.js",
    "problems/spot.js",
    "phone/store.js",
    "phone/sender.js",
    "phone/phone.js",
    "phone/camera.js",
)
_WORKER = "phone/worker.js"


@require_GET
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The worker, with the version of everything it keeps: another version is another script, and takes its place."""
    told = {"version": shell_version(), "shell": [static(name) for name in SHELL]}
    code = f"self.BIHUAN = {json.dumps(told)};\n{_file(_WORKER).read_text()}"
    answer = HttpResponse(code, content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = "/"
    return answer


@require_GET
@never_cache
def me(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and the word that forms of this session need: asked before anything is sent from a phone. 401 for nobody."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor is None:
        return tell(401, "登录过期了，请重新登录。没传上的还在手机里。")
    return tell(200, actor.name, person=str(actor.person_id), token=get_token(request))


@cache
def shell_version() -> str:
    """Changes with the product's version and with every byte of the kept files."""
    seen = hashlib.sha256(product_version().encode())
    for name in (_WORKER, *SHELL):
        seen.update(_file(name).read_bytes())
    return seen.hexdigest()[:16]


def _file(name: str) -> Path:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"手机页面要的文件 {name} 不在。请运行 make assets。")
    return Path(found)
