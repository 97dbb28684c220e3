"""Structured logs (one JSON object a line) and the request id that error pages show."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

_SAFE_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
REQUESTS = Counter("bihuan_requests_total", "Requests by view and status", ["view", "status"])
SECONDS = Histogram("bihuan_request_seconds", "Seconds a request took, by view", ["view"])
LOGGING_CONFIG_DICT: dict[str, Any] = {"version": 1}
_log = structlog.get_logger("bihuan.request")


def configure(_config: dict[str, Any] | None = None) -> None:
    """Sets up structlog and lets the standard loggers speak through it."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(),
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processor=structlog.processors.JSONRenderer(ensure_ascii=False),
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)


class RequestIdMiddleware:
    """Gives every request an id, binds it to the logs, and counts the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request.id = given if _SAFE_ID.fullmatch(given) else uuid.uuid4().hex[:16]  # type: ignore[attr-defined]
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request.id):  # type: ignore[attr-defined]
            response = self.get_response(request)
            self._count(request, response, time.perf_counter() - started)
        response["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        return response

    def _count(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        view = request.resolver_match.view_name if request.resolver_match else "none"
        REQUESTS.labels(view, response.status_code).inc()
        SECONDS.labels(view).observe(seconds)
        actor = getattr(request, "actor", None)
        _log.info(
            "request",
            method=request.method,
            view=view,
            status=response.status_code,
            ms=round(seconds * 1000),
            person=getattr(actor, "person_id", None),
            role=getattr(actor, "role", None),
        )
