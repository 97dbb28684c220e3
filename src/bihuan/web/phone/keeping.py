"""Which answers a phone may keep to open them without signal. The worker keeps nothing that does not carry this word."""

from __future__ import annotations

from django.contrib.messages import get_messages
from django.http import HttpResponse

from bihuan.web.access import Actor, may
from bihuan.web.access.request import Request

HEADER = "Bihuan-Keep"


def on_a_phone(actor: Actor | None) -> bool:
    """Whether somebody works where there may be no signal: villages, resident teams and townships."""
    return actor is not None and may(actor.role, "problem.spot")


def keep(request: Request, response: HttpResponse) -> HttpResponse:
    """Marks a whole page of such a person; never one with an address's conditions, a refusal, or a word said once."""
    plain = request.method == "GET" and response.status_code == 200 and not request.GET
    if plain and on_a_phone(request.actor) and not len(get_messages(request)):
        response[HEADER] = "1"
    return response
