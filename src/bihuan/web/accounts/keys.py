"""Changing the key that personal data is sealed with: a new one seals at once, the old one opens until nothing of it is left.

1. The old key is put aside (`data_old`), a new one takes its place (`data`): every process sees that by the files' times.
2. Column by column, in batches of their own transactions, what the old key sealed is sealed anew. Cut off, it goes on where it was.
3. A last pass finds nothing left; the old key is renamed to `data.retired_<day>`, for older backups, and no longer used.
The keyed hashes have a key of their own, which stays: it seals nothing, and equal numbers have to stay equal.
"""

from __future__ import annotations

import os
import secrets as random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.db import connections, models, transaction
from psycopg import sql

from bihuan.web.accounts import crypto
from bihuan.web.accounts.crypto import EncryptedField
from bihuan.web.config import clock, secrets

OWNER = "owner"
BATCH = 2000
# Any number: the lock of imports and of undoing, which a change of keys holds too, since imports seal what they write.
IMPORTS = 0x72656769
Say = Callable[[str], None]


class KeyProblem(Exception):
    """The key cannot be changed; the message says in Chinese why and what to do."""


@dataclass(frozen=True)
class Place:
    """A column of sealed text."""

    table: str
    key: str
    column: str


def places() -> Iterator[Place]:
    """Returns every column of sealed text there is."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedField):
                yield Place(model._meta.db_table, str(_key_of(model).column), str(field.column))


def _key_of(model: type[models.Model]) -> models.Field[object, object]:
    key = model._meta.pk
    assert key is not None
    return key


def rotate(say: Say) -> int:
    """Changes the key, or finishes a change that was cut off; returns how many texts were sealed anew. KeyProblem: nothing was changed."""
    _begin(say)
    done = 0
    while count := _pass(say):
        done += count
    _end(say)
    return done


def _begin(say: Say) -> None:
    """Puts a new key in the place of the old one, while no import is under way; a change begun earlier is gone on with."""
    if secrets.former("data") and secrets.former("data") != secrets.secret("data"):
        say("接着上次没有换完的：旧密钥还在用来读。")
        return
    if os.environ.get("BIHUAN_KEY_DATA"):
        raise KeyProblem(
            "密钥来自环境变量 BIHUAN_KEY_DATA，程序换不了它。请把现在的值改名为 BIHUAN_KEY_DATA_OLD，给 BIHUAN_KEY_DATA 一个新的"
            "64 位十六进制值（openssl rand -hex 32），重启网站，再运行一次本命令。"
        )
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [IMPORTS])
        if not cursor.fetchone()[0]:
            raise KeyProblem("正在导入户档案，现在不能换密钥。请等导入办完再运行。")
        _write("data_old", secrets.secret("data"))
        _write("data", random.token_hex(32))
    say("新密钥已启用，新写的都用它；旧密钥留着读旧的。")


def _write(name: str, text: str) -> None:
    """Writes a key whole or not at all, readable by nobody else, on the disk before the next step."""
    kept = secrets.folder()
    made = kept / f".{name}.new"
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    made.replace(kept / name)
    folder = os.open(kept, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _pass(say: Say) -> int:
    """Goes through every column once; returns how many texts it sealed anew."""
    total = 0
    for place in places():
        count = sum(_batches(place))
        total += count
        if count:
            say(f"{place.table}.{place.column}：{count} 个")
    return total


def _batches(place: Place) -> Iterator[int]:
    """Returns, for batch after batch, how many texts of it were sealed anew; each batch is committed before the next."""
    last: Any = None
    while True:
        with transaction.atomic(using=OWNER):
            rows = _rows(place, last)
            if not rows:
                return
            last = rows[-1][0]
            yield _seal_anew(place, rows)


def _rows(place: Place, after: Any) -> list[tuple[Any, bytes]]:
    table, key, column = (sql.Identifier(name) for name in (place.table, place.key, place.column))
    where = sql.SQL("and {} > %s").format(key) if after is not None else sql.SQL("")
    statement = sql.SQL(
        "select {key}, {column} from {table} where {column} is not null and length({column}) > 0 {where} order by {key} limit %s for update"
    ).format(key=key, column=column, table=table, where=where)
    with connections[OWNER].cursor() as cursor:
        cursor.execute(statement, [*([after] if after is not None else []), BATCH])
        return [(row[0], bytes(row[1])) for row in cursor.fetchall()]


def _seal_anew(place: Place, rows: list[tuple[Any, bytes]]) -> int:
    now, *former = crypto.ring()
    sealer = crypto.Sealer()
    changed = []
    for key, blob in rows:
        try:
            crypto.opened(blob, now)
        except InvalidTag:
            changed.append((sealer.encrypt(_open(blob, former, place)), key))
    if changed:
        statement = sql.SQL("update {} set {} = %s where {} = %s").format(
            *(sql.Identifier(name) for name in (place.table, place.column, place.key))
        )
        with connections[OWNER].cursor() as cursor:
            cursor.executemany(statement, changed)
    return len(changed)


def _open(blob: bytes, former: list[bytes], place: Place) -> str:
    for key in former:
        try:
            return crypto.opened(blob, key)
        except InvalidTag:
            continue
    raise KeyProblem(
        f"{place.table}.{place.column} 里有新旧密钥都打不开的内容，多半是更早的密钥加密的。"
        "旧密钥没有停用；请把那把放到 keys/data_old 再运行。"
    )


def _end(say: Say) -> None:
    """Nothing the old key sealed is left: it is put aside under the day's date, or the person is told to drop the variable."""
    if os.environ.get("BIHUAN_KEY_DATA"):
        say("已经全部换完。可以去掉环境变量 BIHUAN_KEY_DATA_OLD 了；换之前的备份要用旧密钥，请另外保存。")
        return
    retired = f"data.retired_{clock.today():%Y%m%d}_{random.token_hex(2)}"
    kept = secrets.folder()
    (kept / "data_old").replace(kept / retired)
    say(
        f"已经全部换完。旧密钥改名为 keys/{retired}：换之前的备份要用它，请另外保存；不再需要那些备份时可以删除。"
    )
