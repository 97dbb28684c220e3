"""How a field is written in a template."""

from __future__ import annotations

from django import template

from bihuan.documents.fields import Field

register = template.Library()


@register.filter
def tag(field: Field, owner: str = "") -> str:
    """{{ title }}, or {{ x.title }} for a field of a row."""
    return f"{{{{ {owner}{field.name} }}}}"
