"""Draws template text with the project's engine, as pages do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from lxml import html

from bihuan.web.access.scope import Actor

ZHOU = Actor(person_id=1, name="周桂兰", unit_id=1, unit_name="县帮扶办", role="office", grant_id=1)


def request(path: str = "/", actor: Actor | None = ZHOU, **query: Any) -> HttpRequest:
    """A GET request as the middlewares leave it."""
    made = RequestFactory().get(path, query)
    made.actor, made.posts, made.id, made.resolver_match = actor, [], "a1b2c3d4e5f6a7b8", None  # type: ignore[attr-defined, assignment]
    return made


def compiled(text: str) -> str:
    """Template text with its components, ready for the engine (the loader does this for files)."""
    from django_cotton.compiler_regex import CottonCompiler

    return str(CottonCompiler().process(text))


def draw(text: str, /, **context: Any) -> str:
    """The HTML of `text`."""
    template = engines["django"].from_string(compiled(text))
    return template.render(context, request())


def tree(text: str, /, **context: Any) -> html.HtmlElement:
    """The drawn element tree of `text`."""
    return html.fragment_fromstring(draw(text, **context), create_parent="div")


def said(element: html.HtmlElement) -> str:
    """All words below an element, spaces folded."""
    return " ".join(element.text_content().split())
