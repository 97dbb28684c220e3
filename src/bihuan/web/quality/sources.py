"""What a run reads: the registry as it is, or a batch of exports as it came, in one shape."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from bihuan.engine.reading.merging import arrow
from bihuan.engine.tables import TABLES
from bihuan.web.quality.services.staging import PLACE, Places
from bihuan.web.registry.frames import frames as live_frames
from bihuan.web.registry.imports import kept
from bihuan.web.registry.imports.seal import hashed
from bihuan.web.registry.models import Batch

# Behind a keyed hash, so that the four last characters that a sentence would show are none of the hash.
_HIDDEN = "****"


@dataclass(frozen=True)
class Covered:
    """What rows of a table say something of: villages, places that are known only by their words, and households, wherever they lie."""

    villages: frozenset[int] = frozenset()
    words: frozenset[str] = frozenset()
    households: frozenset[str] = frozenset()

    def tells(self, area: int, words: str, household: str) -> bool:
        """Whether the rows were of this place, or of this household."""
        return area in self.villages or words in self.words or household in self.households


@dataclass(frozen=True)
class Source:
    """Frames with hashes for IDs and phones; name -> digest of what they were made from; what they cover (None: everything)."""

    frames: Mapping[str, pa.Table]
    inputs: dict[str, str]
    covered: Mapping[str, Covered] | None = None

    def tells(self, table: str, area: int, words: str, household: str) -> bool:
        """Whether the data can tell of a finding of the table's checks at the place or of the household."""
        return self.covered is None or self.covered.get(table, Covered()).tells(area, words, household)


def of_registry(on: date) -> Source:
    """Returns the registry as of the day, within the scope of this transaction."""
    frames = {name: _unshown(name, table) for name, table in live_frames(on).items()}
    return Source(frames, {f"户档案·{TABLES[name].label}": _digest(table) for name, table in frames.items()})


def of_batch(batch: Batch) -> Source:
    """Returns a batch that was read and waits for a decision; JobError where its frames are gone."""
    frames = {name: _unshown(name, _sealed(name, table)) for name, table in kept.frames(batch).items()}
    places = Places()
    covered = {name: _covered(table, places) for name, table in frames.items()}
    homes = covered.get("household", Covered())
    covered |= {name: homes for name in ("member", "work", "plan", "visit") if name in frames}
    return Source(frames, {file["name"]: file["sha256"] for file in batch.files}, covered)


def _sealed(name: str, table: pa.Table) -> pa.Table:
    """IDs and phones as the keyed hashes that the registry has."""
    frame = pl.DataFrame(table)
    personal = [column.name for column in TABLES[name] if column.kind in ("id", "phone")]
    names = [one for one in (*personal, "id_key") if one in frame.columns]
    return arrow(frame.with_columns(hashed(frame[one]).alias(one) for one in names)) if names else table


def _unshown(name: str, table: pa.Table) -> pa.Table:
    for column in TABLES[name]:
        if column.kind in ("id", "phone"):
            at = table.schema.get_field_index(column.name)
            hidden = pc.binary_join_element_wise(table.column(at), _HIDDEN, "")
            table = table.set_column(at, column.name, hidden)
    return table


def _covered(table: pa.Table, places: Places) -> Covered:
    """Found by the road by which findings get their places; an unknown village is its words, so that it speaks for no other one."""
    frame = pl.DataFrame(table)
    if not set(PLACE) <= set(frame.columns):
        return Covered()
    seen = [places.of(*row) for row in frame.select(PLACE).unique().rows()]
    numbers = frame["household_id"].drop_nulls().unique() if "household_id" in frame.columns else ()
    return Covered(
        frozenset(one.code for one in seen if one.known),
        frozenset(one.words for one in seen if not one.known),
        frozenset(numbers),
    )


def _digest(table: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()
