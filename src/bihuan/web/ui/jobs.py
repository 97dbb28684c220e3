"""The app's job: a large list written to a file, by the very view that shows it."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, QueryDict
from django.urls import resolve

from bihuan.web.access import scope
from bihuan.web.accounts.crypto import decrypt
from bihuan.web.accounts.models import Grant
from bihuan.web.jobs import JobError, Running, files, job
from bihuan.web.ui.tables.export import Into


@job("导出清单")
def export_list(run: Running, path: str, asked: str) -> dict[str, Any]:
    """Asks the page at `path` for its list once more, as whoever exported it sees it now, and keeps the workbook as the run's file."""
    request = _request(run, path, decrypt(b64decode(asked)))
    with files.making(run.run_id) as target:
        into = Into(target, lambda done, total: run.progress(done, total, f"已写 {done} 行"))
        request.export_into = into  # type: ignore[attr-defined]
        found = resolve(path)
        try:
            found.func(request, *found.args, **found.kwargs)
        except (Http404, BadRequest) as error:
            raise JobError("这张清单或它的筛选条件已经不在了，没有导出。请回到清单重新导出。") from error
    return {"file": into.name, "message": f"{into.name} {into.rows} 行，可以下载。"}


def _request(run: Running, path: str, query: str) -> HttpRequest:
    """The request as the middleware would hand it on, of the same person in the same post."""
    request: Any = HttpRequest()
    request.method, request.path, request.path_info, request.GET = "GET", path, path, QueryDict(query)
    post = Grant.objects.select_related("person__account", "unit__area").get(pk=run.actor.grant_id)
    request.id, request.actor, request.htmx, request.session = run.actor.request_id, run.actor, False, {}
    request.person, request.post, request.posts, request.user = post.person, post, [post], post.person.account
    request.scope = scope.scope_of(post.person, post)
    return request
