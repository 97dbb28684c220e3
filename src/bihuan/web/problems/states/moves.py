"""What an assignment may go through. The table is the rule; nothing else changes an assignment's state."""

from __future__ import annotations

# action -> state before -> state after
MOVES: dict[str, dict[str, str]] = {
    "acknowledge": {"issued": "acknowledged"},
    # Work on something returned leaves it returned until it is submitted again, so that nobody takes it for new work.
    "work": {
        "acknowledged": "working",
        "working": "working",
        "returned": "returned",
        "forwarded": "forwarded",
    },
    "forward": {
        "acknowledged": "forwarded",
        "working": "forwarded",
        "returned": "forwarded",
        "forwarded": "forwarded",
    },
    "submit": {
        "acknowledged": "submitted",
        "working": "submitted",
        "forwarded": "submitted",
        "returned": "submitted",
    },
    "return": {"submitted": "returned"},
    "accept": {"submitted": "accepted"},
    # Only a failed sample takes back an acceptance: the work stands, its verification is done again.
    "reverify": {"accepted": "submitted"},
    "withdraw": {
        "issued": "withdrawn",
        "acknowledged": "withdrawn",
        "working": "withdrawn",
        "returned": "withdrawn",
        "forwarded": "withdrawn",
    },
}

ACTIONS = {
    "acknowledge": "签收",
    "work": "整改",
    "forward": "转给下级",
    "submit": "报完成",
    "return": "退回",
    "accept": "认可",
    "reverify": "重新核验",
    "withdraw": "撤回",
}
STATES = {
    "issued": "待签收",
    "acknowledged": "已签收",
    "working": "整改中",
    "forwarded": "已转下级",
    "submitted": "已交，等核验",
    "returned": "退回重改",
    "accepted": "已认可",
    "withdrawn": "已撤回",
}
_NEXT = {
    "issued": "请先签收",
    "submitted": "请等核验结果",
    "accepted": "这一件已经办结",
    "withdrawn": "请问交办单位",
}


class NotAllowed(Exception):
    """The assignment is not in a state for this."""


def move(state: str, action: str) -> str:
    """Returns the state after `action`; NotAllowed (in Chinese, with the next step) where the table has no such move."""
    after = MOVES[action].get(state)
    if after is None:
        raise NotAllowed(
            f"现在是“{STATES[state]}”，不能{ACTIONS[action]}。{_NEXT.get(state, '请刷新后再看')}。"
        )
    return after
