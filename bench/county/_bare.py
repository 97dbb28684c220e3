"""A view of one query, with all of the product's middleware, or without any."""

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


def view(request: HttpRequest) -> HttpResponse:
    """How many areas there are."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from areas_area")
        return HttpResponse(str(cursor.fetchone()[0]))


urlpatterns = [path("bare/", view), path("", include("bihuan.web.config.urls"))]
settings.ROOT_URLCONF = __name__
if os.environ.get("BENCH_BARE"):
    settings.MIDDLEWARE = []
application = get_wsgi_application()
