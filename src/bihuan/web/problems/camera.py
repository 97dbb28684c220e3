"""The camera page's facts: what a photo may be for, and the server's word for the moment the shutter was pressed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing

from bihuan.web.access import Actor, may
from bihuan.web.campaigns.models.campaign import GATES
from bihuan.web.config import clock
from bihuan.web.problems.models import Evidence, Problem
from bihuan.web.problems.services import NotNow, Spot
from bihuan.web.problems.services.work import AT_WORK
from bihuan.web.problems.states import Case, Verifier, verifier_faults
from bihuan.web.problems.states.gates import submitted
from bihuan.web.problems.turn import own_part

_SALT = "problems.camera"
# A photo taken where there is no signal is sent when there is some; after so long its moment is a phone's again.
_GOOD_FOR = timedelta(days=7)
_AHEAD = timedelta(minutes=10)


@dataclass(frozen=True)
class Moment:
    """When a photo was taken, and whose clock says so."""

    at: datetime
    clock: str


def purposes(actor: Actor, problem: Problem, case: Case) -> list[tuple[str, str]]:
    """What the reader may add a photo for, the likeliest first: (key, words). Empty: nothing."""
    if problem.over:
        return _look_back(actor, problem, case)
    return [*_work(actor, problem, case), *_found(actor, problem), *_verifying(actor, case)]


def _work(actor: Actor, problem: Problem, case: Case) -> list[tuple[str, str]]:
    part = own_part(actor, case)
    if part is None or part.state not in AT_WORK or not may(actor.role, "problem.rectify"):
        return []
    rows = [m for m in problem.measures.all() if m.round == problem.rounds]
    rows.sort(key=lambda m: (m.done_at is not None, m.unit_id != actor.unit_id, m.no))
    sweep = [("sweep", "举一反三查到的")] if problem.sweep_asked else []
    return [(f"measure-{m.pk}", f"第 {m.no} 项措施：{m.text}") for m in rows] + sweep


def _found(actor: Actor, problem: Problem) -> list[tuple[str, str]]:
    mine = problem.raised_unit_id == actor.unit_id and may(actor.role, "problem.raise")
    return [("found", "说明问题")] if mine else []


def _verifying(actor: Actor, case: Case) -> list[tuple[str, str]]:
    who = Verifier(actor.person_id, actor.unit_id, actor.role)
    if not may(actor.role, "problem.verify") or not submitted(case) or verifier_faults(case, who):
        return []
    return [(f"gate-{g.kind}", f"核验“{GATES[g.kind]}”时看到的") for g in case.gates if not g.done]


def _look_back(actor: Actor, problem: Problem, case: Case) -> list[tuple[str, str]]:
    who = Verifier(actor.person_id, actor.unit_id, actor.role)
    booked = any(x.done_on is None for x in problem.look_backs.all())
    if not booked or not may(actor.role, "lookback.record") or verifier_faults(case, who):
        return []
    return [("look_back", "回头看")]


def target(key: str) -> dict[str, Any]:
    """What `add_evidence` is told for a purpose; NotNow for one there is not."""
    kind, _, rest = key.partition("-")
    if kind == "measure" and rest.isdecimal():
        return {"measure_id": int(rest)}
    if kind == "gate" and rest in GATES:
        return {"gate_kind": rest}
    if key in ("sweep", "look_back"):
        return {key: True}
    if key == "found":
        return {}
    raise NotNow("请选这张照片证明什么。")


def promise(actor: Actor) -> tuple[str, datetime]:
    """The present moment, signed for this person: the page sends it back with the photo."""
    now = clock.now()
    return signing.dumps({"at": now.isoformat(), "person": actor.person_id}, salt=_SALT), now


def moment_of(actor: Actor, token: str, phone: str) -> Moment:
    """The server's moment by its token, else the phone's; NotNow for a token that is not ours or not this person's."""
    if not token:
        return Moment(_phone_time(phone), Evidence.Clock.PHONE)
    try:
        kept = signing.loads(token, salt=_SALT, max_age=_GOOD_FOR)
        at = datetime.fromisoformat(kept["at"])
    except signing.SignatureExpired:
        return Moment(_phone_time(phone), Evidence.Clock.PHONE)
    except (signing.BadSignature, KeyError, ValueError) as bad:
        raise NotNow("照片的时间凭据不对，没有收下。请重新拍。") from bad
    if kept.get("person") != actor.person_id:
        raise NotNow("这张照片是另一位同志拍的，请由他登录后传。")
    return Moment(at, Evidence.Clock.SERVER)


def _phone_time(words: str) -> datetime:
    """The phone's moment, never later than now; NotNow when it names none, or one well in the future."""
    now = clock.now()
    try:
        at = datetime.fromisoformat(words.replace("Z", "+00:00"))
    except ValueError as bad:
        raise NotNow("照片没有时间，没有收下。请重新拍。") from bad
    at = at if at.tzinfo else at.replace(tzinfo=clock.ZONE)
    if at > now + _AHEAD:
        raise NotNow("手机的时间比现在晚，没有收下。请校准手机时间后重新拍。")
    return min(at, now)


def place_in(given: Mapping[str, Any]) -> Spot | None:
    """Where a form of the camera says the phone was; None when it does not."""
    return spot_of(*(given.get(name, "") for name in ("latitude", "longitude", "accuracy")))


def spot_of(latitude: str, longitude: str, accuracy: str) -> Spot | None:
    """Where the phone was; None when it was not told, or told nonsense (a place is never demanded)."""
    try:
        metres = float(accuracy) if accuracy else 0.0
        return Spot(
            round(float(latitude), 6), round(float(longitude), 6), int(metres) if 0 < metres < 10**6 else None
        )
    except ValueError:
        return None
