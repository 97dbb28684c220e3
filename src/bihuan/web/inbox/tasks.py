"""The queue's task that sends one thing of the outbox, with growing pauses between tries; a dead worker's is taken up again."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from bihuan.web.inbox.sending.delivering import MOST_TRIES


@app.task(
    name="bihuan.deliver", queue="work", retry=RetryStrategy(max_attempts=MOST_TRIES, exponential_wait=4)
)
def deliver(outgoing_id: int) -> None:
    """Safe to call again: what went stays sent."""
    from bihuan.web.inbox.sending import delivering

    close_old_connections()
    delivering.deliver(outgoing_id)
