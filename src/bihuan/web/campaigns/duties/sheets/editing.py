"""Own words in a return: written, given up for what the answers say now, or taken from the return before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from bihuan.web import journal
from bihuan.web.access import Conflict, Refused
from bihuan.web.access.scope import Actor
from bihuan.web.campaigns.duties.sheets import opening, reading
from bihuan.web.campaigns.duties.sheets.base import check_may_write, check_open, locked
from bihuan.web.campaigns.duties.sheets.live import Live
from bihuan.web.campaigns.duties.sheets.reading import Line
from bihuan.web.campaigns.duties.sheets.rows import number_of, text_of
from bihuan.web.campaigns.models import Return, ReturnRow, ReturnVersion
from bihuan.web.ui.words import cn_date

LONGEST = 20_000


@dataclass(frozen=True)
class Words:
    """What a row is to say. `number` None is unknown."""

    situation: str
    measures: str = ""
    progress: str = ""
    number: Decimal | None = None
    counted_in: str = ""


@transaction.atomic
def edit(actor: Actor, return_id: int, key: str, words: Words, stamp: str = "") -> Return:
    """Writes one row in the return's own words; what equals the live words stays live. Conflict when it changed since `stamp`."""
    row, version, line = _line(actor, return_id, key)
    if stamp and stamp != line.stamp:
        raise Conflict("这一项刚被本单位别的同志改过，或者答复变了，您写的没有存。请看过再改。")
    _check(words)
    stored = _stored(version, line)
    for name in ReturnRow.TEXTS:
        said = _plain(getattr(words, name))
        setattr(stored, name, None if said == getattr(stored, f"live_{name}") else said)
    stored.number_own = words.number != stored.live_number
    stored.number = words.number if stored.number_own else None
    stored.counted_in = words.counted_in.strip() if stored.number_own else stored.counted_in
    stored.save()
    _note(actor, row, line, "return.edited")
    return row


@transaction.atomic
def take_live(actor: Actor, return_id: int, key: str) -> Return:
    """Gives up own words for what the live rows say now: those overtaken by a change, else all of the row."""
    row, version, line = _line(actor, return_id, key)
    if line.now is None:
        raise Refused("这一项本单位现在不用答了，没有答复可以照。请直接改字。")
    wanted = line.overtaken or line.own
    stored = _stored(version, line)
    for name in wanted:
        setattr(stored, name, None)
    stored.number_own = stored.number_own and "number" not in wanted
    stored.save()
    _note(actor, row, line, "return.taken_over")
    return row


@transaction.atomic
def take_last(actor: Actor, return_id: int, key: str) -> Return:
    """Says in this row what the return before said; Refused when there was none."""
    _row, _version, line = _line(actor, return_id, key)
    last = line.last
    if last is None:
        raise Refused("上一期没有这一项，没有可以照填的。")
    said = {name: text_of(last, name) for name in ReturnRow.TEXTS}
    return edit(actor, return_id, key, Words(**said, number=number_of(last), counted_in=last.counted_in))


def _line(actor: Actor, return_id: int, key: str) -> tuple[Return, ReturnVersion, Line]:
    """The locked return, its draft and the line, checked to be the actor's to write."""
    row = locked([return_id])[0]
    check_may_write(actor, row)
    check_open(row)
    version = opening.draft_of(row)
    line = reading.sheet(row, version).line(key)
    if line is None:
        raise Refused("这一份里没有这一项。请刷新页面重新选。")
    return row, version, line


def _check(words: Words) -> None:
    for name, label in reading.LABELS.items():
        if len(getattr(words, name)) > LONGEST:
            raise Refused(f"{label}最多写 {LONGEST} 字。请写短一些，详细的另附材料。")
    if words.number is not None and words.number < 0:
        raise Refused("数量不能小于 0。没有数清的请留空。")


def _stored(version: ReturnVersion, line: Line) -> ReturnRow:
    """The stored row of the line, new or held, with what the live rows say now."""
    stored = line.row or ReturnRow(version=version)
    if line.now is not None:
        put_live(stored, line.now)
    return stored


def put_live(stored: ReturnRow, now: Live) -> None:
    """Writes what the live rows say into the unsaved row; own words are left."""
    kind, pk = now.key[0], int(now.key[1:])
    stored.check_item_id, stored.duty_id = (pk, None) if kind == "i" else (None, pk)
    stored.order, stored.no, stored.category = now.order, now.no, now.category
    stored.contents, stored.responsible, stored.answered = now.contents, now.responsible, now.answered
    for name in ReturnRow.TEXTS:
        setattr(stored, f"live_{name}", getattr(now, name))
    stored.live_number = now.number
    if not stored.number_own:
        stored.counted_in = now.counted_in


def _plain(words: str) -> str:
    return words.replace("\r\n", "\n").strip()


def _note(actor: Actor, row: Return, line: Line, code: str) -> None:
    no = line.head.no or str(line.head.order)
    journal.write(actor, code, row, unit=row.unit.short_name, due=cn_date(row.due), no=no)
