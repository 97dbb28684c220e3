"""Personal data of whole frames: keyed hashes for comparing and finding, ciphertext for keeping. Plain text never reaches the database."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from bihuan.engine.tables import Column
from bihuan.web.accounts.crypto import Sealer, digest
from bihuan.web.registry.columns import SEALED


def hashed(values: pl.Series) -> pl.Series:
    """Returns the keyed hash of each text; null for nothing. Each distinct text is hashed once."""
    texts = values.drop_nulls().unique(maintain_order=True)
    if texts.is_empty():
        return values.cast(pl.String)
    return values.replace_strict(
        texts, pl.Series([digest(text) for text in texts], dtype=pl.String), default=None
    )


def with_hashes(frame: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """Returns the frame with `<name>_hash` for each ID and phone, `id_key` as a keyed hash, and `last4`, a hash too."""
    for column in columns:
        if column.kind not in SEALED:
            continue
        frame = frame.with_columns(hashed(frame[column.name]).alias(f"{column.name}_hash"))
        if column.kind == "id":
            frame = frame.with_columns(
                id_key=hashed(frame["id_key"]),
                last4=hashed(frame[column.name].str.slice(0, 18).str.slice(-4)),
            )
    return frame


def ciphertexts(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Returns `sid` and, for each name, the text sealed, as COPY takes bytes in; nothing stays an empty string of bytes."""
    sealer = Sealer()
    return frame.select(
        "sid",
        *(
            pl.Series(
                name,
                ["\\x" + sealer.encrypt(text).hex() if text else "\\x" for text in frame[name]],
                dtype=pl.String,
            )
            for name in names
        ),
    )
