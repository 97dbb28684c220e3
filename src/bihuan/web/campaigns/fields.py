"""The review card's form as the values that review services take."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict

from bihuan.web.access import Refused
from bihuan.web.campaigns.models import PlanItem

Kind = PlanItem.Kind


def read(sent: QueryDict, item: PlanItem) -> dict[str, Any]:
    """Returns what the form says about `item`; a form without `text` (a bare confirm) says nothing. Refused for bad dates."""
    posted = {key: str(value) for key, value in sent.dict().items()}
    if "text" not in posted:
        return {}
    names = ("text", "no", "category", "target", "kind")
    fields: dict[str, Any] = {name: _lines(posted[name]) for name in names if name in posted}
    if "has_who" in posted:
        fields["who"] = list(dict.fromkeys(sent.getlist("who")))
        fields["lead"] = list(dict.fromkeys(sent.getlist("lead")))
    if "persons" in posted:
        fields["persons"] = [
            name for name in posted["persons"].replace("，", "、").split("、") if name.strip()
        ]
    if "deadline_kind" in posted:
        fields["deadline"] = _deadline(posted, item)
    data = _data(posted, item)
    measures = {k.removeprefix("measure_"): _lines(posted[k]) for k in posted if k.startswith("measure_")}
    return {**fields, **({"data": data} if data else {}), "measures": measures}


def _lines(words: str) -> str:
    """Forms send lines with CRLF; the document has LF."""
    return words.replace("\r\n", "\n")


def _deadline(posted: dict[str, str], item: PlanItem) -> dict[str, Any] | None:
    if not posted["deadline_kind"]:
        return None
    before = item.deadline or {}
    given = {**before, "text": posted.get("deadline_text", ""), "kind": posted["deadline_kind"]}
    return {**given, "date": _day(posted.get("deadline_date", ""), "整改时限")}


def _data(posted: dict[str, str], item: PlanItem) -> dict[str, Any]:
    if item.kind == Kind.PHASE and "start" in posted:
        return {"start": _day(posted["start"], "开始"), "end": _day(posted["end"], "结束")}
    if item.kind == Kind.REPORT and "rule" in posted:
        due = item.data.get("due") or {"text": ""}
        day = int(posted["day"]) if posted["day"].isdecimal() and 1 <= int(posted["day"]) <= 31 else None
        return {
            "due": {
                **due,
                "rule": posted["rule"] or None,
                "day": day,
                "date": _day(posted["date"], "报送日期"),
            }
        }
    if item.kind == Kind.QUOTA and "number" in posted:
        return {
            "number": _number(posted["number"]),
            "unit": posted["unit"][:20],
            "per": posted["per"],
            "bound": posted["bound"],
        }
    return {}


def _day(words: str, label: str) -> str | None:
    if not words:
        return None
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError as error:
        raise Refused(f"{label}不是一个日期，请照 2026-11-24 的样子填。") from error


def _number(words: str) -> float | int:
    try:
        value = float(words)
    except ValueError as error:
        raise Refused("数量要填数字。") from error
    return int(value) if value.is_integer() else value
