"""/healthz for whoever restarts us, /metrics for Prometheus. Neither shows any person's data."""

from __future__ import annotations

import os
from ipaddress import ip_address

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest


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
    if not (token and bearer == token) and not ip_address(request.META["REMOTE_ADDR"]).is_loopback:
        raise Http404
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
