"""A version's way: draft, handed in, sent back or frozen; a correction beside a frozen one, handed in or dropped.

The services of returns call these under the return's lock; the database holds to the same (sql/returns.sql).
"""

from __future__ import annotations

from bihuan.web.access import Refused
from bihuan.web.access.scope import Actor
from bihuan.web.campaigns.duties.sheets import merging, opening, reading
from bihuan.web.campaigns.duties.sheets.editing import put_live
from bihuan.web.campaigns.duties.sheets.live import Live
from bihuan.web.campaigns.duties.sheets.rows import key_of, number_of, own_of, text_of
from bihuan.web.campaigns.models import Return, ReturnRow, ReturnVersion
from bihuan.web.config import clock

State = ReturnVersion.State
_LIVE = (
    *("order", "no", "category", "contents", "responsible", "answered", "counted_in"),
    *("live_situation", "live_measures", "live_progress", "live_number"),
)


def submit(actor: Actor, row: Return, signed: str, note: str) -> ReturnVersion:
    """Locks the draft as it reads now and hands it in."""
    version = opening.draft_of(row)
    held = reading.sheet(row, version)
    for line in held.lines:
        if line.now is not None and line.row is not None:
            put_live(line.row, line.now)
    ReturnRow.objects.bulk_update(
        [line.row for line in held.lines if line.row is not None], _LIVE, batch_size=opening.BATCH
    )
    ReturnRow.objects.bulk_create(
        [_new(version, line) for line in held.lines if line.row is None], batch_size=opening.BATCH
    )
    version.state, version.signed, version.note = State.SUBMITTED, signed.strip() or actor.name, note.strip()
    version.missing = merging.missing(row) if row.merged else []
    version.submitted_by_id, version.submitted_at = actor.person_id, clock.now()
    version.save(update_fields=["state", "signed", "note", "missing", "submitted_by", "submitted_at"])
    return version


def _new(version: ReturnVersion, line: reading.Line) -> ReturnRow:
    made = ReturnRow(version=version)
    assert line.now is not None  # a line without live rows has a stored one
    put_live(made, line.now)
    return made


def freeze(actor: Actor, version: ReturnVersion) -> None:
    """Freezes a version that was handed in."""
    version.state, version.judged_by_id, version.judged_at = State.FROZEN, actor.person_id, clock.now()
    version.save(update_fields=["state", "judged_by", "judged_at"])


def send_back(actor: Actor, version: ReturnVersion, reason: str) -> ReturnVersion:
    """Closes a version that was handed in and opens the next with its words."""
    version.state, version.reason = State.SENT_BACK, reason
    version.judged_by_id, version.judged_at = actor.person_id, clock.now()
    version.save(update_fields=["state", "reason", "judged_by", "judged_at"])
    return opening.again(version, reason)


def correct(row: Return, why: str) -> ReturnVersion:
    """Opens a correction of the frozen version that holds, with its words; where the answers say otherwise now, it is marked."""
    held = merging.standing_versions([row.pk]).get(row.pk)
    if held is None or held.state != State.FROZEN:
        raise Refused("这一份还没有冻结，不用更正，直接改就行。")
    made = opening.next_version(row.pk, why, held)
    present = {now.key: now for now in reading.present(row)}
    rows = [_kept(made, frozen, present.get(key_of(frozen))) for frozen in held.rows.all()]
    ReturnRow.objects.bulk_create([each for each in rows if own_of(each)], batch_size=opening.BATCH)
    return made


def _kept(version: ReturnVersion, frozen: ReturnRow, now: Live | None) -> ReturnRow:
    """The frozen row's words, own ones where the live rows say something else now."""
    made = opening.copied(version, frozen)
    for name in ReturnRow.TEXTS:
        said = text_of(frozen, name)
        setattr(made, name, None if now is not None and getattr(now, name) == said else said)
    made.number = number_of(frozen)
    made.number_own = now is None or now.number != made.number
    return made


def drop(version: ReturnVersion) -> None:
    """Gives up a correction that was not handed in."""
    version.state = State.DROPPED
    version.save(update_fields=["state"])
