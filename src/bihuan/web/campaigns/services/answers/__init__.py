"""Answering check items: saying, copying the last period's, asking villages, summing up, sending back, claiming places."""

from bihuan.web.campaigns.services.answers.base import At, Said, may_answer
from bihuan.web.campaigns.services.answers.files import attach
from bihuan.web.campaigns.services.answers.saying import changes, copy_last, last_of, said_of, say, say_all
from bihuan.web.campaigns.services.answers.taking import register
from bihuan.web.campaigns.services.answers.villages import (
    children_of,
    forward,
    may_send_back,
    rolled_up,
    send_back,
    sum_up,
)

__all__ = [
    "At",
    "Said",
    "attach",
    "changes",
    "children_of",
    "copy_last",
    "forward",
    "last_of",
    "may_answer",
    "may_send_back",
    "register",
    "rolled_up",
    "said_of",
    "say",
    "say_all",
    "send_back",
    "sum_up",
]
