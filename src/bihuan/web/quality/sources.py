"""What a run reads: the registry as it is, or a batch of exports as it came, in one shape."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from bihuan.engine.tables import TABLES
from bihuan.web.registry.frames import frames as live_frames
from bihuan.web.registry.imports import kept
from bihuan.web.registry.imports.places import Villages, county_code
from bihuan.web.registry.imports.seal import hashed
from bihuan.web.registry.models import Batch

# Behind a keyed hash, so that the four last characters that a sentence would show are none of the hash.
_HIDDEN = "****"


@dataclass(frozen=True)
class Source:
    """Frames with hashes for IDs and phones; name -> digest of what they were made from; the places they cover (None: all)."""

    frames: Mapping[str, pa.Table]
    inputs: dict[str, str]
    covered: Mapping[str, frozenset[int]] | None = None

    def covers(self, table: str) -> list[int] | None:
        """Returns the codes whose rows of the table were handed in; None for all."""
        return None if self.covered is None else sorted(self.covered.get(table, ()))


def of_registry(on: date) -> Source:
    """Returns the registry as of the day, within the scope of this transaction."""
    frames = {name: _unshown(name, table) for name, table in live_frames(on).items()}
    return Source(frames, {f"户档案·{TABLES[name].label}": _digest(table) for name, table in frames.items()})


def of_batch(batch: Batch) -> Source:
    """Returns a batch that was read and waits for a decision; JobError where its frames are gone."""
    frames = {name: _unshown(name, _sealed(name, table)) for name, table in kept.frames(batch).items()}
    villages = Villages()
    covered = {name: _places(table, villages) for name, table in frames.items()}
    homes = covered.get("household", frozenset())
    covered |= {name: homes for name in ("member", "work", "plan", "visit") if name in frames}
    return Source(frames, {file["name"]: file["sha256"] for file in batch.files}, covered)


def _sealed(name: str, table: pa.Table) -> pa.Table:
    """IDs and phones as the keyed hashes that the registry has."""
    frame = pl.DataFrame(table)
    personal = [column.name for column in TABLES[name] if column.kind in ("id", "phone")]
    names = [one for one in (*personal, "id_key") if one in frame.columns]
    return frame.with_columns(hashed(frame[one]).alias(one) for one in names).to_arrow() if names else table


def _unshown(name: str, table: pa.Table) -> pa.Table:
    for column in TABLES[name]:
        if column.kind in ("id", "phone"):
            at = table.schema.get_field_index(column.name)
            text = table.column(at).cast(pa.string())
            table = table.set_column(at, column.name, pc.binary_join_element_wise(text, _HIDDEN, ""))
    return _plain_texts(table)


def _plain_texts(table: pa.Table) -> pa.Table:
    """The engine's texts are Arrow's plain ones, whatever the road they came by."""
    schema = pa.schema(
        pa.field(
            field.name,
            pa.string()
            if pa.types.is_large_string(field.type) or pa.types.is_string_view(field.type)
            else field.type,
        )
        for field in table.schema
    )
    return table.cast(schema)


def _places(table: pa.Table, villages: Villages) -> frozenset[int]:
    names = [name for name in ("area_code", "township", "village") if name in table.column_names]
    if len(names) < 3:
        return frozenset()
    seen = pl.DataFrame(table.select(names)).unique().rows()
    return frozenset({villages.find(*row)[0] or county_code() for row in seen})


def _digest(table: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()
