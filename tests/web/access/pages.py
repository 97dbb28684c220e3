"""Pages that exist in tests only: each adds a line to the journal and then ends in its own way."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

from bihuan.web import journal
from bihuan.web.access import Conflict, Refused
from bihuan.web.access.views import may, signed_in
from bihuan.web.accounts.models import Person
from bihuan.web.config import urls

handler400, handler403, handler404, handler500 = (
    urls.handler400,
    urls.handler403,
    urls.handler404,
    urls.handler500,
)
CODE = "people.password_changed"


@signed_in
def ends(request: HttpRequest, how: str) -> HttpResponse:
    """Writes a line, then ends as asked."""
    journal.write(request.actor, CODE, request.person)  # type: ignore[attr-defined]
    if how == "404":
        raise Http404
    if how == "409":
        raise Conflict("别人刚刚改过")
    if how == "403":
        raise Refused("现在不能这样办，请先签收。")
    if how == "500":
        raise ZeroDivisionError
    if how == "streaming":
        return StreamingHttpResponse(iter(["一行"]))
    response = HttpResponse(status=int(how.removesuffix("-kept")))
    if how.endswith("-kept"):
        response.keep = True  # type: ignore[attr-defined]
    return response


@may("journal.read")
def audited(request: HttpRequest) -> HttpResponse:
    return HttpResponse("读到")


def people(request: HttpRequest) -> JsonResponse:
    """How many people this request's scope shows; open to anybody."""
    return JsonResponse({"people": Person.objects.count()})


urlpatterns = [
    *urls.urlpatterns,
    path("test/ends/<str:how>/", ends),
    path("test/audited/", audited),
    path("test/people/", people),
]
