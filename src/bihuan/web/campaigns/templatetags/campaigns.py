"""Template tags of answers."""

from __future__ import annotations

from typing import Any

from django import template

from bihuan.web.campaigns.models import Answer

register = template.Library()


@register.inclusion_tag("campaigns/_looked.html")
def looked_choice() -> dict[str, Any]:
    """The choice "looked at how" beside a button that answers several at once."""
    return {"ways": Answer.Way.choices}
