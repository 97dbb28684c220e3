"""Many small templates under one context: what every page knows is asked for once and not once a cell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.template import RequestContext, Template
from django.template.loader import get_template
from django.utils.safestring import SafeString


class Pen:
    """Draws templates for a request with `known` in their context."""

    def __init__(self, request: HttpRequest, known: dict[str, Any]) -> None:
        self._context = RequestContext(request, known)

    @contextmanager
    def bound(self) -> Iterator[None]:
        """Inside, all templates share what the context processors say."""
        with self._context.bind_template(Template("")):
            yield

    def draw(self, name: str, more: dict[str, Any]) -> SafeString:
        """Returns the template's HTML with `more` in its context."""
        with self._context.push(**more):
            return SafeString(_template(name).render(self._context))


@lru_cache(maxsize=256)
def _template(name: str) -> Template:
    found: Template = get_template(name).template  # type: ignore[attr-defined]
    return found
