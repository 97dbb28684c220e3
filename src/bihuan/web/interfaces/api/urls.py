"""Addresses under /api/v1: the two pages for people who are signed in, the rest for tokens alone."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path

from bihuan.web.interfaces import views
from bihuan.web.interfaces.api.site import api


def _marked(patterns: list[Any]) -> list[URLPattern]:
    """Says of every view that it is guarded by a token: the entry sees to it before any of them is called."""
    for pattern in patterns:
        pattern.callback.access = "token"
    return patterns


app_name = "v1"
urlpatterns = [
    path("docs", views.docs, name="docs"),
    path("openapi.json", views.description, name="openapi"),
    *_marked(api.urls[0]),
]
