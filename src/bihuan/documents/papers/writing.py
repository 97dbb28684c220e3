"""A paper: its template filled with its data, title shaped, signature and date in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import Any

from bihuan.documents.masking import mask
from bihuan.documents.official import shaped, sign
from bihuan.documents.papers.kinds import Kind
from bihuan.documents.papers.shipped import shipped
from bihuan.documents.papers.template import fill
from bihuan.documents.texts import writable

# What people write in several paragraphs; docxtpl begins a paragraph of the same style at this mark.
_PARAGRAPHS = ("opening", "closing")
_NEW_PARAGRAPH = "\a"


def write_paper(
    kind: Kind,
    context: Mapping[str, Any],
    template: bytes | None = None,
    *,
    public: bool = False,
    terms: Iterable[str] = (),
) -> bytes:
    """The paper as .docx; BadTemplate when the template does not fit. `public` covers personal numbers; `terms` stay whole in the title."""
    document = fill(kind, template or shipped(kind.key), ready(kind, context, public=public, terms=terms))
    sign(document)
    properties = document.core_properties
    properties.title, properties.author = str(context.get("title", "")), str(context.get("issuer", ""))
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def ready(
    kind: Kind, context: Mapping[str, Any], *, public: bool = False, terms: Iterable[str] = ()
) -> dict[str, Any]:
    """The context with every declared field (a missing one is empty), words that a file can hold, and the title in lines."""
    change: Callable[[str], str] = (lambda words: mask(writable(words))) if public else writable
    made = {field.name: change(str(context.get(field.name, ""))) for field in kind.fields}
    for rows in kind.lists:
        made[rows.name] = _changed(context.get(rows.name, []), change)
    made["title"] = "\n".join(shaped(made["title"], terms))
    for name in _PARAGRAPHS:
        made[name] = _NEW_PARAGRAPH.join(line.strip() for line in made[name].split("\n") if line.strip())
    return made


def _changed(thing: Any, change: Callable[[str], str]) -> Any:
    if isinstance(thing, Mapping):
        return {name: _changed(value, change) for name, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [_changed(each, change) for each in thing]
    return change(str(thing))
