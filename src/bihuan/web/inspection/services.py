"""Making a draw, drawing, and recording what the inspectors found."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import connection, transaction

from bihuan.engine.sampling import SizeRule, draw, fits, ticket
from bihuan.web import journal
from bihuan.web.access import Actor, Refused, require
from bihuan.web.config import clock
from bihuan.web.inspection import batches
from bihuan.web.inspection.frames import Terms, eligible, frame_of, framed, rule_of
from bihuan.web.inspection.models import Draw, DrawItem
from bihuan.web.jobs.services import enqueue
from bihuan.web.problems import services as problems
from bihuan.web.problems.services import NotNow, Photo
from bihuan.web.problems.services.base import wanted
from bihuan.web.ui.words import cn_date

State = DrawItem.State


@transaction.atomic
def make_draw(actor: Actor, terms: Terms) -> Draw:
    """Promises a seed, then freezes the frame; returns the draw, not yet drawn. NotNow when there is nothing to draw from."""
    require(actor, "draw.make")
    _check(terms)
    _one_at_a_time()
    made = _new(actor, terms)
    made.commitment = _door("select door_commit_draw(%s)", made.pk)
    journal.write(actor, "draw.promised", made, number=made.number, commitment=made.commitment)
    items = [
        DrawItem(
            draw=made,
            problem=problem,
            key=problem.number,
            stratum=str(unit),
            unit=unit,
            version=problem.version,
            round=problem.rounds,
        )
        for problem, unit in eligible(terms)
    ]
    if not items:
        raise NotNow(_nothing(terms))
    DrawItem.objects.bulk_create(items)
    made.fingerprint = frame_of(items).fingerprint
    made.save()
    journal.write(
        actor, "draw.frozen", made, number=made.number, count=len(items), fingerprint=made.fingerprint
    )
    return made


def _one_at_a_time() -> None:
    """Waits for whoever freezes a frame at this moment: a closing stands in one frame only."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('inspection.frame'))")


def _nothing(terms: Terms) -> str:
    """Why there is nothing to draw from, and in which frames the closings of these days stand already."""
    taken = framed(terms)
    held = f"这几天销号的已经收进 {'、'.join(taken)} 的名册，不能再收一次。" if taken else ""
    return (
        f"{cn_date(terms.closed_from)}到{cn_date(terms.closed_to)}没有可抽的：由乡镇核验销号、还没有进过抽验名册的一般问题是 0 件。"
        f"{held}请放宽日期或乡镇。严重的和上级交办的由县里逐件核验，不用抽。"
    )


def _check(terms: Terms) -> None:
    if not terms.title.strip():
        raise NotNow("请写抽验的名称，例如“11月抽验”。")
    if terms.closed_from > terms.closed_to:
        raise NotNow("销号日期的起日晚于止日，请对调。")
    if terms.due < clock.today():
        raise NotNow(f"抽验到 {cn_date(terms.due)}，这天已经过去，请定今天或以后的日子。")
    try:
        SizeRule(terms.percent, terms.at_least)
    except ValueError as wrong:
        raise NotNow(str(wrong)) from wrong


def _new(actor: Actor, terms: Terms) -> Draw:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("select door_next_number(%s)", [f"draw_{now.astimezone(clock.ZONE).year}"])
        number = cursor.fetchone()[0]
    return Draw.objects.create(
        area_code=settings.COUNTY_CODE * 10**6,
        number=f"抽{clock.today().year}-{number:02d}",
        title=terms.title.strip(),
        campaign=terms.campaign,
        closed_from=terms.closed_from,
        closed_to=terms.closed_to,
        townships=list(terms.townships),
        percent=terms.percent,
        at_least=terms.at_least,
        due=terms.due,
        made_by_id=actor.person_id,
        made_unit_id=actor.unit_id,
        made_at=now,
    )


def _door(call: str, pk: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(call, [pk])
        return str(cursor.fetchone()[0])


@transaction.atomic
def reveal(actor: Actor, pk: int) -> Draw:
    """Reveals the seed and draws. Raises RuntimeError if the seed or the frame is not what was promised: nothing is drawn then."""
    require(actor, "draw.make")
    made = _locked(pk)
    if made.state != Draw.State.FROZEN:
        raise NotNow(f"{made.number} {made.get_state_display()}，不能再抽。")
    seed = _door("select door_reveal_draw(%s)", made.pk)
    items = {item.key: item for item in made.items.all()}
    frame = frame_of(items.values())
    if not fits(seed, made.commitment) or frame.fingerprint != made.fingerprint:
        raise RuntimeError(f"draw {made.pk}: seed or frame differ from what was promised")
    drawn = {one.entry.key: one for one in draw(frame, seed, rule_of(made))}
    for key, item in items.items():
        item.ticket, one = ticket(seed, key), drawn.get(key)
        item.drawn, item.place, item.state = (True, one.place, State.WAITING) if one else (False, None, "")
    DrawItem.objects.bulk_update(items.values(), ["ticket", "drawn", "place", "state"])
    made.seed, made.drawn_at, made.state = seed, clock.now(), Draw.State.DRAWN
    made.save()
    journal.write(actor, "draw.drawn", made, number=made.number, seed=seed, count=len(drawn))
    return made


@transaction.atomic
def void(actor: Actor, pk: int, reason: str) -> Draw:
    """Gives a draw up before it is drawn; afterwards nobody can. Its problems may enter another frame."""
    require(actor, "draw.make")
    made = _locked(pk)
    if made.state != Draw.State.FROZEN:
        raise NotNow("已经抽取的不能作废：抽中什么，就抽验什么。")
    made.void_reason, made.state = wanted(reason, "为什么作废"), Draw.State.VOID
    made.save()
    made.items.update(live=False)
    journal.write(actor, "draw.voided", made, number=made.number, note=made.void_reason)
    return made


def _locked(pk: int) -> Draw:
    made = Draw.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if made is None:
        raise Refused("没有这次抽验，或您不能办理它。请回到抽验清单。")
    return made


@transaction.atomic
def record(
    actor: Actor,
    item_pk: int,
    outcome: str,
    note: str,
    *,
    gate_kind: str = "",
    photos: Sequence[Photo] = (),
) -> DrawItem:
    """Records what was found of a drawn problem: passed, failed (its township's whole batch is taken back), or, where it was
    reopened since, lapsed. A batch too large for one request is taken back by a job, the item's `run`.
    NotNow says why it cannot be recorded."""
    require(actor, "draw.record")
    item = _waiting(item_pk)
    moved_on = item.moved_on
    if moved_on and outcome != State.LAPSED:
        raise NotNow("这件在锁名册以后已经重新打开，不用再抽验。请记为“已重新打开，不再抽验”。")
    match outcome:
        case State.PASSED:
            problems.sample_passed(actor, item.problem_id, item.unit_id, note, photos)
        case State.FAILED:
            problems.sample_failed(actor, item.problem_id, item.unit_id, gate_kind, note, photos)
        case State.LAPSED if moved_on:
            pass
        case State.LAPSED:
            raise NotNow("这件没有重新打开，请抽验后记结果。")
        case _:
            raise NotNow("请选抽验通过，还是不过。")
    _note(actor, item, outcome, note, gate_kind if outcome == State.FAILED else "")
    words = {"number": item.draw.number, "problem": item.key, "note": item.note}
    if outcome == State.FAILED:
        standing = batches.standing(item)
        words |= {"township": item.stratum, "count": str(len(standing) + 1)}
        if len(standing) > batches.AT_ONCE:
            item.run = enqueue(actor, batches.take_back, item=item.pk)
        else:
            batches.pull(actor, item)
    journal.write(actor, f"draw.{outcome}", item.draw, **words)
    batches.finish(actor, item.draw)
    return item


def _waiting(pk: int) -> DrawItem:
    """The drawn line, its draw locked first: two results of one draw are recorded one after the other."""
    found = DrawItem.objects.filter(pk=pk).values_list("draw_id", flat=True).first()
    if found is None:
        raise Refused("没有这一件抽验，或您不能办理它。请回到抽验清单。")
    held = _locked(found)
    item = DrawItem.objects.select_related("problem", "by_unit", "by").get(pk=pk)
    item.draw = held
    if item.state != State.WAITING:
        who = f"{item.by_unit} {item.by} " if item.by_unit and item.by else ""
        raise NotNow(f"{item.key} {who}已经记过：{item.get_state_display() or '没有抽中'}。")
    return item


def _note(actor: Actor, item: DrawItem, outcome: str, note: str, gate_kind: str) -> None:
    item.state, item.note, item.gate_kind = outcome, note.strip(), gate_kind
    item.pulled = outcome == State.FAILED
    item.by_id, item.by_unit_id, item.at = actor.person_id, actor.unit_id, clock.now()
    item.save()
