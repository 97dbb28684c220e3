"""A view of one query within the product's middleware, or within all of it but what sets the scope and says who acts for the journal."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.web.config.settings")

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

django.setup()  # the product's addresses load its tables

from bihuan.web.config.memory import settle  # noqa: E402


def view(request: HttpRequest) -> HttpResponse:
    """How many areas there are, for who is signed in."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from areas_area")
        return HttpResponse(str(cursor.fetchone()[0]))


urlpatterns = [path("bare/", view), path("", include("bihuan.web.config.urls"))]
settings.ROOT_URLCONF = __name__
if os.environ.get("BENCH_BARE"):
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if not name.startswith("bihuan.web.access.middleware.")
    ]
application = get_wsgi_application()
settle()
