"""The key of personal data is changed while people go on reading; cut off, it goes on; nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connections

from bihuan.home import home
from bihuan.web.accounts import crypto, keys
from bihuan.web.accounts.models import Person
from bihuan.web.config import secrets
from tests.web.registry.exports import FATHER, xie
from tests.web.registry.importing import imported


@pytest.fixture
def own_keys(committed_db: str, tmp_path: Path) -> Iterator[Path]:
    """The keys of this worker, put back afterwards."""
    folder = home() / "keys"
    saved = tmp_path / "keys"
    shutil.copytree(folder, saved)
    yield folder
    shutil.rmtree(folder)
    shutil.copytree(saved, folder)


def blobs() -> list[bytes]:
    """Every sealed text there is, as it lies in the database."""
    found = []
    with connections["owner"].cursor() as cursor:
        for place in keys.places():
            cursor.execute(f"select {place.column} from {place.table} where length({place.column}) > 0")
            found += [bytes(row[0]) for row in cursor.fetchall()]
    return found


def opens(blob: bytes, key: bytes) -> bool:
    try:
        crypto.opened(blob, key)
    except InvalidTag:
        return False
    return True


def phones() -> set[str]:
    return set(Person.objects.using("owner").values_list("phone", flat=True))


def test_every_column_of_sealed_text_is_known() -> None:
    known = {(place.table, place.column) for place in keys.places()}
    assert {
        ("accounts_person", "phone"),
        ("registry_memberversion", "id_number"),
        ("registry_workspell", "spell_phone"),
    } <= known


def test_after_a_change_only_the_new_key_opens_what_is_there(own_keys: Path) -> None:
    imported(("base", xie()))
    old = crypto.ring()[0]
    count = len(blobs())
    said: list[str] = []
    assert keys.rotate(said.append) == count
    new = crypto.ring()[0]
    assert crypto.ring() == (new,)
    assert new != old
    assert all(opens(blob, new) and not opens(blob, old) for blob in blobs())
    assert phones() == {"13900000000"}
    [retired] = own_keys.glob("data.retired_*")
    assert bytes.fromhex(retired.read_text())[:16] == old
    assert "已经全部换完" in said[-1]


def test_cut_off_it_reads_both_and_goes_on_where_it_was(
    own_keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(("base", xie()))
    monkeypatch.setattr(keys, "BATCH", 2)
    whole, calls = keys._seal_anew, []

    def cut(place: Any, rows: Any) -> int:
        if len(calls) == 2:
            raise KeyboardInterrupt
        calls.append(place)
        return whole(place, rows)

    monkeypatch.setattr(keys, "_seal_anew", cut)
    with pytest.raises(KeyboardInterrupt):
        keys.rotate(lambda _: None)
    old_and_new = crypto.ring()
    assert len(old_and_new) == 2
    assert sum(opens(blob, old_and_new[0]) for blob in blobs()) == 4
    assert phones() == {"13900000000"}
    monkeypatch.setattr(keys, "_seal_anew", whole)
    assert keys.rotate(lambda _: None) == len(blobs()) - 4
    assert crypto.ring() == old_and_new[:1]
    assert crypto.decrypt(next(b for b in blobs() if crypto.decrypt(b) == FATHER)) == FATHER


def test_no_key_is_changed_while_an_import_is_under_way(own_keys: Path) -> None:
    before = secrets.secret("data")
    with connections["default"].cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [keys.IMPORTS])
        try:
            with pytest.raises(keys.KeyProblem, match="正在导入户档案"):
                keys.rotate(lambda _: None)
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [keys.IMPORTS])
    assert secrets.secret("data") == before
    assert secrets.former("data") == ""


def test_a_key_of_the_environment_is_changed_there(own_keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = secrets.secret("data")
    monkeypatch.setenv("BIHUAN_KEY_DATA", old)
    with pytest.raises(keys.KeyProblem, match="BIHUAN_KEY_DATA_OLD"):
        keys.rotate(lambda _: None)
    monkeypatch.setenv("BIHUAN_KEY_DATA_OLD", old)
    monkeypatch.setenv("BIHUAN_KEY_DATA", "ab" * 32)
    crypto._ring.cache_clear()
    try:
        assert keys.rotate(lambda _: None) == len(blobs())
        assert all(opens(blob, bytes.fromhex("ab" * 16)) for blob in blobs())
    finally:
        monkeypatch.undo()
        crypto._ring.cache_clear()


def test_what_neither_key_opens_stops_it_and_keeps_the_old_key(own_keys: Path) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "update accounts_person set phone = %s where id = (select min(id) from accounts_person)",
            [b"x" * 40],
        )
    with pytest.raises(keys.KeyProblem, match="新旧密钥都打不开"):
        keys.rotate(lambda _: None)
    assert secrets.former("data") != ""
