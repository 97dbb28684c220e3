"""Answers that a script on the phone reads: JSON with words for people, whatever the status."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse


def tell(status: int, words: str, **more: Any) -> HttpResponse:
    """Returns {"words": ..., **more}. Error pages are for people; this is for whoever must decide whether to keep what was sent."""
    told = json.dumps({"words": words, **more}, ensure_ascii=False)
    return HttpResponse(told, content_type="application/json", status=status)
