"""/healthz for whoever restarts us, /metrics for Prometheus. Neither shows any person's data."""

from __future__ import annotations

import os
from hmac import compare_digest

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bihuan.web.config.callers import is_loopback


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return JsonResponse({"database": "down"}, status=503)
    return JsonResponse({"database": "up"})


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text; only for loopback callers or those that send BIHUAN_METRICS_TOKEN."""
    token = os.environ.get("BIHUAN_METRICS_TOKEN")
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    named = bool(token) and compare_digest(bearer.encode(), str(token).encode())
    if not named and not is_loopback(
        request
    ):  # behind a proxy every caller seems local: it must name the token
        raise Http404
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
