"""The interface's one object, its routers, and how what is raised becomes an answer."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from bihuan.web.access import Conflict, Refused
from bihuan.web.access.middleware import note_refusal
from bihuan.web.interfaces import faults
from bihuan.web.interfaces.api import openapi
from bihuan.web.interfaces.api.reading import StrictParser, complaints
from bihuan.web.interfaces.api.resources import campaigns, evidence, problems, returns, transitions
from bihuan.web.interfaces.faults import Broken


class Interface(NinjaAPI):
    """Ninja's, with our own description of what is common to all operations."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        return openapi.finished(super().get_openapi_schema(*args, **kwargs))

    def get_openapi_operation_id(self, operation: Any) -> str:
        return str(operation.view_func.__name__)


api = Interface(
    title="闭环数据接口",
    version="1",
    description="县乡村振兴工作台的数据接口：工作方案、专项行动、排查项目、问题、整改措施、佐证、经过、报送。",
    urls_namespace="v1",
    docs_url=None,
    openapi_url=None,
    parser=StrictParser(),
)
for router in (campaigns.router, problems.router, transitions.router, evidence.router, returns.router):
    api.add_router("", router)


@api.exception_handler(Broken)
def _broken(request: HttpRequest, broken: Broken) -> HttpResponse:
    if broken.code == "scope_missing":
        note_refusal(request, Refused(broken.detail))
    return broken.response(request)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Without a right: 403, noted in the journal. Not as things are: 409."""
    if refused.verb:
        note_refusal(request, refused)
    return faults.answer(request, "role_missing" if refused.verb else "not_now", str(refused))


@api.exception_handler(Conflict)
def _conflict(request: HttpRequest, conflict: Conflict) -> HttpResponse:
    return faults.answer(request, "version_stale", str(conflict))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, invalid: ValidationError) -> HttpResponse:
    return faults.answer(request, "invalid", wrong=complaints(invalid.errors))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _missing: Http404) -> HttpResponse:
    return faults.answer(request, "not_found")


@api.exception_handler(HttpError)
def _unread(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja wraps what the parser raises."""
    if isinstance(error.__cause__, Broken):
        return error.__cause__.response(request)
    return faults.of_status(request, error.status_code, "")


@api.exception_handler(Exception)
def _unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
    """What nobody foresaw is Django's affair: logged, rolled back, answered as 500."""
    raise error
