"""What a backup says about itself, so that a restore can prove that everything is back."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bihuan.web.config import secrets

FORMAT = 1
_REMADE = {"exports", "packs", "views"}  # folders of files that are made again when asked for
SESSION_KEY = "django"  # signs sessions only; another one signs people out and loses nothing


class CopyProblem(RuntimeError):
    """A backup or restore cannot be done, or did not prove right; the message says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """Row counts, files and journal head of one moment.

    `rows` is table -> number; `files` path below files/ -> SHA-256; `keys` name -> fingerprint of the key, not
    the key; `journal` is [seq, hash in hex] or None before the first line.
    """

    format: int
    made_at: str
    version: str
    rows: dict[str, int]
    files: dict[str, str]
    journal: list[Any] | None
    keys: dict[str, str]
    has_keys: bool

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Manifest:
        """Raises CopyProblem when it is no manifest this version understands."""
        try:
            found = cls(**json.loads(data))
        except (ValueError, TypeError) as error:
            raise CopyProblem("备份里的清单读不出来，文件可能已损坏。请换一份备份。") from error
        if found.format != FORMAT:
            raise CopyProblem(f"备份的格式是 {found.format}，本版本只认 {FORMAT}。请用做这份备份的版本恢复。")
        return found


def count_rows(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Table of the schema public -> its number of rows, as the connection's role sees them."""
    tables = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1"
    names = [name for (name,) in connection.execute(tables)]
    return {name: _count(connection, name) for name in names}


def _count(connection: psycopg.Connection[Any], table: str) -> int:
    row = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table))).fetchone()
    return int(row[0]) if row else 0


def journal_head(connection: psycopg.Connection[Any]) -> list[Any] | None:
    """[seq, hash in hex] of the journal, None where there is none yet."""
    if not connection.execute("select to_regclass('public.journal_journalhead')").fetchone()[0]:  # type: ignore[index]
        return None
    row = connection.execute("select seq, hash from journal_journalhead").fetchone()
    return [int(row[0]), bytes(row[1]).hex()] if row else None


def stored_files(folder: Path) -> Iterator[Path]:
    """The finished files below `folder`; names that begin with a dot are still being written.

    What is made again when asked for is left out: copies for the screen, evidence packs.
    """
    kept = (
        path for path in sorted(folder.rglob("*")) if not _REMADE & set(path.relative_to(folder).parts[:1])
    )
    return (path for path in kept if path.is_file() and not path.name.startswith("."))


def sha256_of(path: Path) -> str:
    with open(path, "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def fingerprints() -> dict[str, str]:
    """Name -> fingerprint of the keys of this installation, by which another one is told apart."""
    return {name: fingerprint(key) for name, key in {**_stored_keys(), **_given_keys()}.items()}


def stored_key_names() -> list[str]:
    """The keys that lie in home/keys; others are given by the environment."""
    return sorted(_stored_keys())


def _stored_keys() -> dict[str, str]:
    folder = secrets.folder()
    paths = (path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else iter(())
    return {path.name: path.read_text() for path in paths if "." not in path.name}


def _given_keys() -> dict[str, str]:
    names = (name for name in os.environ if name.startswith("BIHUAN_KEY_"))
    return {name.removeprefix("BIHUAN_KEY_").lower(): os.environ[name] for name in names}


def fingerprint(key: str) -> str:
    return hashlib.sha256(f"bihuan key {key.strip()}".encode()).hexdigest()[:16]
